import Domain
import Foundation
import Store
import Testing

struct RunLockTests {
    @Test(arguments: Engine.here)
    func `a second run refuses and names the holder`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let lock = try fixture.store.acquireLock(holder: "quimbi run nightly.yaml", at: .day(1))
        let other = try fixture.open()
        let process = ProcessInfo.processInfo.processIdentifier
        let holder = "quimbi run nightly.yaml, process \(process), since \(Instant.day(1))"
        #expect(
            throws: StoreError(.locked, "pipeline nightly is being run by \(holder); wait until it ends")
        ) { try other.acquireLock(holder: "another", at: .day(1)) }
        withExtendedLifetime(lock) {}
    }

    @Test(arguments: Engine.here)
    func `a lock ends with its value`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        var lock: RunLock? = try fixture.lock(at: .day(1))
        #expect(code { _ = try fixture.lock(at: .day(1)) } == .locked)
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(code { _ = try fixture.lock(at: .day(1)) } == nil)
    }

    @Test(arguments: Engine.here)
    func `two pipelines run side by side`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let lock = try fixture.lock(at: .day(1))
        let other = try fixture.open(pipeline: "hourly")
        #expect(code { _ = try other.acquireLock(holder: "the test", at: .day(1)) } == nil)
        withExtendedLifetime(lock) {}
    }

    @Test(.enabled(if: Holder.isAvailable, "flock(1) is not there to hold a lock in another process"))
    func `a lock dies with its process`() throws {
        let fixture = try Fixture()
        let holder = try Holder(path: "\(fixture.root)/default/nightly/run.lock")
        #expect(code { _ = try fixture.lock(at: .day(1)) } == .locked)
        holder.kill()
        #expect(code { _ = try fixture.lock(at: .day(1)) } == nil)
    }
}
