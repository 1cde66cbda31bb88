internal import Domain

/// Which runs' files are kept, and how much history.
extension RunStore {
    /// Removes what is no longer kept.
    ///
    /// That is the files of published runs beyond the last `keepRuns`, files of runs held back before the last published
    /// one, and surplus history. Never the run that is served, and none that is being read.
    ///
    /// - Returns: the runs whose files went.
    @discardableResult
    package func prune(keepRuns: Int, under lock: RunLock) throws(StoreError) -> [RunID] {
        precondition(keepRuns >= 1, "at least one run is kept, not \(keepRuns)")
        var removed: [RunID] = []
        for id in try ledger.runsBeyond(keepRuns) where try removeFiles(of: id) { removed.append(id) }
        try ledger.thinHistory()
        try ledger.thinPredictions()
        return removed
    }

    /// Removes the tables of runs that ended without being published or held back, and of runs whose removal was
    /// interrupted.
    ///
    /// Tables of a run that the ledger does not know stay: the ledger may be an old copy, and the run a published one.
    func clearLeftovers() throws(StoreError) {
        for id in try engine.leftRuns() {
            guard let record = try ledger.run(id) else { continue }
            if record.hasFiles, [.published, .heldBack].contains(record.state) { continue }
            _ = try removeFiles(of: id)
        }
    }

    /// Removes a run's tables, unless somebody reads them or it is served.
    ///
    /// - Returns: whether they are gone.
    private func removeFiles(of id: RunID) throws(StoreError) -> Bool {
        try engine.removeTables(of: id) { () throws(StoreError) in try ledger.forgetFiles(of: id) }
    }
}

extension Ledger {
    /// Runs with files that are not among the last `count` published ones, nor current, nor held back since the last one.
    fileprivate func runsBeyond(_ count: Int) throws(StoreError) -> [RunID] {
        try read { database in
            let sql = """
                SELECT id FROM runs WHERE has_files = 1 AND number NOT IN (SELECT run FROM current)
                AND (state = 'published' AND number NOT IN
                        (SELECT number FROM runs WHERE state = 'published' AND has_files = 1 ORDER BY number DESC LIMIT ?)
                    OR state = 'held_back' AND number < (SELECT max(number) FROM runs WHERE state = 'published'))
                ORDER BY number
                """
            return try database.all(sql: sql, arguments: [count]) { try RunID($0["id"]) }
        }
    }

    /// Notes that a run's files are gone, unless the run is current.
    ///
    /// - Returns: whether it is so.
    fileprivate func forgetFiles(of id: RunID) throws(StoreError) -> Bool {
        try write { database in
            guard try Self.current(database) != id else { return false }
            try database.execute(sql: "UPDATE runs SET has_files = 0 WHERE id = ?", arguments: [id.text])
            return true
        }
    }
}
