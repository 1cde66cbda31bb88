import Foundation

/// One kind of run that is timed: a source under a pipeline of its own.
struct Night {
    let source: String
    var mapping: String?
    var timezone = "UTC"
    let refits: Bool
    let folder: String

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
            source: { path: \(source)\(mapping.map { ", mapping: \($0)" } ?? "") }
            store: { path: \(folder)/store }
            reports_path: \(folder)/reports
            models_path: \(folder)/models
            keep_runs: 1
            max_quarantine_share: 0.02
            stages: { segments: { refit_days: \(days) }, lifetime: { refit_days: \(days) } }
            """
        try Data(text.utf8).write(to: URL(filePath: pipeline))
    }

    func run(jobs: Int) throws -> Sample {
        let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "quimbi")
        let process = Process()
        process.executableURL = program
        process.arguments = ["run", pipeline, "--force", "--json", "--jobs", "\(jobs)"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let began = ContinuousClock.now
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let wall = (ContinuousClock.now - began) / .seconds(1)
        guard process.terminationStatus == 0 else {
            throw Failed(description: "\(program.path()) run \(pipeline) ended with \(process.terminationStatus)")
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var sample = try decoder.decode(Sample.self, from: bytes)
        sample.wallSeconds = wall
        return sample
    }

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }
}
