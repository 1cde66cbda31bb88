import Domain
import Store
import Tables
import Testing

struct CustomerListTests {
    @Test(arguments: CustomerSort.allCases, Engine.here)
    func `pages hold everybody once and in order`(sort: CustomerSort, engine: Engine) throws {
        let fixture = try listFixture(engine)
        for isDescending in [false, true] { try check(sort, isDescending, fixture) }
    }

    private func check(_ sort: CustomerSort, _ isDescending: Bool, _ fixture: Fixture) throws {
        var query = CustomerQuery()
        (query.sort, query.isDescending, query.limit) = (sort, isDescending, 7)
        let rows = try allPages(query, of: fixture.store)
        #expect(Set(rows.map(\.customerID)).count == 50 && rows.count == 50)
        let values = rows.map { value($0, sort) }
        let known = values.compactMap(\.self)
        #expect(values.prefix(known.count).allSatisfy { $0 != nil })
        #expect(known == (isDescending ? known.sorted(by: >) : known.sorted()))
    }

    @Test(arguments: Engine.here)
    func `equal values stand by id`(engine: Engine) throws {
        var query = CustomerQuery()
        (query.sort, query.limit) = (.totalOrders, 50)
        let fixture = try listFixture(engine)
        let rows = try fixture.store.snapshot().readBlocking { try $0.customers(query) }
        let keys = rows.customers.map { ($0.totalOrders, $0.customerID) }
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
        #expect(rows.next == nil)
    }

    @Test(arguments: Engine.here)
    func `filters hold together`(engine: Engine) throws {
        let fixture = try listFixture(engine)
        var query = CustomerQuery()
        query.archetype = "arch_1"
        query.segment = .init(axis: .purchaseValue, name: "high")
        query.bounds = [.atLeast(.totalOrders, 1), .atMost(.lifetimeValue, 40)]
        query.limit = 2
        let rows = try allPages(query, of: fixture.store)
        let expected = (0..<50).filter { $0 % 3 == 1 && $0 % 2 == 0 && $0 % 5 >= 1 && $0 <= 40 && $0 % 7 != 0 }
        #expect(rows.map(\.customerID) == expected.map(SmallRun.id))
    }

    @Test(arguments: Engine.here)
    func `an archetype of the second level is found by its id`(engine: Engine) throws {
        var query = CustomerQuery()
        query.archetype = "arch_l2"
        let fixture = try listFixture(engine)
        let page = try fixture.store.snapshot().readBlocking { try $0.customers(query) }
        #expect(page.customers.map(\.customerID) == (0..<50).filter { $0 % 10 == 0 }.map(SmallRun.id))
    }

    @Test func `a cursor survives its text, and nothing else is one`() throws {
        let engine = Engine.files
        var query = CustomerQuery()
        (query.sort, query.isDescending, query.limit) = (.lifetimeValue, true, 3)
        let fixture = try listFixture(engine)
        let page = try fixture.store.snapshot().readBlocking { try $0.customers(query) }
        let cursor = try #require(page.next)
        #expect(CustomerCursor(cursor.text) == cursor)
        #expect(cursor.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        for text in ["", "x", "!!!!", "AAAA", String(cursor.text.dropFirst(9))] { #expect(CustomerCursor(text) == nil) }
    }

    @Test(arguments: Engine.here)
    func `a list goes on where it was when another run has been published`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try fixture.publish(1)
        var query = CustomerQuery()
        query.limit = 12
        let first = try fixture.store.snapshot().readBlocking { try $0.customers(query) }
        try fixture.publish(2)
        query.after = first.next
        let second = try fixture.store.snapshot().readBlocking { try $0.customers(query) }
        #expect((first.customers + second.customers).map(\.customerID) == (0..<20).map(SmallRun.id))
    }

    /// Fifty customers with ties and gaps in their figures.
    private func listFixture(_ engine: Engine) throws -> Fixture {
        let fixture = try Fixture(engine)
        let draft = try fixture.begin(at: .day(1))
        let rows = 0..<50
        let profiles = SmallRun.filled(CustomerProfilesTable.table, 50, 0)
            .replacing("lifetime_value", with: rows.map { $0 % 7 == 0 ? .nan : Double($0) })
            .replacing("total_orders", with: rows.map { Int64($0 % 5) })
            .replacing("churn_risk_score", with: rows.map { _ in Double.nan })
            .replacing("archetype_l1_id", with: rows.map { "arch_\($0 % 3)" })
            .replacing("archetype_l2_id", with: rows.map { $0 % 10 == 0 ? "arch_l2" : nil })
        let segments = SmallRun.customerSegments(50, 0)
            .replacing("purchase_value", with: rows.map { $0 % 2 == 0 ? "high" : "low" })
        let archetypes = SmallRun.filled(ArchetypesTable.table, 4, 0)
            .replacing("level", with: [1, 1, 1, 2] as [Int64])
            .replacing("archetype_id", with: ["arch_0", "arch_1", "arch_2", "arch_l2"])
        try write([profiles], to: .profiles, of: draft)
        try write([segments, archetypes], to: .segments, of: draft)
        try fixture.store.publish(draft, .ending(at: .day(1)), at: .day(1))
        return fixture
    }

    private func write(_ tables: [Table], to stage: StageFile, of draft: RunDraft) throws {
        let writer = try draft.writer(for: stage)
        for table in tables { try writer.append(table) }
        try writer.finish(digest: nil)
    }

    private func allPages(_ query: CustomerQuery, of store: RunStore) throws -> [CustomerProfile] {
        var (query, rows) = (query, [CustomerProfile]())
        repeat {
            let page = try store.snapshot().readBlocking { [query] in try $0.customers(query) }
            rows += page.customers
            // Through its text, as a client hands it back.
            query.after = page.next.flatMap { CustomerCursor($0.text) }
        } while query.after != nil && rows.count < 1_000
        return rows
    }

    private func value(_ row: CustomerProfile, _ sort: CustomerSort) -> Double? {
        switch sort {
        case .customerID: Double(row.customerID.dropFirst())
        case .lifetimeValue: row.lifetimeValue
        case .totalOrders: Double(row.totalOrders)
        case .averageOrderValue: row.averageOrderValue
        case .daysSinceLastPurchase: row.daysSinceLastPurchase.map(Double.init)
        case .churnRisk: row.churnRiskScore
        case .expectedValue: row.ltv12m
        }
    }
}
