import Domain
import Store
import Tables
import Testing

struct RunDigestTests {
    @Test(arguments: Engine.here)
    func `equal rows have equal digests, whatever the run and its clock`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let first = try fixture.store.snapshot(run: fixture.publish(1))
        let draft = try fixture.begin(at: .day(2))
        for stage in StageFile.allCases where stage != .checks { try draft.linkStage(stage, from: first.run.id) }
        let writer = try draft.writer(for: .checks)
        for table in SmallRun.tables(of: .checks, 1, 20) where table.schema.name != "stage_runs" {
            try writer.append(table)
        }
        try writer.append(SmallRun.filled(StageRunsTable.table, 6, 99))
        try writer.finish(digest: nil)
        try fixture.store.publish(draft, .ending(at: .day(2)), at: .day(2))
        #expect(try fixture.store.snapshot().digest() == first.digest())
    }

    @Test(arguments: Engine.here)
    func `another figure, or its absence, changes the digest of its table`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let first = try fixture.store.snapshot(run: fixture.publish(1)).tableDigests()
        let second = try fixture.store.snapshot(run: fixture.publish(2)).tableDigests()
        #expect(first.keys.sorted().allSatisfy { first[$0] != second[$0] })
        #expect(first.count == TableSchema.all.count - 1)
    }

    @Test(arguments: Engine.here)
    func `the order of writing does not matter`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let digests = try [[0, 1, 2], [2, 0, 1]].map { order in
            let draft = try fixture.begin(at: .day(1))
            let writer = try draft.writer(for: .features)
            let ids = order.map { SmallRun.id($0) }
            try writer.append(SmallRun.filled(CustomerFeaturesTable.table, 3, 1).replacing("customer_id", with: ids))
            try writer.finish(digest: nil)
            try fixture.store.publish(draft, .ending(at: .day(1)), at: .day(1))
            return try fixture.store.snapshot().digest()
        }
        #expect(digests[0] == digests[1])
    }
}
