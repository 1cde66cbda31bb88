package import Domain
package import Foundation
package import Store

/// The folder of a pipeline's reports: `<run id>/<name>.json`, and `latest`, which points at the published run's.
package struct ReportFolder: Sendable {
    package let path: String
    private let owned: OwnedFolder

    package init(root: String, tenant: String, pipeline: String) {
        path = PipelineFolder.path(root: root, tenant: tenant, pipeline: pipeline, sign: "latest")
        owned = OwnedFolder(.reports, path: path, tenant: tenant, pipeline: pipeline)
    }

    package func path(ofRun run: String) -> String { "\(path)/\(run)" }

    package func path(_ name: ReportName, run: String) -> String { "\(path(ofRun: run))/\(name.rawValue).json" }

    /// Marks the folder as this pipeline's; under the pipeline's lock.
    ///
    /// - Throws: ``StoreError/Code/foreignFolder`` where it is another's.
    package func claim(_ store: RunStore) throws(StoreError) {
        try owned.claim { name in try store.knows(name) }
    }

    /// Writes one report of a run that is not published yet.
    package func write(_ data: Data, name: ReportName, run: String) throws {
        try FileManager.default.createDirectory(atPath: path(ofRun: run), withIntermediateDirectories: true)
        try DurableFile.write(Array(data), to: path(name, run: run))
    }

    /// Points `latest` at a run, in one step: a reader finds the old reports or the new ones.
    package func pointLatest(at run: String) throws {
        let (link, fresh) = ("\(path)/latest", "\(path)/.latest\(DurableFile.suffix)")
        guard (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != run else { return }
        // A link that a killed run left.
        unlink(fresh)
        try FileManager.default.createSymbolicLink(atPath: fresh, withDestinationPath: run)
        guard rename(fresh, link) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: link])
        }
    }

    /// Removes the reports of runs of which the ledger says that their tables are gone.
    ///
    /// What the ledger does not know stays, and so does every file that is no report.
    package func removeRuns(goneFrom store: RunStore) throws(StoreError) {
        for name in try owned.names() {
            guard RunID.isValid(name), let run = try store.run(RunID(name)), !run.hasFiles, !run.isCurrent else {
                continue
            }
            _ = try owned.removeFolder(name, isOurs: Self.isReport)
        }
    }

    /// Whether a run's folder may hold a file of this name that we wrote.
    private static func isReport(_ name: String) -> Bool {
        let whole = name.hasSuffix(DurableFile.suffix) ? String(name.dropLast(DurableFile.suffix.count)) : name
        return fileNames.contains(whole) || Leftovers.isTemporary(name)
    }

    private static let fileNames = Set(ReportName.allCases.map { "\($0.rawValue).json" } + [Checksums.fileName])

    /// The bytes of a run's report as they were written; `nil` where there is none.
    ///
    /// - Throws: ``StoreError/Code/damaged``.
    package func data(_ name: ReportName, run: String) throws(StoreError) -> Data? {
        guard let bytes = try DurableFile.read(path(name, run: run)) else { return nil }
        try Checksums.check(bytes, "\(name.rawValue).json", in: path(ofRun: run))
        return Data(bytes)
    }

    /// Holds a report against its digest without taking it into memory.
    ///
    /// - Throws: ``StoreError/Code/damaged``.
    package func check(_ name: ReportName, run: String) throws(StoreError) {
        try Checksums.check("\(name.rawValue).json", in: path(ofRun: run))
    }

    /// Holds every report of a run against its digest; one that is not there any more is damage too.
    ///
    /// - Throws: ``StoreError/Code/damaged``.
    package func verify(run: String) throws(StoreError) {
        for name in try (Checksums.all(in: path(ofRun: run)) ?? [:]).keys.sorted() {
            try Checksums.check(name, in: path(ofRun: run))
        }
    }

    /// Notes what was written of a run, once all of it is.
    package func seal(run: String) throws(StoreError) {
        var digests: [String: String] = [:]
        for name in ReportName.allCases {
            guard let bytes = try DurableFile.read(path(name, run: run)) else { continue }
            digests["\(name.rawValue).json"] = Checksums.digest(bytes)
        }
        try Checksums.write(digests, in: path(ofRun: run))
    }
}

/// Names of files that a killed run leaves behind.
enum Leftovers {
    /// Under which files were written before they had their name: ours, and Foundation's, which earlier builds used.
    static func isTemporary(_ name: String) -> Bool {
        name.hasSuffix(DurableFile.suffix) || name.hasPrefix(".dat.nosync")
    }
}
