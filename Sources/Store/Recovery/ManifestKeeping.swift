extension RunStore {
    /// Keeps what the ledger knows of a run with the run's tables, so that a lost ledger can be rebuilt.
    ///
    /// Changes nothing where it is kept already.
    package func keepManifest(of run: RunID) throws(StoreError) {
        guard let manifest = try ledger.manifest(of: run) else { throw .unknownRun(run) }
        let text = try StoreError.wrapping("describe", "run \(run)") { try manifest.text() }
        guard try engine.manifest(of: run) != text else { return }
        try engine.keepManifest(text, of: run)
    }

    /// Keeps what a killed process did not, and what an earlier build never kept: of every run that has tables.
    func keepManifests() throws(StoreError) {
        for id in try engine.leftRuns() {
            guard let run = try ledger.run(id), run.hasFiles, [.published, .heldBack].contains(run.state) else {
                continue
            }
            let isMissing = try engine.manifest(of: id) == nil
            if run.isCurrent || isMissing { try keepManifest(of: id) }
        }
    }
}
