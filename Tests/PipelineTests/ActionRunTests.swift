import Analytics
import Domain
import Foundation
import Ingest
import Pipeline
import Store
import Tables
import Testing

/// The catalogue that ships with the project, over a whole run.
struct ActionRunTests {
    private let place: Workplace
    private let definition: PipelineDefinition

    init() throws {
        place = try Workplace()
        var definition = try place.sample(customers: 650)
        let shipped = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "pipelines/actions.yaml").path()
        try place.write(
            "source: { path: shop }\nstages:\n  actions: { catalogue: \"\(shipped)\" }\n", to: "p.yaml")
        definition.actions = try PipelineDefinition(contentsOf: place.path + "/p.yaml").actions
        definition.guards.maxDrift = 1_000
        self.definition = definition
    }

    @Test func `the catalogue that ships is the one that holds without one`() throws {
        #expect(definition.actions == .standard)
        try place.write("source: { path: shop }\nstages: { actions: {} }\n", to: "default.yaml")
        #expect(try PipelineDefinition(contentsOf: place.path + "/default.yaml").actions == .standard)
        try place.write("{}", to: "none.yaml")
        try place.write(
            "source: { path: shop }\nstages: { actions: { catalogue: \(place.path)/none.yaml } }\n", to: "q.yaml")
        #expect(try PipelineDefinition(contentsOf: place.path + "/q.yaml").actions == ActionCatalogue())
    }

    private func night(_ asOf: String) throws -> RunOutcome {
        var request = RunRequest()
        request.asOf = .instant(try #require(Instant(iso8601: asOf)))
        let outcome = try Runner(definition, jobs: 2).run(request)
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        return outcome
    }

    private func everybody(_ reader: SnapshotReader) throws -> [CustomerProfile] {
        var query = CustomerQuery()
        query.limit = 10_000
        return try reader.customers(query).customers
    }

    @Test func `rules hold for whoever is told of them, by expected value, and guidance is of observed axes`() throws {
        let outcome = try night("2025-12-01T00:00:00Z")
        var (actions, sentences) = (Set<String>(), 0)
        try place.store(definition).snapshot(run: outcome.run).readBlocking { reader in
            for profile in try everybody(reader) {
                let rows = try reader.actions(profile.customerID)
                #expect(rows.map(\.rank) == Array(1..<rows.count + 1) && rows.count <= 3)
                #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.expectedValue ?? 0 >= $1.expectedValue ?? 0 })
                for row in rows {
                    actions.insert(row.action)
                    if let stake = row.valueAtStake, let value = row.expectedValue {
                        #expect(abs(stake * row.effect - row.cost - value) < 1e-9 && value > 0)
                    }
                }
                // The rules of the design, from the profile alone.
                let idle = (profile.daysSinceLastPurchase ?? 0) > 60
                let lost = (profile.churnRiskScore ?? 0) > 0.7 && profile.totalOrders > 1
                #expect(idle || !rows.contains { $0.action == "re_engagement" })
                #expect(lost || !rows.contains { $0.action == "win_back" })
                let guidance = try profile.communicationGuidance.decoded(as: [String].self)
                #expect(guidance.count <= 5 && Set(guidance).count == guidance.count)
                sentences += guidance.count
                let segments = try profile.dominantSegments.decoded(as: [String: String].self)
                let isFullPrice = ["full_price", "price_tolerant"].contains(segments["price_sensitivity"])
                if guidance.count < 5 {
                    #expect(isFullPrice == guidance.contains("Speak of quality rather than of discounts."))
                }
            }
        }
        #expect(actions.contains("re_engagement") && sentences > 0)
    }

    /// The oracle of what is new are the orders of the source between the two instants.
    @Test func `changes are of those who changed, with their cause, and tell what happened`() throws {
        let (first, second) = (try night("2025-11-20T00:00:00Z"), try night("2025-11-25T00:00:00Z"))
        let store = try place.store(definition)
        let fresh = try buyers(from: "2025-11-20T00:00:00Z", to: "2025-11-25T00:00:00Z")
        let earlier = try buyers(from: "", to: "2025-11-20T00:00:00Z")
        let rows = try store.snapshot().readBlocking { try $0.changes(after: "", limit: 100_000) }
        let ordered = try rows.filter { row in
            try row.fields.decoded(as: [[String: String?]].self).contains {
                $0["field"] == "total_orders" && $0["cause"] == "new_data"
            }
        }
        let appeared = Set(rows.filter { $0.kind == "appeared" }.map(\.customerID))
        // Who had no order but was known by a row of customers or a ticket has changed, and has not appeared.
        #expect(Set(ordered.map(\.customerID)) == fresh.subtracting(appeared) && appeared.isDisjoint(with: earlier))
        #expect(!ordered.isEmpty && rows.allSatisfy { $0.cause != "model" && $0.cause != "configuration" })
        #expect(try store.line(after: first.run, through: second.run) == [second.run])
        #expect(try store.snapshot(run: first.run).readBlocking { try $0.changes(after: "", limit: 10) }.isEmpty)
        // Nobody changes on a night that knows nothing new.
        let third = try night("2025-11-25T00:00:00Z")
        #expect(try store.snapshot(run: third.run).readBlocking { try $0.changes(after: "", limit: 10) }.isEmpty)
        let kinds = Set(try store.events(after: 0, limit: 100_000).map(\.event.kind))
        #expect(kinds.isSubset(of: ["segment_changed", "churn_alert", "high_value_customer", "sla_breach"]))
        #expect(kinds.contains("sla_breach") || kinds.contains("segment_changed"))
    }

    @Test func `an old order that comes late is told as late`() throws {
        _ = try night("2025-11-20T00:00:00Z")
        let orders = place.path + "/shop/orders.csv"
        var lines = try String(contentsOfFile: orders, encoding: .utf8).split(separator: "\n").map(String.init)
        let header = lines[0].split(separator: ",").map(String.init)
        let (id, customer) = (
            try #require(header.firstIndex(of: "order_id")), try #require(header.firstIndex(of: "customer_id"))
        )
        let old = try #require(lines.dropFirst().first { $0.contains(",2025-0") && !$0.contains("\"") })
        var cells = old.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        try #require(!cells[customer].isEmpty)
        cells[id] = "late-1"
        lines.append(cells.joined(separator: ","))
        try (lines.joined(separator: "\n") + "\n").write(toFile: orders, atomically: true, encoding: .utf8)
        _ = try night("2025-11-20T00:00:00Z")
        let rows = try place.store(definition).snapshot().readBlocking { try $0.changes(after: "", limit: 100_000) }
        let late = try #require(rows.first { $0.customerID == cells[customer] })
        #expect(late.kind == "changed" && late.cause == "late_data")
        #expect(!rows.contains { ["new_data", "time"].contains($0.cause) })
    }

    /// Customers with an order in a stretch of time; what was cancelled is none.
    private func buyers(from start: String, to end: String) throws -> Set<String> {
        let lines = try String(contentsOfFile: place.path + "/shop/orders.csv", encoding: .utf8).split(separator: "\n")
        let header = lines[0].split(separator: ",").map(String.init)
        let (customer, at) = (
            try #require(header.firstIndex(of: "customer_id")), try #require(header.firstIndex(of: "ordered_at"))
        )
        var found: Set<String> = []
        for line in lines.dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells[at] >= start, cells[at] < end, !cells[customer].isEmpty, !cells.contains("cancelled") else {
                continue
            }
            found.insert(cells[customer])
        }
        return found
    }

    @Test(arguments: [
        "actions: [{ action: a, text: t, effect: { assumed: 2 }, when: { churn_risk: { above: 0.7 } } }]",
        "actions: [{ action: a, text: t, effect: { assumed: 0.1 }, when: { churn_rsk: { above: 0.7 } } }]",
        "actions: [{ action: a, text: t, effect: { assumed: 0.1 } }]",
        "guidance: [{ say: t, when: { segments: { price: [deal_hunter] } } }]",
    ])
    func `a catalogue that makes no sense is refused`(text: String) throws {
        try place.write(text + "\n", to: "wrong.yaml")
        try place.write(
            "source: { path: shop }\nstages:\n  actions: { catalogue: \(place.path)/wrong.yaml }\n", to: "q.yaml")
        #expect(throws: ConfigurationError.self) { try PipelineDefinition(contentsOf: place.path + "/q.yaml") }
    }
}
