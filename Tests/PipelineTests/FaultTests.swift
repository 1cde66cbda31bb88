import Domain
import Foundation
import Kernels
import Pipeline
import PostgreSQLServer
import SampleShop
import Store
import Testing

/// The n-th call of a kind fails, in the program itself: `Tests/Faults/faults.c` under LD_PRELOAD.
///
/// `make test-faults` goes through every n of every kind; `QUIMBI_FAULTS=seeded` through one of each.
@Suite(
    .serialized, .enabled(if: FaultLibrary.isAskedFor, "QUIMBI_FAULTS is not set: `make test-faults` sets it"),
    .enabled(if: FaultLibrary.path != nil, "cc, which builds Tests/Faults/faults.c, is not here"))
struct FaultTests {
    /// A kind of call, how it fails, and whether all later ones fail as well.
    struct Fault: CustomTestStringConvertible {
        let call: String
        let number: Int32
        var isLasting = false
        var how = ""

        var testDescription: String {
            "\(call) \(number == 0 ? how : String(cString: strerror(number)))\(isLasting ? " from then on" : "")"
        }

        static let files = [
            Fault(call: "open", number: EIO), Fault(call: "open", number: EMFILE, isLasting: true),
            Fault(call: "read", number: EIO), Fault(call: "write", number: EIO),
            Fault(call: "write", number: ENOSPC, isLasting: true), Fault(call: "write", number: 0, how: "short"),
            Fault(call: "fsync", number: EIO), Fault(call: "rename", number: EIO), Fault(call: "link", number: EIO),
            Fault(call: "unlink", number: EIO), Fault(call: "mkdir", number: ENOSPC), Fault(call: "rmdir", number: EIO),
            Fault(call: "truncate", number: EIO), Fault(call: "mmap", number: ENOMEM),
            Fault(call: "mmap", number: ENOMEM, isLasting: true), Fault(call: "flock", number: EIO),
            Fault(call: "write", number: 0, how: "kill"), Fault(call: "fsync", number: 0, how: "kill"),
            Fault(call: "rename", number: 0, how: "kill"), Fault(call: "unlink", number: 0, how: "kill"),
        ]
        static let sockets = [
            Fault(call: "send", number: EPIPE), Fault(call: "recv", number: ECONNRESET),
            Fault(call: "connect", number: ECONNREFUSED), Fault(call: "recv", number: 0, how: "kill"),
        ]
    }

    /// Every n of every kind, or a seeded one of each.
    private static let isWhole = ProcessInfo.processInfo.environment["QUIMBI_FAULTS"] == "all"

    @Test(.timeLimit(.minutes(600)), arguments: KilledRunTests.Engine.here)
    func `what is published stays whole, errors are sentences, and the next run is an ordinary one`(
        engine: KilledRunTests.Engine
    ) throws {
        let scene = try FaultScene(engine)
        let counts = try scene.counts()
        let faults = Fault.files + (engine == .server ? Fault.sockets : [])
        var random = CounterRandom(seed: 14, stream: engine == .server ? 1 : 0)
        var tried = 0
        for fault in faults {
            guard let count = counts[fault.call], count > 0 else { continue }
            let places =
                Self.isWhole ? Array(1...count) : (0..<1).map { _ in 1 + Int(random.uniform() * Double(count)) }
            for place in places {
                try scene.check(fault, at: place)
                tried += 1
            }
        }
        #expect(tried >= faults.count / 2, "\(counts)")
        print("faults: \(tried) on \(engine), of \(counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" })")
    }

    @Test(arguments: [200, 300, 400, 600, 1_000])
    func `a machine without memory ends a run, and never lets it hang`(megabytes: Int) throws {
        let scene = try FaultScene(.files)
        let before = try scene.served()
        let ended = try scene.run(limitedTo: megabytes)
        #expect(ended != nil, "\(megabytes) MB: the run hangs")
        let served = try scene.served()
        #expect(served == before || served == scene.second, "\(megabytes) MB")
        try scene.checkNextRun("after \(megabytes) MB")
    }
}

/// The library that makes calls fail, built once.
enum FaultLibrary {
    static let isAskedFor = ProcessInfo.processInfo.environment["QUIMBI_FAULTS"] != nil
    static let path: String? = {
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Faults/faults.c").path()
        let target = NSTemporaryDirectory() + "quimbi-faults-\(ProcessInfo.processInfo.processIdentifier).so"
        for compiler in ["cc", "gcc", "clang"] {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [compiler, "-O1", "-shared", "-fPIC", "-o", target, source, "-ldl"]
            process.standardError = FileHandle.nullDevice
            guard (try? process.run()) != nil else { continue }
            process.waitUntilExit()
            if process.terminationStatus == 0 { return target }
        }
        return nil
    }()
}

/// A small shop whose first half is published, and the run that comes next, disturbed at one call.
final class FaultScene {
    let second: [String: String]
    private let first: [String: String]
    private let place: Workplace
    private let database: TestDatabase?
    private let definition: PipelineDefinition
    /// What lies in all folders after an undisturbed run, run ids left out.
    private let undisturbed: [String]

    init(_ engine: KilledRunTests.Engine) throws {
        place = try Workplace()
        database = engine == .server ? try TestDatabase() : nil
        for (seed, name) in [(1, "first"), (2, "second")] {
            _ = try SampleShop(.init(customers: 15, seed: UInt64(seed), tickets: false)).write(
                to: "\(place.path)/\(name)")
        }
        try place.write(
            """
            name: nightly
            source: { path: shop }
            store: \(database == nil ? "{ path: data }" : #"{ kind: postgres, url: "${QUIMBI_FAULTY}" }"#)
            max_drift: 1000
            accept: [orders_kept, recent_weeks_kept, customers_kept, recent_volume]
            max_days_without_order: 100000
            keep_runs: 1
            stages: { segments: { refit_days: 100000 }, lifetime: { refit_days: 100000 }, churn: { refit_days: 100000 } }
            """, to: "nightly.yaml")
        var definition = place.definition(source: place.path + "/shop")
        if let database {
            definition.store = .postgres(database.uri)
            _ = try PostgresMigration.migrate(url: database.uri, tenant: "default", pipeline: "nightly")
        }
        self.definition = definition
        var runs: [[String: String]] = []
        let (place, uri) = (place, database?.uri)
        // Twice each, so that what is left out of a first run is there.
        for shop in ["first", "second", "first"] {
            try Self.offer(shop, place)
            let ended = try Self.program(place, uri).run("run", "nightly.yaml", "--force", "--jobs", "1")
            try #require(ended.code == 0, "\(ended.errors)")
            runs.append(try Self.served(place, definition))
        }
        (first, second) = (runs[2], runs[1])
        try #require(first != second)
        undisturbed = try Self.listing(place)
    }

    private static func offer(_ shop: String, _ place: Workplace) throws {
        try? FileManager.default.removeItem(atPath: place.path + "/shop")
        try FileManager.default.createSymbolicLink(
            atPath: place.path + "/shop", withDestinationPath: "\(place.path)/\(shop)")
    }

    private static func program(_ place: Workplace, _ uri: String?, _ fault: [String: String] = [:]) -> Program {
        Program(folder: place.path, environment: fault.merging(["QUIMBI_FAULTY": uri ?? ""]) { $1 })
    }

    private static func served(_ place: Workplace, _ definition: PipelineDefinition) throws -> [String: String] {
        var digests = try place.store(definition).snapshot().tableDigests()
        for table in ["data_quality", "changes", "cohort_changes"] { digests[table] = nil }
        return digests
    }

    func served() throws -> [String: String] { try Self.served(place, definition) }

    /// Every path that the program writes to, with stamps of runs in one form, and without what comes and goes by itself.
    private static func listing(_ place: Workplace) throws -> [String] {
        try ["data", "reports", "models"].flatMap { root in
            let folder = "\(place.path)/\(root)"
            guard FileManager.default.fileExists(atPath: folder) else { return [String]() }
            return try FileManager.default.subpathsOfDirectory(atPath: folder).map {
                "\(root)/" + $0.replacing(/[0-9]{8}T[0-9]{6}Z(-[0-9]+)?/, with: "RUN")
            }
        }.filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }.sorted()
    }

    /// How many calls of each kind a run makes.
    func counts() throws -> [String: Int] {
        let path = place.path + "/counts"
        try Self.offer("second", place)
        let ended = try start(["FAULT_COUNTS": path])
        try #require(ended.code == 0, "\(ended.errors)")
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: " ")
        }
        return Dictionary(uniqueKeysWithValues: lines.map { (String($0[0]), Int($0[1]) ?? 0) })
    }

    private func start(_ settings: [String: String]) throws -> Program.Ended {
        var settings = settings
        settings["LD_PRELOAD"] = try #require(FaultLibrary.path)
        settings["FAULT_UNDER"] = realpath(place.path, nil).map { String(cString: $0) }
        let program = Self.program(place, database?.uri, settings)
        let process = try program.start(["run", "nightly.yaml", "--force", "--jobs", "1"])
        guard Self.ends(process) else {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            Issue.record("the run hangs: \(settings)")
            return try program.end(of: process)
        }
        return try program.end(of: process)
    }

    /// Waits for far longer than any run takes.
    private static func ends(_ process: Process) -> Bool {
        for _ in 0..<12_000 where process.isRunning { usleep(10_000) }
        return !process.isRunning
    }

    func check(_ fault: FaultTests.Fault, at number: Int) throws {
        let name = "\(fault.testDescription), call \(number)"
        try Self.offer("first", place)
        try checkNextRun("before \(name)", expected: first)
        try Self.offer("second", place)
        let ended = try start([
            "FAULT_CALL": fault.call, "FAULT_AT": "\(number)", "FAULT_ERRNO": "\(fault.number)",
            "FAULT_LASTING": fault.isLasting ? "1" : "0", "FAULT_HOW": fault.how,
        ])
        let served = try self.served()
        if fault.how == "kill" {
            #expect(served == first || served == second, "\(name)")
        } else if ended.code == 0 {
            #expect(served == second, "\(name): published, and not what is served")
        } else {
            #expect([3, 4, 5].contains(ended.code), "\(name): code \(ended.code), \(ended.sentences)")
            #expect(
                ended.sentences.count == 1 && ended.sentences[0].hasPrefix("quimbi: "), "\(name): \(ended.sentences)")
            #expect(served == first, "\(name): code \(ended.code), and something else is served")
        }
        try checkNextRun("after \(name)")
    }

    /// The next run is published, and nothing is left of the one before.
    func checkNextRun(_ when: String, expected: [String: String]? = nil) throws {
        let ended = try Self.program(place, database?.uri).run("run", "nightly.yaml", "--force", "--jobs", "1")
        #expect(ended.code == 0, "\(when): \(ended.errors.suffix(400))")
        #expect(try served() == expected ?? second, "\(when)")
        let found = try Self.listing(place)
        #expect(found == undisturbed, "\(when): \(Set(found).symmetricDifference(undisturbed).sorted())")
    }

    /// A run within an address space; `nil` where it does not end.
    func run(limitedTo megabytes: Int) throws -> Int32? {
        try Self.offer("second", place)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "ulimit -v \(megabytes * 1024); exec \"$0\" run nightly.yaml --force --jobs 1", try Program.path,
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(["QUIMBI_FAULTY": ""]) { $1 }
        process.currentDirectoryURL = URL(filePath: place.path)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        guard Self.ends(process) else {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            return nil
        }
        return process.terminationStatus
    }
}
