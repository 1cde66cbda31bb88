import Domain
import Foundation
import PostgreSQL
import Store
import Tables
import Testing

/// A lost ledger is rebuilt from what the runs kept of it.
struct RunRecoveryTests {
    /// Loses the ledger of the fixture's pipeline, as a restore without it would.
    private func lose(_ fixture: Fixture) throws {
        guard case .folder = fixture.address else {
            let connection = try fixture.connect()
            let tables = try connection.query(
                "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'platform'::regnamespace")
            let names: [String] = try tables.map { try $0[0] }
            let lost = names.filter { !["schema_version", "keys", "lock_holder"].contains($0) }
            try connection.execute(
                "TRUNCATE \(lost.map { "platform.\($0)" }.joined(separator: ", ")) RESTART IDENTITY CASCADE")
            return
        }
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: "\(fixture.root)/default/nightly/ledger.sqlite\(suffix)")
        }
    }

    private func publish(_ figure: Int, in fixture: Fixture, model: Int? = nil) throws -> RunID {
        let draft = try fixture.begin(at: .day(figure))
        try SmallRun.write(figure, customers: 20, to: draft)
        var result = RunResult.ending(at: .day(figure))
        if let model {
            result.models = [
                ModelVersion(
                    name: "segments", version: model, path: "v\(model).json", isChampion: true, metrics: "{}",
                    asOf: .day(figure))
            ]
        }
        result.events = [StoredEvent(kind: "k", subject: "s\(figure)", detail: #"{"it's":1}"#)]
        try fixture.store.publish(draft, result, at: .day(figure))
        try fixture.store.keepManifest(of: draft.id)
        return draft.id
    }

    @Test(arguments: Engine.here)
    func `runs, pointer, models and events come back, and the next run goes on from there`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let first = try publish(1, in: fixture, model: 1)
        let second = try publish(2, in: fixture, model: 2)
        let held = try fixture.close(on: 3, as: .heldBack) { try SmallRun.write(3, customers: 20, to: $0) }
        try fixture.store.keepManifest(of: held)
        let killed = try fixture.begin(at: .day(4)).id
        let before = (
            try fixture.store.runs().filter { $0.id != killed }, try fixture.store.models(),
            try fixture.store.events(after: 0, limit: 10), try fixture.store.snapshot().digest()
        )
        try lose(fixture)

        #expect(code { _ = try fixture.open() } == .lostLedger)
        let recovered = try #require(
            try RunRecovery.recover(fixture.address, tenant: "default", pipeline: "nightly", at: .day(5)))
        #expect(recovered.runs == [first, second, held] && recovered.served == second)
        let store = try fixture.open()
        #expect(try store.current() == second)
        #expect(try store.runs().filter { $0.state != .failed } == before.0)
        #expect(try store.models() == before.1)
        #expect(try store.events(after: 0, limit: 10) == before.2)
        #expect(try store.snapshot().digest() == before.3)
        #expect(try store.stageDigest(run: second, .features) == fixture.store.stageDigest(run: second, .features))
        if engine == .files { #expect(recovered.partial == [killed]) }
        // It is well now, and a run goes on with numbers of its own.
        #expect(try RunRecovery.recover(fixture.address, tenant: "default", pipeline: "nightly", at: .day(6)) == nil)
        let next = try store.beginRun(
            codeVersion: "1", configDigest: "c", at: .day(7), under: store.acquireLock(holder: "t", at: .day(7)))
        try SmallRun.write(7, customers: 20, to: next)
        try store.publish(next, .ending(at: .day(7)), at: .day(7))
        #expect(try store.current() == next.id)
        try store.rollback(to: first, at: .day(8))
        #expect(try store.snapshot().readBlocking { try $0.profile("c000001")?.lifetimeValue } == 1)
        #expect(try !fixture.hasTables(of: killed))
    }

    @Test func `a run that was rolled back to is served again`() throws {
        let fixture = try Fixture()
        let first = try publish(1, in: fixture)
        _ = try publish(2, in: fixture)
        try fixture.store.rollback(to: first, at: .day(3))
        try lose(fixture)
        let found = try RunRecovery.recover(fixture.address, tenant: "default", pipeline: "nightly", at: .day(5))
        #expect(found?.served == first)
    }

    @Test func `a damaged ledger is moved aside and not removed`() throws {
        let fixture = try Fixture()
        let run = try publish(1, in: fixture)
        let ledger = "\(fixture.root)/default/nightly/ledger.sqlite"
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: ledger + suffix) }
        let rubbish = Data(repeating: 7, count: 20_000)
        try rubbish.write(to: URL(fileURLWithPath: ledger))
        #expect(code { _ = try fixture.open() } == .damaged)
        let found = try #require(
            try RunRecovery.recover(fixture.address, tenant: "default", pipeline: "nightly", at: .day(5)))
        #expect(found.served == run)
        #expect(FileManager.default.contents(atPath: try #require(found.kept)) == rubbish)
    }

    @Test func `a manifest of which a byte is wrong is no word for a run, and nothing goes`() throws {
        let fixture = try Fixture()
        let (good, bad) = (try publish(1, in: fixture), try publish(2, in: fixture))
        let path = fixture.path(of: bad) + "/run.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing("\"totals\":\"{\\\"customers\\\":20}\"", with: "\"totals\":\"{\\\"customers\\\":21}\"")
            .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try String(contentsOfFile: path, encoding: .utf8) != text)
        try lose(fixture)
        let found = try #require(
            try RunRecovery.recover(fixture.address, tenant: "default", pipeline: "nightly", at: .day(5)))
        #expect(found.runs == [good] && found.partial == [bad])
        #expect(FileManager.default.fileExists(atPath: fixture.path(of: bad) + "/features.sqlite"))
    }

    @Test func `a run of an earlier build gets its manifest from the next one`() throws {
        let fixture = try Fixture()
        let run = try fixture.publish(1)
        #expect(!FileManager.default.fileExists(atPath: fixture.path(of: run) + "/run.json"))
        try fixture.publish(2)
        #expect(FileManager.default.fileExists(atPath: fixture.path(of: run) + "/run.json"))
    }
}
