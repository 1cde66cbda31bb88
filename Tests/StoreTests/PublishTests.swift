import Domain
import Store
import Testing

struct PublishTests {
    @Test func `a published run is the current one`() throws {
        let fixture = try Fixture()
        #expect(try fixture.store.current() == nil)
        let run = try fixture.publish(1)
        #expect(try fixture.store.current() == run)
        #expect(try fixture.store.run(run)?.state == .published)
    }

    @Test func `a stage's digest is remembered`() throws {
        let fixture = try Fixture()
        let run = try fixture.publish(1)
        #expect(try fixture.store.stageDigest(run: run, .features) == "features 1")
    }
}
