import Foundation
import Testing

/// The program itself, as a process of its own.
struct Program {
    let folder: String
    /// Variables beside those of the tests.
    var environment: [String: String] = [:]

    /// Where `quimbi` was built: beside the tests.
    static var path: String {
        get throws {
            let tests = try #require(Bundle.main.executableURL)
            let program = tests.deletingLastPathComponent().appending(path: "quimbi").path()
            try #require(
                FileManager.default.isExecutableFile(atPath: program),
                "\(program) is not built; `make test` builds it first")
            return program
        }
    }

    struct Ended {
        let code: Int32
        let output: String
        let errors: String

        /// What was said that is no report of progress.
        var sentences: [Substring] { errors.split(separator: "\n").filter { !$0.hasPrefix("{") } }
    }

    /// Starts the program; its output goes to files in the folder.
    func start(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: try Self.path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try file("out")
        process.standardError = try file("err")
        try process.run()
        return process
    }

    /// Runs the program to its end.
    func run(_ arguments: String...) throws -> Ended { try run(arguments) }

    func run(_ arguments: [String]) throws -> Ended { try end(of: start(arguments)) }

    /// Waits for a process that was started here; one at a time, since its output lies where the next one's will.
    func end(of process: Process) throws -> Ended {
        process.waitUntilExit()
        return Ended(code: process.terminationStatus, output: try text("out"), errors: try text("err"))
    }

    private func file(_ name: String) throws -> FileHandle {
        FileManager.default.createFile(atPath: "\(folder)/.\(name)", contents: nil)
        return try FileHandle(forWritingTo: URL(filePath: "\(folder)/.\(name)"))
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/.\(name)", encoding: .utf8)
    }
}
