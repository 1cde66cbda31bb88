internal import Domain
internal import Foundation
internal import Store
internal import Synchronization

/// The reports of a pipeline's runs: files `<folder>/<run id>/<name>.json`.
struct ReportFiles: Sendable {
    /// The reports that there are, by name; nothing else is ever read.
    static let names = ReportName.allCases.map(\.rawValue).sorted()

    let folder: String

    /// Reports that were read through and found as they were written, by their paths: a run's never change.
    private static let whole = Mutex<Set<String>>([])

    /// A report of a run, read place by place; `nil` where the run has none of this name, or no report has it.
    ///
    /// - Throws: ``StoreError/Code/damaged`` where it is not what was written.
    func source(_ name: String, run: String) throws(StoreError) -> JSONSource? {
        guard Self.names.contains(name) else { return nil }
        let path = path(name, run: run)
        if !Self.whole.withLock({ $0.contains(path) }), FileManager.default.fileExists(atPath: path) {
            try Checksums.check("\(name).json", in: "\(folder)/\(run)")
            Self.whole.withLock { _ = $0.insert(path) }
        }
        return JSONSource(path: path)
    }

    /// The names of the reports that a run has.
    func available(run: String) -> [String] {
        Self.names.filter { FileManager.default.isReadableFile(atPath: path($0, run: run)) }
    }

    private func path(_ name: String, run: String) -> String {
        "\(folder)/\(run)/\(name).json"
    }
}
