import Domain
import Store
import Testing

struct NameTests {
    @Test(arguments: ["", "..", "a/b", "/etc", "A", "a b", "-a", "_a", "ä", "a\0", String(repeating: "a", count: 64)])
    func `a tenant or pipeline that is no plain name is refused`(name: String) {
        let root = Fixture.temporaryPath()
        #expect(code { _ = try RunStore(root: root, tenant: name, pipeline: "nightly") } == .invalidName)
        #expect(code { _ = try RunStore(root: root, tenant: "default", pipeline: name) } == .invalidName)
        #expect(code { _ = try KeyStore(root: root, tenant: name) } == .invalidName)
    }

    @Test(arguments: ["", "..", "a/b", ".hidden", "a.b", "-a", "a b", String(repeating: "a", count: 65)])
    func `a run's id that is no plain name is refused`(text: String) {
        #expect(code { _ = try RunID(text) } == .invalidName)
    }

    @Test func `a run is named by when it began, in order`() {
        let start = Instant(secondsSince1970: 1_795_246_704)
        #expect(RunID(startedAt: start).text == "20261121T073824Z")
        #expect(RunID(startedAt: start, attempt: 2).text == "20261121T073824Z-2")
        #expect(RunID(startedAt: start) < RunID(startedAt: start, attempt: 2))
    }

    @Test(arguments: Engine.here)
    func `two runs of one second have names of their own`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let first = try fixture.publish(1)
        let second = try fixture.publish(1)
        #expect(first != second)
        #expect(try fixture.store.runs().map(\.id) == [second, first])
    }
}
