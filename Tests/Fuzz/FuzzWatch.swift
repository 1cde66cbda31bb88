import Foundation
import Synchronization

/// Watches workers over one kind: a worker that ends or stops over an input has found a failure.
struct FuzzWatch {
    /// CPU seconds that one input may take, far beyond what any needs.
    private static let patience = 60.0

    let kind: FuzzKinds.Kind
    let seed: UInt64
    private(set) var count = 0
    private(set) var failures: [String] = []

    init(kind: FuzzKinds.Kind, seed: UInt64) {
        (self.kind, self.seed) = (kind, seed)
    }

    /// Feeds so many inputs, or for so many seconds.
    mutating func run(from first: Int, inputs: Int, seconds: Double?) throws {
        let end = seconds.map { ContinuousClock.now + .seconds($0) }
        var next = first
        while next - first < inputs, end.map({ ContinuousClock.now < $0 }) ?? true, failures.count < 20 {
            let worker = try Worker(kind, seed, from: next, inputs: min(inputs - (next - first), 1_000_000))
            let outcome = worker.watch(until: end, patience: Self.patience)
            failures += outcome.broken.map { "\(kind.name), seed \(seed), input \($0.number): \($0.reason)" }
            guard let last = outcome.last else {
                failures.append("\(kind.name): the worker did not begin: \(outcome.errors)")
                return
            }
            count += last + 1 - next
            next = last + 1
            if let death = outcome.death {
                failures.append("\(kind.name), seed \(seed), input \(last): \(death) \(outcome.errors)")
            }
        }
    }
}

/// A process that feeds inputs.
private final class Worker {
    struct Outcome {
        var last: Int?
        var broken: [(number: Int, reason: String)] = []
        var death: String?
        var errors = ""
    }

    private let process = Process()
    private let output = Pipe()
    private let errorFile: URL

    init(_ kind: FuzzKinds.Kind, _ seed: UInt64, from: Int, inputs: Int) throws {
        errorFile = FileManager.default.temporaryDirectory.appending(path: "quimbi-fuzz-\(UUID().uuidString).err")
        _ = FileManager.default.createFile(atPath: errorFile.path(), contents: nil)
        process.executableURL = Bundle.main.executableURL
        process.arguments = [
            "--worker", "--kind", kind.name, "--seed", "\(seed)", "--from", "\(from)", "--inputs", "\(inputs)",
        ]
        // The crash itself says enough, and a trace takes many seconds.
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
    }

    deinit { try? FileManager.default.removeItem(at: errorFile) }

    /// Reads what the worker says until it ends, or until it is time to end it.
    func watch(until end: ContinuousClock.Instant?, patience: Double) -> Outcome {
        let ended = Mutex<String?>(nil)
        let cancelled = Mutex(false)
        let identifier = process.processIdentifier
        let timer = DispatchSource.makeTimerSource(queue: .global())
        let used = Mutex((number: -1, seconds: 0.0))
        let current = Mutex(-1)
        timer.schedule(deadline: .now() + 0.2, repeating: 0.2)
        timer.setEventHandler {
            let (seconds, number) = (Self.processorSeconds(of: identifier), current.withLock { $0 })
            let before = used.withLock { used in
                if used.number != number { used = (number, seconds) }
                return used.seconds
            }
            if seconds - before > patience {
                ended.withLock { $0 = "took more than \(Int(patience)) s" }
                kill(identifier, SIGKILL)
            } else if let end, ContinuousClock.now >= end {
                cancelled.withLock { $0 = true }
                kill(identifier, SIGKILL)
            }
        }
        timer.resume()
        var outcome = Outcome()
        read(&outcome, current)
        process.waitUntilExit()
        timer.cancel()
        outcome.death = ended.withLock { $0 }
        if outcome.death == nil, !cancelled.withLock({ $0 }) {
            if process.terminationReason == .uncaughtSignal {
                outcome.death = "ended by signal \(process.terminationStatus)"
            } else if process.terminationStatus != 0 {
                outcome.death = "ended with code \(process.terminationStatus)"
            }
        }
        outcome.errors = String(((try? String(contentsOf: errorFile, encoding: .utf8)) ?? "").suffix(400))
        return outcome
    }

    private func read(_ outcome: inout Outcome, _ current: borrowing Mutex<Int>) {
        var rest = Data()
        while let piece = try? output.fileHandleForReading.read(upToCount: 1 << 16), !piece.isEmpty {
            rest += piece
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest = Data(rest[(end + 1)...])
                if let number = Int(line) {
                    outcome.last = number
                    current.withLock { $0 = number }
                } else {
                    outcome.broken.append((outcome.last ?? -1, String(line.dropFirst(2))))
                }
            }
        }
    }

    /// What the system has given a process so far; 0 once it is gone.
    private static func processorSeconds(of identifier: Int32) -> Double {
        guard let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
            let name = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[name...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
