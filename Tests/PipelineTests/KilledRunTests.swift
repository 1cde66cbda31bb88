import Domain
import Foundation
import Kernels
import Pipeline
import Reports
import PostgreSQL
import PostgreSQLServer
import SampleShop
import Store
import Tables
import Testing

/// `kill -9` of a real process, and readers beside real runs.
@Suite(.serialized)
struct KilledRunTests {
    /// Where the store of a scene is: in files, or on the server that is there for the tests.
    enum Engine: CaseIterable {
        case files, server

        static let here: [Engine] = TestServer.isThere ? allCases : [.files]
    }

    /// A folder in which the program runs a pipeline over one of two shops.
    private struct Scene {
        let place: Workplace
        let program: Program
        let definition: PipelineDefinition
        /// Goes with the scene.
        private let database: TestDatabase?

        init(customers: Int, _ engine: Engine = .files) throws {
            place = try Workplace()
            database = engine == .server ? try TestDatabase() : nil
            program = Program(folder: place.path, environment: ["QUIMBI_KILLED": database?.uri ?? ""])
            for (seed, name) in [(1, "first"), (2, "second")] {
                _ = try SampleShop(.init(customers: customers, seed: UInt64(seed), tickets: false))
                    .write(to: "\(place.path)/\(name)")
            }
            // Every night fits anew, so that a run has all there is to interrupt.
            try place.write(
                """
                name: nightly
                source: { path: shop }
                store: \(database == nil ? "{ path: data }" : #"{ kind: postgres, url: "${QUIMBI_KILLED}" }"#)
                max_drift: 1000
                accept: [orders_kept, recent_weeks_kept, customers_kept, recent_volume]
                stages: { segments: { refit_days: 100000 } }
                """, to: "nightly.yaml")
            var definition = place.definition(source: place.path + "/shop")
            if let database {
                definition.store = .postgres(database.uri)
                _ = try PostgresMigration.migrate(url: database.uri, tenant: "default", pipeline: "nightly")
            }
            self.definition = definition
        }

        func offer(_ shop: String) throws {
            try? FileManager.default.removeItem(atPath: place.path + "/shop")
            try FileManager.default.createSymbolicLink(
                atPath: place.path + "/shop", withDestinationPath: "\(place.path)/\(shop)")
        }

        func run() throws -> Program.Ended { try program.run("run", "nightly.yaml", "--force") }

        /// Folders or tables of runs of which the ledger does not say that they have any.
        func ownerless() throws -> [String] {
            if let database {
                return try database.connect().query(
                    """
                    SELECT relname::text FROM pg_class
                    WHERE relnamespace = 'platform_data'::regnamespace AND relkind = 'r' AND
                    substring(relname FROM '_([0-9]+)$')::bigint NOT IN (SELECT number FROM platform.runs WHERE has_files = 1)
                    """
                ).map { try $0[0] }
            }
            let folders = try FileManager.default.contentsOfDirectory(atPath: place.path + "/data/default/nightly/runs")
            let known = try place.store(definition).runs().filter(\.hasFiles).map(\.id.text)
            return Set(folders).subtracting(known + [".quimbi-owner"]).sorted()
        }

        /// What is served, as one digest over its tables but for those that compare a night with the one before.
        func served() throws -> [String: String] {
            var digests = try place.store(definition).snapshot().tableDigests()
            for name in ["data_quality", "changes", "cohort_changes"] { digests[name] = nil }
            return digests
        }
    }

    /// Thirty with all tests; `make test-kills` asks for more.
    private static let kills = ProcessInfo.processInfo.environment["QUIMBI_KILLS"].flatMap { Int($0) } ?? 30

    @Test(.timeLimit(.minutes(600)), arguments: Engine.here)
    func `kills leave one whole run published, and the next run is an undisturbed one's equal`(engine: Engine)
        throws
    {
        let scene = try Scene(customers: engine == .files ? 800 : 250, engine)
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
        for attempt in 0..<Self.kills {
            try scene.offer(attempt % 2 == 0 ? "first" : "second")
            let process = try scene.program.start(["run", "nightly.yaml", "--force"])
            Thread.sleep(forTimeInterval: random.uniform() * length * 1.1)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let served = try scene.served()
            let others = [first, second].map { run in
                served.keys.filter { served[$0] != run[$0] }.sorted()
            }
            #expect(others.contains([]), "after kill \(attempt), \(others)")
        }
        try scene.offer("first")
        #expect(try scene.run().code == 0)
        #expect(try scene.served() == first)
        #expect(try scene.ownerless() == [], "tables that no run owns")
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
        // However busy the machine is, the run has begun.
        while try scene.place.store(scene.definition).runs(limit: 1).first?.state != .running {
            try #require(process.isRunning, "the run ended before it was interrupted")
            usleep(10_000)
        }
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(try scene.served() == before)
    }
}
