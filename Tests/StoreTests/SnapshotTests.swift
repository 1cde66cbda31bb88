import Domain
import Store
import Tables
import Testing

struct SnapshotTests {
    @Test(arguments: Engine.here)
    func `a reader keeps its snapshot while other runs are published`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try fixture.publish(1)
        let before = try fixture.store.snapshot()
        try fixture.publish(2)
        #expect(try before.readBlocking { try $0.profile("c000001")?.lifetimeValue } == 1)
        #expect(try fixture.figure() == 2)
    }

    @Test(arguments: Engine.here)
    func `another process's publication is seen at once`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try fixture.publish(1)
        let other = try fixture.open()
        #expect(try other.snapshot().readBlocking { try $0.profile("c000001")?.totalOrders } == 1)
        try fixture.publish(2)
        #expect(try other.snapshot().readBlocking { try $0.profile("c000001")?.totalOrders } == 2)
    }

    @Test(arguments: Engine.here)
    func `an earlier run is read by its id`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let first = try fixture.publish(1)
        try fixture.publish(2)
        #expect(try fixture.figure(of: first) == 1)
        #expect(code { _ = try fixture.store.snapshot(run: RunID("none")) } == .unknownRun)
    }

    @Test(arguments: Engine.here)
    func `a run without a stage says so`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let draft = try fixture.begin(at: .day(1))
        try fixture.store.publish(draft, .ending(at: .day(1)), at: .day(1))
        let snapshot = try fixture.store.snapshot()
        #expect(!snapshot.has(CohortsTable.table))
        #expect(code { _ = try snapshot.readBlocking { try $0.quality() } } == .missingTable)
    }

    @Test(arguments: Engine.here)
    func `every table is read back`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try fixture.publish(7)
        try fixture.store.snapshot().readBlocking { reader throws in
            #expect(try reader.segments("c000003")?.axes.map(\.evidence) == Array(repeating: 7, count: 14))
            #expect(try reader.features("c000003")?.values.count == Axis.allFeatures.count)
            #expect(try reader.profile("c000099") == nil)
            #expect(try reader.segmentDefinitions().map(\.axis) == Axis.allCases.prefix(4).map(\.rawValue))
            #expect(try reader.segmentDefinitions(.purchaseValue).map(\.customers) == [7])
            #expect(try reader.archetypes().map(\.level) == [0, 1, 2])
            #expect(try reader.archetype("c000001")?.level == 1)
            #expect(try reader.quality().map(\.isCheck) == [false, false, true, true])
            #expect(try reader.stageRuns().map(\.seconds) == Array(repeating: 7, count: 6))
        }
    }

    @Test(arguments: Engine.here)
    func `one connection reads every table, more than the engine attaches at once, again and again`(engine: Engine)
        throws
    {
        let fixture = try Fixture(engine)
        try fixture.publish(7)
        try fixture.store.snapshot().readBlocking { reader throws in
            for _ in 0..<3 {
                #expect(try reader.profile("c000003")?.totalOrders == 7)
                #expect(try reader.quality().count == 4)
                #expect(try reader.stageRuns().count == 6)
                #expect(try reader.forecast("c000003")?.pAlive == 7)
                #expect(try reader.ticketMetrics("c000001") != nil)
                #expect(try reader.queue(agent: nil, after: 0, limit: 9).count == 3)
                #expect(try reader.memberships("c000001").count == 2)
                #expect(try reader.crossSell("c000001") != nil)
                #expect(try reader.features("c000003") != nil)
                #expect(try reader.cohorts(granularity: .month, metric: .retention).isEmpty)
                #expect(try reader.quarantine(limit: 9).count == 5)
                #expect(try reader.customers(CustomerQuery()).customers.count == 20)
            }
        }
    }

    @Test(arguments: Engine.here)
    func `the memberships stand in a view as well`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try fixture.publish(1)
        let rows = try fixture.store.snapshot().readBlocking { try $0.memberships("c000001") }
        #expect(rows.map(\.segment) == ["high", "low"])
        #expect(rows.map(\.axis) == ["purchase_value", "purchase_value"])
        #expect(rows.map(\.membership) == [0.75, 0.25])
    }

    @Test(arguments: Engine.here)
    func `cohorts are picked by granularity, metric and time`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let draft = try fixture.begin(at: .day(1))
        let writer = try draft.writer(for: .cohorts)
        try writer.append(cohorts)
        try writer.finish(digest: nil)
        try fixture.store.publish(draft, .ending(at: .day(1)), at: .day(1))
        try fixture.store.snapshot().readBlocking { reader throws in
            let all = try reader.cohorts(granularity: .month, metric: .retention)
            #expect(all.map(\.cohort) == ["2026-01", "2026-02", "2026-03"])
            let part = try reader.cohorts(
                granularity: .month, metric: .retention, from: "2026-02", to: "2026-02")
            #expect(part.map(\.cohort) == ["2026-02"])
            #expect(try reader.cohorts(granularity: .week, metric: .retention).isEmpty)
        }
    }

    @Test(arguments: Engine.here)
    func `quarantined rows come in pages`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try fixture.publish(1)
        try fixture.store.snapshot().readBlocking { reader throws in
            let first = try reader.quarantine(limit: 3)
            let rest = try reader.quarantine(after: first.last?.position ?? 0, limit: 3)
            #expect((first + rest).map(\.row.row) == [0, 1, 2, 3, 4])
            #expect(try reader.quarantine(table: "c000002", limit: 9).map(\.row.row) == [2])
        }
    }

    private var cohorts: Table {
        SmallRun.filled(CohortsTable.table, 3, 0)
            .replacing("granularity", with: ["month", "month", "month"])
            .replacing("cohort", with: ["2026-01", "2026-02", "2026-03"])
            .replacing("metric", with: ["retention", "retention", "retention"])
            .replacing("breakdown", with: ["", "", ""])
    }
}
