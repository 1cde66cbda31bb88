import Domain
import Foundation
import Store
import Testing

struct MigrationTests {
    private static let next =
        LedgerSchema.steps + ["ALTER TABLE runs ADD COLUMN note TEXT; UPDATE runs SET reason = 'seen'"]

    @Test func `a ledger goes forward, after a copy`() throws {
        let fixture = try Fixture()
        let run = try fixture.publish(1)
        let migrated = try open(fixture.root, steps: Self.next)
        #expect(try migrated.current() == run)
        #expect(try migrated.run(run)?.reason == "seen")

        let copy = "\(fixture.root)/default/nightly/ledger.sqlite.version-\(LedgerSchema.steps.count)"
        let elsewhere = Fixture.temporaryPath()
        try FileManager.default.createDirectory(
            atPath: elsewhere + "/default/nightly", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: copy, toPath: elsewhere + "/default/nightly/ledger.sqlite")
        #expect(try open(elsewhere, steps: LedgerSchema.steps).run(run)?.reason == nil)
    }

    @Test func `a step that fails changes nothing`() throws {
        let fixture = try Fixture()
        let run = try fixture.publish(1)
        let broken = Self.next + ["INSERT INTO nowhere VALUES (1)"]
        #expect(throws: StoreError.self) { try open(fixture.root, steps: broken) }
        let store = try open(fixture.root, steps: LedgerSchema.steps)
        #expect(try store.current() == run)
        #expect(try store.run(run)?.reason == nil)
    }

    @Test func `a ledger of a newer program is left alone`() throws {
        let fixture = try Fixture()
        _ = try open(fixture.root, steps: Self.next)
        #expect(code { _ = try open(fixture.root, steps: LedgerSchema.steps) } == .newerLedger)
    }

    private func open(_ root: String, steps: [String]) throws -> RunStore {
        try RunStore(root: root, tenant: "default", pipeline: "nightly", steps: steps)
    }
}
