import Dispatch
import Domain
import Foundation
import Store
import Tables

/// A store in a folder of its own that goes away with it, with small runs in which every figure tells the run.
final class PublishedShop: Sendable {
    static let tenant = "default"
    static let pipeline = "nightly"
    /// The id of the run that `publish(1)` makes first.
    static let firstRun = "20260922T141320Z"

    let root = NSTemporaryDirectory() + "quimbi-read-api-" + UUID().uuidString
    let address: StoreAddress
    let store: RunStore
    let keys: KeyStore

    var reports: String { root + "/reports" }

    /// Over a database that is ready for the pipeline; by default over a folder.
    init(_ address: StoreAddress? = nil) throws {
        self.address = address ?? .folder(root)
        store = try RunStore(self.address, tenant: Self.tenant, pipeline: Self.pipeline)
        keys = try KeyStore(self.address, tenant: Self.tenant)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Publishes a run of `customers` customers whose every average order value is `figure`.
    ///
    /// It waits for the disk, and so does it off the shared pool: the server under test needs its threads.
    @discardableResult
    func publish(
        _ figure: Int, customers: Int = 12, predicted: Bool = false, events: [StoredEvent] = []
    ) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { [self] in
                continuation.resume(with: Result { try publishBlocking(figure, customers, predicted, events) })
            }
        }
    }

    private func publishBlocking(
        _ figure: Int, _ customers: Int, _ predicted: Bool, _ events: [StoredEvent]
    ) throws -> String {
        let now = Instant(secondsSince1970: 1_790_000_000).adding(days: figure)
        let lock = try store.acquireLock(holder: "the test", at: now)
        let draft = try store.beginRun(codeVersion: "1", configDigest: "c", at: now, under: lock)
        let stages: [StageFile] = [.segments, .profiles, .cohorts, .affinity, .clocks, .support, .checks]
        for stage in stages + (predicted ? [.lifetime, .churn, .actions, .changes] : []) {
            let writer = try draft.writer(for: stage)
            for table in ShopTables(figure: figure, customers: customers, isPredicted: predicted).tables(of: stage) {
                try writer.append(table)
            }
            try writer.finish(digest: nil)
        }
        var result = RunResult()
        result.asOf = now
        result.totals = #"{"customers":\#(customers)}"#
        result.inputDigest = "i"
        result.events = events
        try writeReport(
            "sla", #"{"header":{},"policies":[{"name":"urgent","met":3}],"breaches":[],"at_risk":[],"trend":[]}"#,
            run: draft.id.text)
        try writeReport(
            "agents", #"{"header":{},"team":null,"leaderboards":{"sla_compliance":[{"agent_id":"anna"}]}}"#,
            run: draft.id.text)
        try writeReport("segments", #"{"header":{"run_id":"\#(draft.id)"},"axes":[]}"#, run: draft.id.text)
        try store.publish(draft, result, at: now)
        return draft.id.text
    }

    /// Removes the files of all runs but the last ones, and tells whose went.
    func prune(keepRuns: Int) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { [store] in
                continuation.resume(
                    with: Result {
                        let lock = try store.acquireLock(
                            holder: "the test", at: Instant(secondsSince1970: 1_790_000_000))
                        return try store.prune(keepRuns: keepRuns, under: lock).map(\.text)
                    })
            }
        }
    }

    /// Ends a run as one that its checks held back.
    func holdBack(_ figure: Int) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global().async { [self] in
                continuation.resume(
                    with: Result {
                        let now = Instant(secondsSince1970: 1_790_000_000).adding(days: figure)
                        let lock = try store.acquireLock(holder: "the test", at: now)
                        let draft = try store.beginRun(codeVersion: "1", configDigest: "c", at: now, under: lock)
                        try store.close(draft, as: .heldBack, reason: "a check failed", at: now)
                    })
            }
        }
    }

    func key(_ scope: APIKey.Scope = .read, rate: Int = 0) throws -> String {
        try keys.create(scope: scope, rate: rate, at: Instant(secondsSince1970: 1_790_000_000)).text
    }

    private func writeReport(_ name: String, _ text: String, run: String) throws {
        try FileManager.default.createDirectory(atPath: "\(reports)/\(run)", withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: "\(reports)/\(run)/\(name).json"))
    }
}

/// The tables of a run.
private struct ShopTables {
    let figure: Int
    let customers: Int
    let isPredicted: Bool

    func tables(of stage: StageFile) -> [Table] {
        switch stage {
        case .segments: [segments, definitions, archetypes]
        case .profiles: [profiles]
        case .cohorts: [cohorts, insights]
        case .affinity: [rules, sequences, crossSell]
        case .lifetime: [forecasts]
        case .churn: [churn]
        case .actions: [actions]
        case .changes: [changes]
        case .clocks:
            [
                slaStatus,
                table(
                    TicketMetricsTable.table, rows: 1,
                    [
                        "ticket_id": text(["t1"]), "timeline": text(["[]"]),
                        "slices": text([#"{"first_reply":[["a","b","counted"]]}"#]),
                    ]),
            ]
        case .support: [agentDays, queue]
        case .checks: [cohortChanges]
        default: []
        }
    }

    private var ids: [String] {
        (0..<customers).map { row in
            let digits = String(row)
            return "c" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }

    /// A table with `values` where they are given, and otherwise with a value of the column's kind that needs no thought.
    private func table(_ schema: TableSchema, rows: Int, _ values: [String: ColumnValues]) -> Table {
        Table(schema) { column in
            if let given = values[column.name] { return given }
            return switch column.kind {
            case .text: .text(TextColumn(repeating: column.isNullable ? nil : "{}", count: rows))
            case .integer: .integer([Int64](repeating: 1, count: rows))
            case .real: .real([Double](repeating: column.isNullable ? .nan : 0.5, count: rows))
            }
        }
    }

    private func text(_ values: [String]) -> ColumnValues { .text(TextColumn(values.map(Optional.some))) }

    private var profiles: Table {
        var values: [String: ColumnValues] = [
            "customer_id": text(ids),
            "archetype_l1_id": text(ids.indices.map { $0 % 2 == 0 ? "aaaa" : "bbbb" }),
            "archetype_l1_name": text(ids.map { _ in "Steady" }),
            "dominant_segments": text(ids.map { _ in #"{"purchase_value":"high_value"}"# }),
            "membership_strengths": text(ids.map { _ in #"{"purchase_value":"strong"}"# }),
            // Pairs of equal values, so that a page's end may fall between them.
            "lifetime_value": .real(ids.indices.map { Double($0 / 2) + 0.129 }),
            "avg_order_value": .real(ids.map { _ in Double(figure) }),
            "total_orders": .integer(ids.map { _ in Int64(figure) }),
            "communication_guidance": text(ids.map { _ in #"["Be brief."]"# }),
            "stage": text(ids.map { _ in "established" }),
        ]
        if isPredicted {
            values["churn_risk_score"] = .real(ids.map { _ in 0.25 })
            values["churn_risk_level"] = text(ids.map { _ in "low" })
            values["ltv_12m"] = .real(ids.map { _ in 99.5 })
        }
        return table(CustomerProfilesTable.table, rows: customers, values)
    }

    /// Month m is expected to bring the total to m + 0.5, between m and 2 m; the last customer has not ordered yet.
    private var forecasts: Table {
        func series(_ value: (Int) -> Double) -> ColumnValues {
            let json = "[" + (1...36).map { "\(value($0))" }.joined(separator: ",") + "]"
            return .text(TextColumn(ids.indices.map { $0 + 1 < customers ? json : nil }))
        }
        return table(
            LTVForecastsTable.table, rows: customers,
            [
                "customer_id": text(ids), "expected_value": series { Double($0) + 0.5 }, "lower": series { Double($0) },
                "upper": series { Double(2 * $0) }, "expected_orders": series { Double($0) / 4 },
                "p_alive": .real(ids.indices.map { $0 + 1 < customers ? 0.75 : .nan }),
                "reason": .text(TextColumn(ids.indices.map { $0 + 1 < customers ? nil : "not ordered yet" })),
            ])
    }

    /// The last customer has not ordered yet.
    private var churn: Table {
        let known = ids.indices.map { $0 + 1 < customers }
        func column(_ value: Double) -> ColumnValues { .real(known.map { $0 ? value : .nan }) }
        let factor =
            #"[{"contribution":-0.5,"direction":"lowers","factor":"recency_days","impact":"medium","median":45,"#
            + #""text":"days since the last order: 3 (median 45)","unit":"days","value":3}]"#
        return table(
            ChurnScoresTable.table, rows: customers,
            [
                "customer_id": text(ids), "probability": column(0.25),
                "level": text(known.map { $0 ? "low" : "unknown" }),
                "horizon_days": .integer(known.map { _ in 90 }), "value_at_stake": column(40), "base": column(-0.6),
                "rank": .integer(known.indices.map { known[$0] ? Int64($0 + 1) : .min }),
                "contributions": .text(TextColumn(known.map { $0 ? #"{"recency_days":-0.5}"# : nil })),
                "factors": .text(TextColumn(known.map { $0 ? factor : nil })),
                "reason": .text(TextColumn(known.map { $0 ? nil : "not ordered yet" })),
            ])
    }

    private var actions: Table {
        table(
            NextBestActionsTable.table, rows: customers,
            [
                "customer_id": text(ids), "action": text(ids.map { _ in "greeting" }),
                "urgency": text(ids.map { _ in "low" }), "text": text(ids.map { _ in "Say hello." }),
                "reason": text(ids.map { _ in "2 orders" }),
                "scenarios": text(ids.map { _ in #"["support_ticket"]"# }),
                "value_at_stake": .real(ids.map { _ in 40 }),
                "retention_effect": .real(ids.map { _ in 0.1 }), "cost": .real(ids.map { _ in 1 }),
                "expected_revenue": .real(ids.map { _ in 4 }), "expected_value": .real(ids.map { _ in 3 }),
            ])
    }

    private var changes: Table {
        table(
            ChangesTable.table, rows: 3,
            [
                "customer_id": text(Array(ids.prefix(3))), "kind": text(["changed", "changed", "appeared"]),
                "cause": text(["new_data", "time", "new_data"]),
                "fields": text([
                    #"[{"cause":"new_data","field":"total_orders","new":"2","old":"1"}]"#,
                    #"[{"cause":"time","field":"stage","new":"mature","old":"established"}]"#, "[]",
                ]),
            ])
    }

    private var segments: Table {
        let names = text(ids.indices.map { $0 % 3 == 0 ? "high_value" : "low_value" })
        let axes = Dictionary(uniqueKeysWithValues: Axis.allCases.map { ($0.rawValue, names) })
        return table(CustomerSegmentsTable.table, rows: customers, axes.merging(["customer_id": text(ids)]) { $1 })
    }

    private var definitions: Table {
        table(
            SegmentDefinitionsTable.table, rows: 2,
            [
                "axis": text(["purchase_value", "purchase_value"]), "segment_id": text(["s1", "s2"]),
                "name": text(["low_value", "high_value"]), "position": .integer([1, 2]),
                "since": text(["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"]),
            ])
    }

    private var archetypes: Table {
        table(
            ArchetypesTable.table, rows: 2,
            ["level": .integer([1, 1]), "archetype_id": text(["aaaa", "bbbb"]), "name": text(["Steady", "Rare"])])
    }

    private var insights: Table {
        table(
            CohortInsightsTable.table, rows: 1,
            [
                "granularity": text(["month"]), "metric": text(["revenue"]), "cohort": text(["2026-02"]),
                "text": text(["February stands out."]),
            ])
    }

    private var cohortChanges: Table {
        table(
            CohortChangesTable.table, rows: 2,
            [
                "rank": .integer([1, 2]), "granularity": text(["month", "month"]),
                "cohort": text(["2026-01", "2025-01"]),
                "cause": text(["late_data", "late_data"]), "revenue_after": .real([12.345, 1]),
            ])
    }

    private var rules: Table {
        table(
            AffinityRulesTable.table, rows: 3,
            [
                "level": text(["product", "product", "category"]), "window": text(["all", "all", "all"]),
                "rank": .integer([1, 2, 1]), "antecedent": text([#"["tea"]"#, #"["cup","tea"]"#, #"["hot"]"#]),
                "consequent": text([#"["cup"]"#, #"["milk"]"#, #"["cold"]"#]), "confidence": .real([0.75, 0.25, 0.5]),
                "antecedent_product": .text(TextColumn(["tea", nil, "hot"])),
            ])
    }

    private var sequences: Table {
        table(
            ProductSequencesTable.table, rows: 2,
            [
                "rank": .integer([1, 2]), "items": text([#"["tea","milk"]"#, #"["cup","tea"]"#]),
                "first_product": text(["tea", "cup"]),
            ])
    }

    private var crossSell: Table {
        table(
            CrossSellTable.table, rows: customers,
            ["customer_id": text(ids), "products": text(ids.map { _ in #"[{"product_id":"milk"}]"# })])
    }

    private var slaStatus: Table {
        table(
            SLAStatusTable.table, rows: 5,
            [
                "ticket_id": text(["t1", "t1", "t2", "t2", "t3"]),
                "target": text(["first_response", "resolution", "first_response", "resolution", "first_response"]),
                "status": text(["met", "within", "breached", "breached", "breached"]),
                "remaining_seconds": .integer([9, 9, -50, -10, -50]),
                "slices": text([#"[["a","b","counted"]]"#, "[]", "[]", "[]", "[]"]),
            ])
    }

    private var agentDays: Table {
        table(
            AgentMetricsTable.daily, rows: 2,
            ["agent_id": text(["anna", "anna"]), "period": text(["2026-03-02", "2026-03-03"])])
    }

    private var queue: Table {
        table(
            TicketQueueTable.table, rows: 3,
            [
                "rank": .integer([1, 2, 3]), "ticket_id": text(["t1", "t2", "t3"]),
                "keywords": text(["[]", "[]", "[]"]),
                "assignee_id": .text(TextColumn(["anna", nil, "ben"])),
                "suggested_agent_id": .text(TextColumn(["ben", "anna", "anna"])),
            ])
    }

    private var cohorts: Table {
        let labels = ["2026-01", "2026-01", "2026-02", "2026-03"]
        return table(
            CohortsTable.table, rows: 4,
            [
                "granularity": text(labels.map { _ in "month" }), "cohort": text(labels),
                "period": .integer([0, 1, 0, 0]), "metric": text(labels.map { _ in "revenue" }),
                "breakdown": text(labels.map { _ in "" }), "value": .real([10.126, 5, 7, .nan]),
                "is_complete": .integer([1, 0, 1, 1]),
            ])
    }
}
