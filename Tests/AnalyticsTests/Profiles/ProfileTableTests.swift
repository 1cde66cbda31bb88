import Analytics
import Domain
import Tables
import Testing

struct ProfileTableTests {
    /// Three customers: a regular with two observed axes, one order of today, and nobody's orders.
    private let inputs: ProfileInputs = {
        let asOf = Instant(secondsSince1970: 1_700_000_000)
        var summaries = CustomerSummaries()
        summaries.orders = [9, 1, 0]
        summaries.net = [9_000_050, 123_400, 0]
        summaries.gross = [9_000_050, 123_400, 0]
        summaries.firstOrderAt = [
            asOf.adding(days: -400).microseconds, asOf.microseconds - 5, Instant.missing,
        ]
        summaries.lastOrderAt = [asOf.adding(days: -10).microseconds - 1, asOf.microseconds - 5, Instant.missing]
        summaries.tickets = [2, 0, 1]
        return ProfileInputs(
            asOf: asOf, ids: StringTable(["a", "b", "c"]), summaries: summaries,
            levelOne: ProfileArchetypes(ids: ["arch_1"], names: ["regular"], ofCustomer: [0, -1, -1]),
            levelTwo: ProfileArchetypes(ids: ["arch_2"], names: ["regular, loyal"], ofCustomer: [0, -1, -1]),
            segments: [
                ProfileSegments(
                    axis: .purchaseValue, names: ["low_value", "high_value"], dominant: [1, 0, -1],
                    strength: [.strong, .weak, nil]),
                ProfileSegments(
                    axis: .returnBehavior, names: ["keeper"], dominant: [0, -1, -1], strength: [.balanced, nil, nil]),
            ])
    }()

    private func texts(_ table: Table, _ column: String) -> [String?] {
        guard case .text(let values)? = table[named: column] else { return [] }
        return (0..<values.count).map { values[$0] }
    }

    private func integers(_ table: Table, _ column: String) -> [Int64] {
        guard case .integer(let values)? = table[named: column] else { return [] }
        return values
    }

    private func reals(_ table: Table, _ column: String) -> [Double] {
        guard case .real(let values)? = table[named: column] else { return [] }
        return values
    }

    @Test func `figures come from the summaries, and nobody's are missing`() {
        let table = ProfileTable.part(0..<3, of: inputs)
        #expect(table.schema === CustomerProfilesTable.table)
        #expect(texts(table, "customer_id") == ["a", "b", "c"])
        #expect(reals(table, "lifetime_value") == [900.005, 12.34, 0])
        #expect(integers(table, "total_orders") == [9, 1, 0])
        #expect(reals(table, "avg_order_value")[1] == 12.34 && reals(table, "avg_order_value")[2].isNaN)
        #expect(integers(table, "days_since_last_purchase") == [10, 0, .min])
        #expect(integers(table, "customer_tenure_days") == [400, 1, .min])
        #expect(integers(table, "total_tickets") == [2, 0, 1])
        #expect(texts(table, "stage") == ["mature", "cold_start", "cold_start"])
    }

    @Test func `instants read as everywhere else`() {
        let table = ProfileTable.part(0..<3, of: inputs)
        let expected = inputs.summaries.lastOrderAt.map { microseconds -> String? in
            microseconds == Instant.missing ? nil : Instant(microseconds: microseconds).description
        }
        #expect(texts(table, "last_order_at") == expected)
        #expect(texts(table, "first_order_at")[0] == "2022-10-10T22:13:20Z")
    }

    @Test func `segments name every axis, strengths the observed ones`() {
        let table = ProfileTable.part(0..<3, of: inputs)
        let segments = texts(table, "dominant_segments")
        #expect(segments[0]?.contains(#""purchase_value":"high_value""#) == true)
        #expect(segments[1]?.contains(#""return_behavior":"unobserved""#) == true)
        #expect(segments.allSatisfy { $0?.split(separator: ",").count == Axis.allCases.count })
        #expect(
            texts(table, "membership_strengths")
                == [#"{"purchase_value":"strong","return_behavior":"balanced"}"#, #"{"purchase_value":"weak"}"#, "{}"])
    }

    @Test func `archetypes and predictions that do not exist are missing`() {
        let table = ProfileTable.part(0..<3, of: inputs)
        #expect(texts(table, "archetype_l1_id") == ["arch_1", nil, nil])
        #expect(texts(table, "archetype_l2_name") == ["regular, loyal", nil, nil])
        for column in ["churn_risk_score", "p_alive", "ltv_12m", "ltv_12m_lower", "ltv_12m_upper"] {
            #expect(reals(table, column).count == 3 && reals(table, column).allSatisfy(\.isNaN))
        }
        #expect(texts(table, "next_order_expected_on") == [nil, nil, nil])
        #expect(texts(table, "communication_guidance") == ["[]", "[]", "[]"])
    }

    @Test func `parts follow each other as the whole does`() {
        let whole = ProfileTable.part(0..<3, of: inputs)
        let last = ProfileTable.part(1..<3, of: inputs)
        for column in ["customer_id", "dominant_segments", "membership_strengths", "first_order_at", "stage"] {
            #expect(texts(whole, column).dropFirst() == texts(last, column)[...])
        }
    }

    @Test(arguments: [
        (0, 0.0, CustomerStage.coldStart), (1, 900, .coldStart), (2, 900, .warmingUp), (3, 89.9, .warmingUp),
        (3, 90, .established), (7, 900, .established), (8, 364.9, .established), (8, 365, .mature),
        (50, 30, .warmingUp),
    ])
    func `stages follow orders and time`(orders: Int, days: Double, stage: CustomerStage) {
        #expect(CustomerStage(orders: orders, tenureDays: days) == stage)
    }
}
