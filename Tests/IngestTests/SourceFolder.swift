import Domain
import Foundation
import Ingest

/// A folder of files for one test, removed with it.
final class SourceFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "quimbi-ingest-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A folder with files of these texts.
    convenience init(_ files: [String: String]) throws {
        try self.init()
        for (name, text) in files { try write(text, to: name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
    }

    @discardableResult
    func write(_ data: Data, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try data.write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Packs a file with the system's gzip and removes the plain one.
    func pack(_ name: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-n", "\(path)/\(name)"]
        try process.run()
        process.waitUntilExit()
    }

    func source(_ configure: (inout SourceDescription) -> Void = { _ in }) -> SourceDescription {
        var source = SourceDescription(paths: [path])
        configure(&source)
        return source
    }

    func read(jobs: Int = 1, _ configure: (inout SourceDescription) -> Void = { _ in }) throws -> IngestResult {
        try withExtendedLifetime(self) { try Ingest.read(source(configure), jobs: jobs) }
    }

    /// Why the source is refused; `nil` where it is not.
    func refusal(_ configure: (inout SourceDescription) -> Void = { _ in }) -> IngestError? {
        do throws(IngestError) {
            _ = try Ingest.read(source(configure))
            return withExtendedLifetime(self) { nil }
        } catch {
            return withExtendedLifetime(self) { error }
        }
    }
}

/// The package's own root, from which files are found.
let packageRoot = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// Public data sets, which lie beside the package where they are there at all.
enum SharedData {
    static let path =
        ProcessInfo.processInfo.environment["QUIMBI_SHARED_DATA"]
        ?? URL(fileURLWithPath: packageRoot).deletingLastPathComponent().path + "/shared/data"

    static func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }
}

extension IngestResult {
    func table(_ name: String) throws -> Reconciliation {
        guard let table = quality.tables.first(where: { $0.table == name }) else { throw MissingTable(name: name) }
        return table
    }

    func check(_ name: String) throws -> QualityCheck {
        guard let check = quality.checks.first(where: { $0.name == name }) else { throw MissingTable(name: name) }
        return check
    }
}

struct MissingTable: Error {
    let name: String
}
