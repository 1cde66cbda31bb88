import Foundation
import Kernels
import Pipeline

/// Options and arguments of the program itself, as a process that must end by itself with one of its exit codes.
struct CommandFuzz: FuzzKind {
    static let name = "commands"
    static let costliness = 60

    private static let commands = [
        "keys create --rate=%", "keys create --days=%", "keys create --scope=%", "keys revoke %",
        "validate shop --rows=%",
        "validate % ", "run p.yaml --jobs=%", "run p.yaml --as-of=%", "run p.yaml --only=%", "plan p.yaml --as-of=%",
        "backtest p.yaml --cutoffs=%", "backtest p.yaml --horizon-days=%", "quarantine list --pipeline p.yaml --rows=%",
        "runs prune --pipeline p.yaml --keep=%", "runs show --pipeline p.yaml %", "runs rollback --pipeline p.yaml %",
        "models promote segments % --pipeline p.yaml", "models show % --pipeline p.yaml", "report % --pipeline p.yaml",
        "report cohorts --pipeline p.yaml --format csv --list=%", "customer % --pipeline p.yaml",
        "serve p.yaml --port=9%",
        "serve p.yaml --host=127.0.0.1 --stale-after=-%", "generate /dev/null/x --customers=%", "%",
    ]

    private let folder: String
    private let program: URL

    init(folder: String) throws {
        self.folder = folder
        let here = Bundle.main.executableURL?.deletingLastPathComponent()
        guard let program = here?.appending(path: "quimbi"),
            FileManager.default.isExecutableFile(atPath: program.path())
        else {
            throw Broken(description: "the program is not built beside the fuzzer: `swift build --product quimbi`")
        }
        self.program = program
        try FileManager.default.createDirectory(atPath: folder + "/shop", withIntermediateDirectories: true)
        let orders =
            "order_id,customer_id,ordered_at,total\n"
            + (0..<30).map { "\($0),c\($0 % 7),2025-01-01T10:00:00Z,9.99\n" }.joined()
        try Data(orders.utf8).write(to: URL(filePath: folder + "/shop/orders.csv"))
        try Data("source: { path: shop }\nmax_days_without_order: 100000\n".utf8).write(
            to: URL(filePath: folder + "/p.yaml"))
    }

    func feed(_ random: inout CounterRandom) throws {
        let hostile = Mutation.hostile[random.index(below: Mutation.hostile.count)].replacing("\u{0}", with: "")
        let words = Self.commands[random.index(below: Self.commands.count)].split(separator: " ").map {
            String($0).replacing("%", with: hostile)
        }
        let process = Process()
        process.executableURL = program
        process.arguments = words
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = ["SWIFT_BACKTRACE": "enable=no", "PATH": "/usr/bin"]
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        let isServer = words.first == "serve"
        if isServer { DispatchQueue.global().asyncAfter(deadline: .now() + 3) { process.terminate() } }
        let shown = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationReason == .exit, [0, 1, 2, 3, 4, 5, 6, 7].contains(process.terminationStatus) else {
            throw Broken(
                description: "quimbi \(words) ended with \(process.terminationReason) \(process.terminationStatus)")
        }
        let escapes = String(decoding: shown, as: UTF8.self).unicodeScalars.filter { $0.value == 0x1B || $0.value == 7 }
        guard escapes.isEmpty else { throw Broken(description: "quimbi \(words) printed control characters") }
    }
}
