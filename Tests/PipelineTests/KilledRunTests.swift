import Domain
import Foundation
import Kernels
import Pipeline
import SampleShop
import Store
import Testing

/// `kill -9` of a real process, and readers beside real runs.
@Suite(.serialized)
struct KilledRunTests {
    /// A folder in which the program runs a pipeline over one of two shops.
    private struct Scene {
        let place: Workplace
        let program: Program
        let definition: PipelineDefinition

        init(customers: Int) throws {
            place = try Workplace()
            program = Program(folder: place.path)
            for (seed, name) in [(1, "first"), (2, "second")] {
                _ = try SampleShop(.init(customers: customers, seed: UInt64(seed), tickets: false))
                    .write(to: "\(place.path)/\(name)")
            }
            // Every night fits anew, so that a run has all there is to interrupt.
            try place.write(
                """
                name: nightly
                source: { path: shop }
                max_drift: 1000
                stages: { segments: { refit_days: 100000 } }
                """, to: "nightly.yaml")
            definition = place.definition(source: place.path + "/shop")
        }

        func offer(_ shop: String) throws {
            try? FileManager.default.removeItem(atPath: place.path + "/shop")
            try FileManager.default.createSymbolicLink(
                atPath: place.path + "/shop", withDestinationPath: "\(place.path)/\(shop)")
        }

        func run() throws -> Program.Ended { try program.run("run", "nightly.yaml", "--force") }

        /// What is served, as one digest over its tables but for those that compare a night with the one before.
        func served() throws -> [TableName: String] {
            var digests = try place.store(definition).snapshot().tableDigests()
            for table in [TableName.dataQuality, .changes, .cohortChanges] { digests[table] = nil }
            return digests
        }
    }

    @Test func `thirty kills leave one whole run published, and the next run is an undisturbed one's equal`() throws {
        let scene = try Scene(customers: 800)
        try scene.offer("first")
        let undisturbed = try scene.run()
        #expect(undisturbed.code == 0, "\(undisturbed.errors)")
        let began = ContinuousClock.now
        #expect(try scene.run().code == 0)
        let length = (ContinuousClock.now - began) / .seconds(1)
        let first = try scene.served()
        try scene.offer("second")
        #expect(try scene.run().code == 0)
        let second = try scene.served()
        #expect(first != second)

        var random = CounterRandom(seed: 9, stream: 0)
        for attempt in 0..<30 {
            try scene.offer(attempt % 2 == 0 ? "first" : "second")
            let process = try scene.program.start(["run", "nightly.yaml", "--force"])
            Thread.sleep(forTimeInterval: random.uniform() * length * 1.1)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let served = try scene.served()
            let others = [first, second].map { run in
                served.keys.filter { served[$0] != run[$0] }.map(\.rawValue).sorted()
            }
            #expect(others.contains([]), "after kill \(attempt), \(others)")
        }
        try scene.offer("first")
        #expect(try scene.run().code == 0)
        #expect(try scene.served() == first)
        let leftovers = try FileManager.default.contentsOfDirectory(
            atPath: scene.place.path + "/data/default/nightly/runs")
        let known = try scene.place.store(scene.definition).runs().filter(\.hasFiles).map(\.id.text)
        #expect(Set(leftovers).isSubset(of: Set(known)), "folders that no run owns")
    }

    @Test func `a reader through ten publishes sees no mixture and no error`() throws {
        let scene = try Scene(customers: 300)
        try scene.offer("first")
        #expect(try scene.run().code == 0)
        let store = try scene.place.store(scene.definition)
        for publish in 0..<10 {
            try scene.offer(publish % 2 == 0 ? "second" : "first")
            let process = try scene.program.start(["run", "nightly.yaml", "--force"])
            while process.isRunning { try readOnce(store) }
            #expect(process.terminationStatus == 0)
        }
        #expect(try store.runs().filter { $0.state == .published }.count == 11)
    }

    /// Looks at several tables of the served run, which must tell of the same customers and money.
    private func readOnce(_ store: RunStore) throws {
        let snapshot = try store.snapshot()
        try snapshot.readBlocking { reader in
            let archetypes = try reader.archetypes().filter { $0.level == 1 }
            let definitions = try reader.segmentDefinitions(.purchaseValue)
            let totals = try #require(snapshot.run.totals)
            let run = try JSONDecoder().decode(RunTotals.self, from: Data(totals.utf8))
            #expect(archetypes.map(\.customers).reduce(0, +) == run.customers)
            #expect(definitions.map(\.customers).reduce(0, +) == run.buyers)
        }
    }

    @Test func `ctrl-C ends a run with its own exit code and leaves what is published`() throws {
        let scene = try Scene(customers: 800)
        try scene.offer("first")
        #expect(try scene.run().code == 0)
        let before = try scene.served()
        try scene.offer("second")
        let process = try scene.program.start(["run", "nightly.yaml", "--force"])
        Thread.sleep(forTimeInterval: 0.2)
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(try scene.served() == before)
    }
}
