import Domain
import Store
import Testing

struct ModelChoiceTests {
    /// A store in which two versions have been champion.
    private func published(_ engine: Engine) throws -> Fixture {
        let fixture = try Fixture(engine)
        try publish(1, version: 1, in: fixture)
        try publish(2, version: 2, in: fixture)
        return fixture
    }

    private func publish(_ day: Int, version: Int?, isChampion: Bool = true, in fixture: Fixture) throws {
        let draft = try fixture.begin(at: .day(day))
        var result = RunResult.ending(at: .day(day))
        if let version {
            result.models = [
                ModelVersion(
                    name: "churn", version: version, path: "v\(version).json", isChampion: isChampion, metrics: "{}",
                    asOf: .day(day))
            ]
        }
        try fixture.store.publish(draft, result, at: .day(day))
    }

    @Test(arguments: Engine.here)
    func `every champion is remembered with the one it replaced`(engine: Engine) throws {
        let fixture = try published(engine)
        try publish(3, version: 3, isChampion: false, in: fixture)
        try fixture.store.choose("churn", version: 3, as: .promoted, at: .day(4))
        #expect(
            try fixture.store.modelChoices("churn") == [
                ModelChoice(name: "churn", version: 1, replaced: nil, kind: .fitted, at: .day(1)),
                ModelChoice(name: "churn", version: 2, replaced: 1, kind: .fitted, at: .day(2)),
                ModelChoice(name: "churn", version: 3, replaced: 2, kind: .promoted, at: .day(4)),
            ])
        #expect(try fixture.store.champion("churn")?.version == 3)
        #expect(try fixture.store.modelChoices("segments").isEmpty)
    }

    @Test(arguments: Engine.here)
    func `a choice by hand holds until the next run is published, and a run's choice holds nothing`(engine: Engine)
        throws
    {
        let fixture = try published(engine)
        #expect(try !fixture.store.isModelHeld("churn"))
        try fixture.store.choose("churn", version: 1, as: .rolledBack, at: .day(3))
        #expect(try fixture.store.isModelHeld("churn"))
        #expect(try !fixture.store.isModelHeld("segments"))
        // A run that is held back was no night.
        try fixture.close(on: 4, as: .heldBack) { try SmallRun.write(4, customers: 20, to: $0) }
        #expect(try fixture.store.isModelHeld("churn"))
        try publish(5, version: nil, in: fixture)
        #expect(try !fixture.store.isModelHeld("churn"))
        #expect(try fixture.store.champion("churn")?.version == 1)
    }
}
