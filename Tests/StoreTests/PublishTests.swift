import Domain
import Store
import Testing

struct PublishTests {
    @Test(arguments: Engine.here)
    func `a published run is the current one`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        #expect(try fixture.store.current() == nil)
        let run = try fixture.publish(1)
        #expect(try fixture.store.current() == run)
        let record = try #require(try fixture.store.run(run))
        #expect(record.state == .published && record.isCurrent && record.hasFiles)
        #expect(record.asOf == .day(1) && record.finished == .day(1) && record.totals == #"{"customers":20}"#)
    }

    @Test(arguments: Engine.here)
    func `nothing is served before the first run`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        #expect(code { _ = try fixture.store.snapshot() } == .nothingPublished)
    }

    @Test(arguments: Engine.here)
    func `a run held back leaves the last one served and can be looked at`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let good = try fixture.publish(1)
        let run = try fixture.close(on: 2, as: .heldBack) { try SmallRun.write(2, customers: 20, to: $0) }
        #expect(try fixture.store.current() == good)
        let record = try #require(try fixture.store.run(run))
        #expect(record.state == .heldBack && record.reason == "why" && record.totals != nil)
        #expect(try fixture.figure() == 1)
        #expect(try fixture.figure(of: run) == 2)
    }

    @Test(arguments: [RunState.failed, .skipped], Engine.here)
    func `a run that came to nothing leaves no tables`(state: RunState, engine: Engine) throws {
        let fixture = try Fixture(engine)
        let good = try fixture.publish(1)
        let run = try fixture.close(on: 2, as: state) { try SmallRun.write(2, customers: 20, to: $0) }
        #expect(try fixture.store.current() == good)
        #expect(try !fixture.hasTables(of: run))
        #expect(try fixture.store.run(run)?.state == state)
        #expect(code { _ = try fixture.figure(of: run) } == .runNotServed)
    }

    @Test(arguments: Engine.here)
    func `a run ends once`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let draft = try fixture.begin(at: .day(1))
        try fixture.store.close(draft, as: .failed, reason: "why", at: .day(1))
        #expect(code { try fixture.store.publish(draft, .ending(at: .day(1)), at: .day(1)) } == .unknownRun)
        #expect(try fixture.store.current() == nil)
    }

    @Test(arguments: Engine.here)
    func `a run published with a model and events has them, all or none`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try publishModel(fixture, version: 1, isChampion: true)
        try publishModel(fixture, version: 2, isChampion: false)
        #expect(try fixture.store.champion("segments")?.version == 1)
        #expect(try fixture.store.nextModelVersion("segments") == 3)
        // The same version again breaks the transaction: the pointer stays as well.
        let current = try fixture.store.current()
        #expect(throws: StoreError.self) { try publishModel(fixture, version: 2, isChampion: true) }
        #expect(try fixture.store.current() == current)
        #expect(try fixture.store.champion("segments")?.version == 1)
        #expect(try fixture.store.events(after: 0, limit: 10).map(\.event.subject) == ["v1", "v2"])
        #expect(try fixture.store.events(after: 1, limit: 10).map(\.sequence) == [2])
    }

    @Test(arguments: Engine.here)
    func `promoting makes one version the champion`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try publishModel(fixture, version: 1, isChampion: true)
        try publishModel(fixture, version: 2, isChampion: true)
        #expect(try fixture.store.models().map(\.isChampion) == [false, true])
        try fixture.store.choose("segments", version: 1, as: .promoted, at: .day(3))
        #expect(try fixture.store.models().map(\.isChampion) == [true, false])
        #expect(code { try fixture.store.choose("segments", version: 9, as: .promoted, at: .day(3)) } == .unknownModel)
        #expect(try fixture.store.models().map(\.isChampion) == [true, false])
    }

    @Test(arguments: Engine.here)
    func `the pipeline published last is found`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        #expect(code { _ = try RunStore.lastPublished(fixture.address, tenant: "default") } == .nothingPublished)
        try fixture.publish(1)
        _ = try fixture.open(pipeline: "unpublished")
        #expect(try RunStore.pipelines(fixture.address, tenant: "default") == ["nightly", "unpublished"])
        #expect(try RunStore.lastPublished(fixture.address, tenant: "default") == "nightly")
    }

    private func publishModel(_ fixture: Fixture, version: Int, isChampion: Bool) throws {
        let draft = try fixture.begin(at: .day(version))
        var result = RunResult.ending(at: .day(version))
        result.models = [
            ModelVersion(
                name: "segments", version: version, path: "v\(version).json", isChampion: isChampion, metrics: "{}",
                asOf: .day(version))
        ]
        result.events = [StoredEvent(kind: "fitted", subject: "v\(version)", detail: "{}")]
        try fixture.store.publish(draft, result, at: .day(version))
    }
}
