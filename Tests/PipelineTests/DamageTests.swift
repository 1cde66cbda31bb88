import Domain
import Foundation
import Kernels
import Pipeline
import SampleShop
import Store
import Testing

/// One byte of what a run wrote is another one: it is found when it is read, or by `quimbi doctor --deep`, and no figure comes
/// of it.
@Suite(.serialized)
struct DamageTests {
    private let place: Workplace
    private let program: Program

    init() throws {
        place = try Workplace()
        program = Program(folder: place.path)
        _ = try SampleShop(.init(customers: 40, seed: 1, tickets: false)).write(to: place.path + "/shop")
        try place.write("source: { path: shop }\nmax_days_without_order: 100000\n", to: "p.yaml")
        for _ in 0..<2 {
            let ended = try program.run("run", "p.yaml", "--force")
            try #require(ended.code == 0, "\(ended.errors)")
        }
    }

    /// Every file of the served run, its reports, models and the ledger.
    private func files() throws -> [String] {
        let store = try RunStore(root: place.path + "/data", tenant: "default", pipeline: "p")
        let run = try #require(try store.current()).text
        var found = ["data/default/p/ledger.sqlite"]
        for folder in ["data/default/p/runs/\(run)", "reports/p/\(run)", "models/p/segments", "models/p/lifetime"] {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: "\(place.path)/\(folder)") else {
                continue
            }
            found += names.sorted().filter { $0 != "readers.lock" }.map { "\(folder)/\($0)" }
        }
        return found
    }

    private func flip(_ path: String, at place: UInt64) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        defer { try? file.close() }
        try file.seek(toOffset: place)
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: place)
        try file.write(contentsOf: Data([byte ^ 0x01]))
    }

    @Test func `a deep look finds a flipped byte in every file, and nothing where there is none`() throws {
        #expect(try program.run("doctor", "p.yaml", "--deep").code == 0)
        var random = CounterRandom(seed: 3, stream: 0)
        var (flipped, found) = (0, 0)
        for name in try files() where !name.hasSuffix("ledger.sqlite") {
            let path = "\(place.path)/\(name)"
            let before = try Data(contentsOf: URL(filePath: path))
            try flip(path, at: UInt64(random.uniform() * Double(before.count)))
            let ended = try program.run("doctor", "p.yaml", "--deep")
            flipped += 1
            if ended.code == 1, ended.output.contains("FIX") { found += 1 }
            #expect(ended.code == 1, "\(name): \(ended.output)")
            try before.write(to: URL(filePath: path))
        }
        #expect(flipped > 25 && found == flipped, "\(found) of \(flipped)")
        #expect(try program.run("doctor", "p.yaml", "--deep").code == 0)
    }

    @Test func `what is damaged is an error of the commands that read it, and there is a way back`() throws {
        let store = try RunStore(root: place.path + "/data", tenant: "default", pipeline: "p")
        let runs = try store.runs().map(\.id.text)
        let customer = "\(place.path)/data/default/p/runs/\(runs[0])/profiles.sqlite"
        let size = try #require(try FileManager.default.attributesOfItem(atPath: customer)[.size] as? UInt64)
        try flip(customer, at: size - 100)
        try flip("\(place.path)/reports/p/\(runs[0])/cohorts.json", at: 500)
        for command in [
            ["customer", "C0000001", "--pipeline", "p.yaml"], ["report", "cohorts", "--pipeline", "p.yaml"],
            ["report", "cohorts", "--format", "csv", "--pipeline", "p.yaml"],
        ] {
            let ended = try program.end(of: program.start(command))
            #expect(ended.code == 5 && ended.output.isEmpty, "\(command): \(ended.code) \(ended.output)")
            #expect(ended.errors.contains("damaged") && ended.errors.contains("runs rollback"), "\(ended.errors)")
        }
        #expect(try program.run("runs", "rollback", "--pipeline", "p.yaml").code == 0)
        #expect(try program.run("report", "cohorts", "--pipeline", "p.yaml").code == 0)
        #expect(try program.run("customer", "C0000001", "--pipeline", "p.yaml").code == 0)
    }

    @Test func `rolling back passes over a run that is not whole`() throws {
        #expect(try program.run("run", "p.yaml", "--force").code == 0)
        let store = try RunStore(root: place.path + "/data", tenant: "default", pipeline: "p")
        let runs = try store.runs().map(\.id)
        try flip("\(place.path)/data/default/p/runs/\(runs[1])/cohorts.sqlite", at: 5_000)
        let ended = try program.run("runs", "rollback", "--pipeline", "p.yaml")
        #expect(ended.code == 0 && ended.errors.contains("passed over"), "\(ended.errors)")
        #expect(try store.current() == runs[2])
    }

    @Test func `a damaged stage is computed anew and not taken over`() throws {
        let store = try RunStore(root: place.path + "/data", tenant: "default", pipeline: "p")
        let run = try #require(try store.current())
        let good = try #require(try store.snapshot().tableDigests()["cohorts"])
        try flip("\(place.path)/data/default/p/runs/\(run)/cohorts.sqlite", at: 9_000)
        let ended = try program.run("run", "p.yaml", "--accept-uncompared")
        #expect(ended.code == 0, "\(ended.errors)")
        let again = try RunStore(root: place.path + "/data", tenant: "default", pipeline: "p")
        #expect(try again.snapshot().tableDigests()["cohorts"] == good)
    }
}
