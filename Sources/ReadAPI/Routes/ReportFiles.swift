internal import Domain
internal import Foundation

/// The reports of a pipeline's runs: files `<folder>/<run id>/<name>.json`.
struct ReportFiles: Sendable {
    /// The reports that there are, by name; nothing else is ever read.
    static let names = ReportName.allCases.map(\.rawValue).sorted()

    let folder: String

    /// A report of a run, read place by place; `nil` where the run has none of this name, or no report has it.
    func source(_ name: String, run: String) -> JSONSource? {
        Self.names.contains(name) ? JSONSource(path: path(name, run: run)) : nil
    }

    /// The names of the reports that a run has.
    func available(run: String) -> [String] {
        Self.names.filter { FileManager.default.isReadableFile(atPath: path($0, run: run)) }
    }

    private func path(_ name: String, run: String) -> String {
        "\(folder)/\(run)/\(name).json"
    }
}
