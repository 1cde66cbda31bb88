import Domain
import PostgreSQLServer
import Store
import Tables
import Testing

struct HostileValuesTests {
    private static let texts = [
        "'; DROP TABLE platform.runs; --", "\\", "\\N", "\\.", "\"quoted\"", "a\tb\nc\r\n", "{\"json\": [1, null]}",
        "$1 ? %s",
        "\u{1}\u{7f}", "ä\u{301}\u{1F600}\u{FFFD}", "\u{FEFF}", "NULL", "NaN", "", " ",
        String(repeating: "ü", count: 500_000),
    ]
    private static let numbers = [
        0.1 + 0.2, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .pi, 1e-300, .nan,
    ]

    @Test(arguments: Engine.here)
    func `texts and numbers come back exactly`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let rows = Self.texts.count
        let numbers = (0..<rows).map { Self.numbers[$0 % Self.numbers.count] }
        let whole: [Int64] = (0..<rows).map { [Int64.max, .min + 1, 0, -1][$0 % 4] }
        try fixture.publish(on: 1) { draft in
            let writer = try draft.writer(for: .profiles)
            try writer.append(
                SmallRun.filled(CustomerProfilesTable.table, rows, 1)
                    .replacing("archetype_l1_name", with: TextColumn(Self.texts))
                    .replacing("lifetime_value", with: numbers)
                    .replacing("total_orders", with: whole))
            try writer.finish(digest: nil)
        }
        let read = try fixture.store.snapshot().readBlocking { try $0.customers(CustomerQuery()).customers }
        #expect(read.compactMap(\.archetypeL1Name) == Self.texts)
        #expect(read.map(\.totalOrders) == whole.map { Int($0) })
        #expect(read.map { $0.lifetimeValue?.bitPattern } == numbers.map { $0.isNaN ? nil : ($0 + 0).bitPattern })
    }

    @Test(arguments: Engine.here)
    func `a customer is found by an id that is hostile`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let ids = Self.texts.filter { $0.utf8.count < 1_000 }.sorted {
            Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
        }
        try fixture.publish(on: 1) { draft in
            let writer = try draft.writer(for: .profiles)
            let column = TextColumn(ids)
            try writer.append(
                SmallRun.filled(CustomerProfilesTable.table, ids.count, 1).replacing("customer_id", with: column))
            try writer.finish(digest: nil)
        }
        try fixture.store.snapshot().readBlocking { reader throws in
            for id in ids { #expect(try reader.profile(id)?.customerID == id) }
            #expect(try reader.customers(CustomerQuery()).customers.map(\.customerID) == ids)
        }
    }

    @Test(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
    func `a NUL, which a server cannot keep, ends the stage with one sentence`() throws {
        let fixture = try Fixture(.server)
        let good = try fixture.publish(1)
        let draft = try fixture.begin(at: .day(2))
        let error = #expect(throws: StoreError.self) {
            let writer = try draft.writer(for: .profiles)
            try writer.append(
                SmallRun.filled(CustomerProfilesTable.table, 1, 1)
                    .replacing("archetype_l1_name", with: ["s3cret\u{0}"]))
            try writer.finish(digest: nil)
        }
        #expect(error?.message.contains("a character is not in the database's encoding") == true)
        #expect(error?.message.contains("s3cret") == false)
        #expect(try fixture.store.current() == good)
        #expect(try fixture.figure() == 1)
    }

    @Test func `both engines hold the same, by the digest of every table`() throws {
        let digests = try Engine.here.map { engine in
            let fixture = try Fixture(engine)
            try fixture.publish(1)
            return try fixture.store.snapshot().tableDigests()
        }
        #expect(digests.allSatisfy { $0 == digests[0] })
    }
}
