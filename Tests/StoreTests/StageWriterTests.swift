import Domain
import Foundation
import Store
import Tables
import Testing

struct StageWriterTests {
    @Test(arguments: Engine.here)
    func `many parts make one table, in their order`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let draft = try fixture.begin(at: .day(1))
        let writer = try draft.writer(for: .features)
        for part in 0..<3 {
            let ids = (0..<2).map { SmallRun.id(part * 2 + $0) }
            try writer.append(
                SmallRun.filled(CustomerFeaturesTable.table, 2, part).replacing("customer_id", with: ids))
        }
        #expect(writer.rowCount == 6)
        try writer.finish(digest: nil)
        try fixture.store.publish(draft, .ending(at: .day(1)), at: .day(1))
        let figures = try fixture.store.snapshot().readBlocking { reader in
            try (0..<6).map { try reader.features(SmallRun.id($0))?["recency_days"] }
        }
        #expect(figures == [0, 0, 1, 1, 2, 2])
    }

    @Test func `a stage's file is there whole or not at all`() throws {
        let fixture = try Fixture()
        let draft = try fixture.begin(at: .day(1))
        func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: fixture.path(of: draft.id)).sorted()
        }
        var writer: StageWriter? = try draft.writer(for: .cohorts)
        try writer?.append(SmallRun.filled(CohortsTable.table, 5, 1))
        #expect(try names() == ["cohorts.sqlite.part", "readers.lock"])
        writer = nil
        #expect(try names() == ["readers.lock"])
        let second = try draft.writer(for: .cohorts)
        try second.append(SmallRun.filled(CohortsTable.table, 5, 1))
        try second.finish(digest: nil)
        #expect(try names() == ["SHA256SUMS", "cohorts.sqlite", "readers.lock"])
    }

    @Test(arguments: Engine.here)
    func `a missing number is NULL and a text may be empty`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let draft = try fixture.begin(at: .day(1))
        let writer = try draft.writer(for: .profiles)
        let table = SmallRun.filled(CustomerProfilesTable.table, 2, 1)
            .replacing("lifetime_value", with: [Double.nan, 0.5])
            .replacing("days_since_last_purchase", with: [Int64.min, 3])
            .replacing("archetype_l1_name", with: [nil, ""])
        try writer.append(table)
        try writer.finish(digest: nil)
        try fixture.store.publish(draft, .ending(at: .day(1)), at: .day(1))
        let rows = try fixture.store.snapshot().readBlocking { try $0.customers(CustomerQuery()).customers }
        #expect(rows.map(\.lifetimeValue) == [nil, 0.5])
        #expect(rows.map(\.daysSinceLastPurchase) == [nil, 3])
        #expect(rows.map(\.archetypeL1Name) == [nil, ""])
    }

    @Test(arguments: Engine.here)
    func `infinity, and a missing value where one is needed, are refused by table, column and key`(engine: Engine)
        throws
    {
        let infinite = [1, Double.infinity]
        #expect(
            throws: StoreError(
                .invalidValue,
                "table customer_features, column recency_days, row c000001: the number is infinite")
        ) {
            try append(
                SmallRun.filled(CustomerFeaturesTable.table, 2, 1).replacing("recency_days", with: infinite),
                to: .features,
                engine)
        }
        let missing = [1, Double.nan]
        #expect(
            throws: StoreError(
                .invalidValue,
                "table segment_definitions, column share, row purchase_value, c000001: a number is needed")
        ) {
            try append(
                SmallRun.filled(SegmentDefinitionsTable.table, 2, 1).replacing("share", with: missing), to: .segments,
                engine)
        }
        let unnamed = TextColumn(["a", nil])
        #expect(
            code {
                try append(
                    SmallRun.filled(CustomerProfilesTable.table, 2, 1).replacing("stage", with: unnamed), to: .profiles,
                    engine)
            }
                == .invalidValue)
        let uncounted = [1, Int64.min]
        #expect(
            code {
                try append(
                    SmallRun.filled(CustomerProfilesTable.table, 2, 1).replacing("total_orders", with: uncounted),
                    to: .profiles,
                    engine)
            } == .invalidValue)
    }

    @Test(arguments: Engine.here)
    func `two rows of one key are refused`(engine: Engine) throws {
        let twice = ["c1", "c1"]
        let table = SmallRun.filled(CustomerFeaturesTable.table, 2, 1).replacing("customer_id", with: twice)
        #expect(
            throws: StoreError(.duplicateKey, "table customer_features has two rows of one customer_id")
        ) { try append(table, to: .features, engine) }
    }

    @Test(arguments: Engine.here)
    func `stages are written side by side`(engine: Engine) async throws {
        let fixture = try Fixture(engine)
        let draft = try fixture.begin(at: .day(1))
        try await withThrowingTaskGroup { group in
            for stage in StageFile.allCases {
                group.addTask {
                    let writer = try draft.writer(for: stage)
                    for table in SmallRun.tables(of: stage, 1, 2_000) { try writer.append(table) }
                    try writer.finish(digest: nil)
                }
            }
            try await group.waitForAll()
        }
        try fixture.store.publish(draft, .ending(at: .day(1)), at: .day(1))
        #expect(try fixture.figure() == 1)
    }

    @Test(arguments: Engine.here)
    func `a stage taken over from another run outlives it`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let old = try fixture.publish(1)
        let run = try fixture.publish(on: 2) { draft in
            for stage in StageFile.allCases { try draft.linkStage(stage, from: old) }
        }
        #expect(try fixture.store.stageDigest(run: run, .features) == "features 1")
        #expect(try fixture.store.prune(keepRuns: 1, under: fixture.lock(at: .day(3))) == [old])
        #expect(try fixture.figure() == 1)
        let next = try fixture.begin(at: .day(4))
        #expect(code { try next.linkStage(.features, from: old) } == .runNotServed)
    }

    private func append(_ table: Table, to stage: StageFile, _ engine: Engine) throws {
        let fixture = try Fixture(engine)
        let writer = try fixture.begin(at: .day(1)).writer(for: stage)
        try writer.append(table)
        try writer.finish(digest: nil)
    }
}
