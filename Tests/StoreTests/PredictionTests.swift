import Domain
import Store
import Testing

struct PredictionTests {
    private static let predictions = Predictions(
        horizonMonths: 3, discountRate: 0.1, customerIDs: TextColumn(["c000001", "c000002"]), expected: [10, 20],
        lower: [1, 2], upper: [30, 40], expectedOrders: [0.5, 1.5])

    private static func outcomes(_ summary: String) -> PredictionOutcomes {
        PredictionOutcomes(of: predictions, actual: [12, .nan], actualOrders: [1, .nan], summary: summary)
    }

    private func publish(_ day: Int, in fixture: Fixture, _ write: (RunDraft) throws -> Void) throws -> RunID {
        try fixture.publish(on: day) { draft in
            try SmallRun.write(day, customers: 20, to: draft)
            try write(draft)
        }
    }

    private func records(_ fixture: Fixture) throws -> [PredictionRecord] {
        try fixture.store.predictionRecords(visibleFrom: try #require(try fixture.store.current()))
    }

    @Test(arguments: Engine.here)
    func `predictions show with their run's publication, and are read back as they were`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try fixture.publish(1)
        let run = try publish(2, in: fixture) { draft in
            try draft.load([Self.predictions], asOf: .day(2))
            #expect(try records(fixture).isEmpty)
        }
        let record = try #require(try records(fixture).first)
        #expect(record.run == run && record.asOf == .day(2) && record.horizonMonths == 3 && record.outcome == nil)
        #expect(try fixture.store.predictions(records(fixture)[0]) == Self.predictions)
    }

    @Test(arguments: Engine.here)
    func `an outcome shows with the run that found it, and goes with it when that is rolled back`(engine: Engine) throws
    {
        let fixture = try Fixture(engine)
        let first = try publish(1, in: fixture) { try $0.load([Self.predictions], asOf: .day(1)) }
        let record = try records(fixture)[0]
        _ = try publish(2, in: fixture) { draft in
            try draft.load(Self.outcomes(#"{"mae":1}"#), of: record)
            #expect(try records(fixture).map(\.outcome) == [nil])
        }
        #expect(try records(fixture).map(\.outcome) == [#"{"mae":1}"#])
        try fixture.store.rollback(to: first, at: .day(3))
        #expect(try records(fixture).map(\.outcome) == [nil])
    }

    @Test(arguments: Engine.here)
    func `predictions whose outcome was rolled back can be scored again`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let first = try publish(1, in: fixture) { try $0.load([Self.predictions], asOf: .day(1)) }
        let record = try records(fixture)[0]
        _ = try publish(2, in: fixture) { try $0.load(Self.outcomes("{}"), of: record) }
        try fixture.store.prune(keepRuns: 7, under: fixture.lock(at: .day(3)))
        try fixture.store.rollback(to: first, at: .day(3))
        #expect(try records(fixture) == [record])
        #expect(try fixture.store.predictions(record) == Self.predictions)
    }

    @Test(arguments: Engine.here)
    func `a run that is not published leaves no predictions, and another may score again`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        _ = try publish(1, in: fixture) { try $0.load([Self.predictions], asOf: .day(1)) }
        let record = try records(fixture)[0]
        try fixture.close(on: 2, as: .heldBack) { draft in
            try draft.load([Self.predictions], asOf: .day(2))
            try draft.load(Self.outcomes("{}"), of: record)
        }
        #expect(try records(fixture) == [record])
        _ = try publish(3, in: fixture) { try $0.load(Self.outcomes(#"{"mae":2}"#), of: record) }
        #expect(try records(fixture).map(\.outcome) == [#"{"mae":2}"#])
        try fixture.store.prune(keepRuns: 7, under: fixture.lock(at: .day(4)))
        #expect(try records(fixture).map(\.outcome) == [#"{"mae":2}"#])
    }
}
