import Foundation

/// One kind of run that is timed: a source under a pipeline of its own.
struct Night {
    let source: String
    var mapping: String?
    var timezone = "UTC"
    let refits: Bool
    let folder: String
    /// The source in place of `source`, and the store in place of files, as a pipeline file says them.
    var sourceText: String?
    var storeText: String?

    /// What one run took.
    struct Sample: Decodable {
        struct Stage: Decodable {
            let name: String
            let rowsIn: Int
            let seconds: Double
            let peakMib: Double
        }

        let stages: [Stage]
        /// From the start of the process to its end.
        var wallSeconds = 0.0

        private enum CodingKeys: String, CodingKey {
            case stages
        }
    }

    private var pipeline: String { "\(folder)/night.yaml" }

    /// Writes the pipeline and clears away what an earlier kind left.
    func prepare() throws {
        for name in ["store", "reports", "models"] { try? FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
        let days = refits ? 0 : 100_000
        let text = """
            name: bench
            timezone: \(timezone)
            source: \(sourceText ?? "{ path: \(source)\(mapping.map { ", mapping: \($0)" } ?? "") }")
            store: \(storeText ?? "{ path: \(folder)/store }")
            reports_path: \(folder)/reports
            models_path: \(folder)/models
            keep_runs: 1
            max_quarantine_share: 0.02
            stages: { segments: { refit_days: \(days) }, lifetime: { refit_days: \(days) },
                      churn: { refit_days: \(days) } }
            """
        try Data(text.utf8).write(to: URL(filePath: pipeline))
    }

    func run(jobs: Int) throws -> Sample {
        let began = ContinuousClock.now
        let bytes = try quimbi("run", pipeline, "--force", "--json", "--jobs", "\(jobs)")
        let wall = (ContinuousClock.now - began) / .seconds(1)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var sample = try decoder.decode(Sample.self, from: bytes)
        sample.wallSeconds = wall
        return sample
    }

    /// Makes what the store needs where it is a server.
    func migrate() throws { _ = try quimbi("migrate", pipeline) }

    /// Runs the program, which has to end well, and gives what it printed.
    private func quimbi(_ arguments: String...) throws -> Data {
        let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "quimbi")
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(
                description:
                    "\(program.path()) \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return bytes
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }
}
