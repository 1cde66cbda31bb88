import Foundation
import Kernels

/// One way into the engine.
protocol FuzzKind: Sendable {
    static var name: String { get }
    /// How many times as long an input takes as one of the quickest kind, roughly.
    static var costliness: Int { get }

    /// Prepares what inputs are fed to, in a folder that goes away afterwards.
    init(folder: String) throws

    /// Makes an input and feeds it; a refusal of the input is no error.
    ///
    /// - Throws: ``Broken`` where something other than an answer or a refusal came back.
    func feed(_ random: inout CounterRandom) throws
}

/// What the engine answered and must not.
struct Broken: Error, CustomStringConvertible {
    let description: String
}

/// Every kind there is.
enum FuzzKinds {
    struct Kind: Sendable {
        let name: String
        let costliness: Int
        let make: @Sendable (String) throws -> any FuzzKind
    }

    static let all = [
        kind(JSONFuzz.self), kind(YAMLFuzz.self), kind(CSVFuzz.self), kind(JSONLinesFuzz.self), kind(KeyFuzz.self),
        kind(ModelFuzz.self), kind(TableFuzz.self), kind(RequestFuzz.self), kind(RunFuzz.self), kind(CommandFuzz.self),
    ]

    static func named(_ name: String) -> Kind? { all.first { $0.name == name } }

    private static func kind<Fed: FuzzKind>(_ type: Fed.Type) -> Kind {
        Kind(name: Fed.name, costliness: Fed.costliness) { try Fed(folder: $0) }
    }
}

/// Feeds inputs of one kind and writes the number of each to standard output before it does.
struct FuzzWorker {
    let kind: FuzzKinds.Kind
    let seed: UInt64

    func feed(_ numbers: Range<Int>) throws {
        let folder = NSTemporaryDirectory() + "quimbi-fuzz-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let fed = try kind.make(folder)
        for number in numbers {
            say("\(number)")
            var random = CounterRandom(seed: seed, stream: UInt64(number))
            do {
                try fed.feed(&random)
            } catch let broken as Broken {
                say("! \(broken)".replacing("\n", with: " "))
            }
        }
    }

    private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
