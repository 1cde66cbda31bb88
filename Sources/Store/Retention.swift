internal import Domain

/// Which runs' files are kept.
extension RunStore {
    /// Removes the files of runs that never were published, but for those held back and not yet superseded, and of folders
    /// that no run owns, unless somebody reads them.
    func clearLeftovers() throws(StoreError) {
        for name in try Files.names(in: layout.runs) {
            guard let id = try? RunID(name) else { continue }
            let record = try ledger.run(id)
            if let record, record.state == .published || record.state == .heldBack { continue }
            _ = try removeFiles(of: id)
        }
    }

    /// Removes a run's files, unless somebody reads them.
    ///
    /// - Returns: whether they are gone.
    func removeFiles(of id: RunID) throws(StoreError) -> Bool {
        let folder = layout.folder(of: id)
        guard Files.exists(folder) else { return true }
        guard let lock = try FileLock.take(layout.readersLock(of: id), .exclusive, creates: true) else { return false }
        defer { withExtendedLifetime(lock) {} }
        try Files.removeFolder(folder)
        return true
    }
}
