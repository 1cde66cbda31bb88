import Domain
import Store
import Testing

struct RollbackTests {
    @Test(arguments: Engine.here)
    func `goes back at once, and forward again`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let (first, second) = (try fixture.publish(1), try fixture.publish(2))
        try fixture.store.rollback(to: first, at: .day(3))
        #expect(try fixture.figure() == 1)
        try fixture.store.rollback(to: second, at: .day(3))
        #expect(try fixture.figure() == 2)
        #expect(try fixture.store.events(after: 0, limit: 10).map(\.event.kind) == ["rolled_back", "rolled_back"])
    }

    @Test(arguments: Engine.here)
    func `refuses what cannot be served`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let old = try fixture.publish(1)
        let current = try fixture.publish(2)
        try fixture.store.prune(keepRuns: 1, under: try fixture.lock(at: .day(3)))
        let heldBack = try fixture.close(on: 3, as: .heldBack)
        #expect(code { try fixture.store.rollback(to: old, at: .day(4)) } == .runNotServed)
        #expect(code { try fixture.store.rollback(to: heldBack, at: .day(4)) } == .runNotServed)
        #expect(code { try fixture.store.rollback(to: RunID("none"), at: .day(4)) } == .unknownRun)
        #expect(try fixture.store.current() == current)
    }
}
