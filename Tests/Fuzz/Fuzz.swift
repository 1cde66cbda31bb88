import ArgumentParser
import Foundation

/// Feeds what nobody should send to the real parsers, to whole runs and to a real server, and tells what broke.
///
/// Inputs depend on the seed and their number alone, so each can be made again: `Fuzz --kind yaml --seed 7 --from 812
/// --inputs 1`. They are fed by a second process: when it ends, or takes too long over one input, that input is a failure, and
/// the next worker goes on behind it.
@main
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Feed mutated files, documents, models, keys and requests to the engine; exit code 1 where anything broke.")

    @Option(help: "Seconds for all kinds together; inputs are counted where this is left out.")
    var seconds: Double?

    @Option(help: "Inputs of each kind; of the slow kinds a share of them.")
    var inputs = 2_000

    @Option(help: "Seed: the same one gives the same inputs.")
    var seed: UInt64 = 1

    @Option(help: "Only this kind: \(FuzzKinds.all.map(\.name).joined(separator: ", ")).")
    var kind: String?

    @Option(help: "The number of the first input.")
    var from = 0

    @Flag(help: .hidden)
    var worker = false

    func validate() throws {
        guard (0...1_000_000_000).contains(inputs), (0...1_000_000_000).contains(from),
            seconds.map({ (0.1...1_000_000).contains($0) }) ?? true, kind.map({ FuzzKinds.named($0) != nil }) ?? true
        else { throw ValidationError("a number is out of range, or there is no such kind") }
    }

    func run() throws {
        if worker, let kind = kind.flatMap(FuzzKinds.named) {
            return try FuzzWorker(kind: kind, seed: seed).feed(from..<from + inputs)
        }
        let kinds = kind.flatMap(FuzzKinds.named).map { [$0] } ?? FuzzKinds.all
        var failures: [String] = []
        for kind in kinds {
            var watch = FuzzWatch(kind: kind, seed: seed)
            try watch.run(
                from: from, inputs: seconds == nil ? max(1, inputs / kind.costliness) : .max,
                seconds: seconds.map { $0 / Double(kinds.count) })
            print("\(kind.name): \(watch.count) inputs, \(watch.failures.count) failures")
            failures += watch.failures
        }
        for failure in failures { print("FAILED \(failure)") }
        guard failures.isEmpty else { throw ExitCode(1) }
    }
}
