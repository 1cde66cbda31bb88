package import Domain
package import Foundation

/// The folder of a pipeline's reports: `<root>/<pipeline>/<run id>/<name>.json`, and `latest`, which points at the
/// published run's.
///
/// A tenant other than `default` has a folder of its own between root and pipeline.
package struct ReportFolder: Sendable {
    package let path: String

    package init(root: String, tenant: String, pipeline: String) {
        self.path = tenant == "default" ? "\(root)/\(pipeline)" : "\(root)/\(tenant)/\(pipeline)"
    }

    package func path(ofRun run: String) -> String { "\(path)/\(run)" }

    package func path(_ name: ReportName, run: String) -> String { "\(path(ofRun: run))/\(name.rawValue).json" }

    /// Writes one report of a run that is not published yet.
    package func write(_ data: Data, name: ReportName, run: String) throws {
        let folder = path(ofRun: run)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try data.write(to: URL(filePath: "\(folder)/\(name.rawValue).json"), options: .atomic)
    }

    /// Points `latest` at a run, in one step: a reader finds the old reports or the new ones.
    package func pointLatest(at run: String) throws {
        let (link, fresh) = ("\(path)/latest", "\(path)/.latest-\(run)")
        guard (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != run else { return }
        try? FileManager.default.removeItem(atPath: fresh)
        try FileManager.default.createSymbolicLink(atPath: fresh, withDestinationPath: run)
        guard rename(fresh, link) == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: link])
        }
    }

    /// Removes the reports of runs that are not among `kept`.
    package func removeRuns(except kept: Set<String>) throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names where name != "latest" && !kept.contains(name) {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }

    /// The bytes of a run's report; `nil` where there is none.
    package func data(_ name: ReportName, run: String) -> Data? {
        FileManager.default.contents(atPath: path(name, run: run))
    }
}
