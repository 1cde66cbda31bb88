import Domain
import Store
import Tables
import Testing

struct RetentionTests {
    @Test(arguments: Engine.here)
    func `the last runs are kept`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let runs = try (1...5).map { try fixture.publish($0) }
        #expect(try prune(fixture, keeping: 2) == Array(runs.prefix(3)))
        #expect(try fixture.store.runs().map(\.hasFiles) == [true, true, false, false, false])
        #expect(try !fixture.hasTables(of: runs[0]))
        #expect(code { _ = try fixture.figure(of: runs[0]) } == .runNotServed)
        #expect(try fixture.figure(of: runs[3]) == 4)
    }

    @Test(arguments: Engine.here)
    func `a run that is being read is kept until its reader goes`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let first = try fixture.publish(1)
        var reader: Snapshot? = try fixture.store.snapshot(run: first)
        try fixture.publish(2)
        #expect(try prune(fixture, keeping: 1) == [])
        #expect(try reader?.readBlocking { try $0.profile("c000001")?.lifetimeValue } == 1)
        reader = nil
        #expect(try prune(fixture, keeping: 1) == [first])
    }

    @Test(arguments: Engine.here)
    func `the run that is served is kept however old it is`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let runs = try (1...3).map { try fixture.publish($0) }
        try fixture.store.rollback(to: runs[0], at: .day(4))
        #expect(try prune(fixture, keeping: 1) == [runs[1]])
        #expect(try fixture.figure() == 1)
    }

    @Test(arguments: Engine.here)
    func `a run held back goes once another is published`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try fixture.publish(1)
        let heldBack = try fixture.close(on: 2, as: .heldBack)
        #expect(try prune(fixture, keeping: 7) == [])
        try fixture.publish(3)
        #expect(try prune(fixture, keeping: 7) == [heldBack])
    }

    private func prune(_ fixture: Fixture, keeping count: Int) throws -> [RunID] {
        try fixture.store.prune(keepRuns: count, under: fixture.lock(at: .day(9)))
    }
}
