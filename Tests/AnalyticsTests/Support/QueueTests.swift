import Analytics
import Domain
import Foundation
import Reports
import Tables
import Testing

struct QueueTests {
    /// Worked by hand; now is Thursday 09:00.
    ///
    /// Urgent of Thursday 08:45: 100, half of the 30 minutes used: 30. Normal of
    /// Monday 09:00 with an answer and pending: 50, more than 48 h old: 80, its resolution 1 of 48 h used: 1.25.
    @Test func `scores are the sums of their parts`() {
        var shop = SupportShop(asOf: "Thu 09:00")
        shop.add("Thu 08:45", [], priority: .urgent)
        shop.add("Mon 09:00", ["Mon 10:00 anna message", "Mon 10:00 anna status pending"])
        shop.add("Mon 09:00", ["Mon 10:00 anna status resolved"])
        let clocks = TicketClocks(of: shop.shop, ServiceAgreement(), jobs: 1)
        let queue = SupportAnalysis(clocks, jobs: 1).queueTable(CustomerValues())
        #expect(queue.texts("ticket_id") == ["T1", "T0"])
        #expect(queue.reals("priority_score") == [50, 100])
        #expect(queue.reals("age_score") == [80, 0])
        #expect(queue.reals("sla_score") == [1.25, 30])
        #expect(queue.reals("score") == [131.25, 130])
        #expect(queue.reals("value_score").allSatisfy(\.isNaN) && queue.reals("churn_score").allSatisfy(\.isNaN))
        #expect(queue.texts("suggested_agent_id") == [nil, nil])
    }

    @Test(arguments: [(500.0, 0.5, 0.0, 0.0), (501, 0.51, 25, 20), (1_001, 0.71, 50, 40)])
    func `value and churn add their steps where they are known`(
        value: Double, churn: Double, valueScore: Double, churnScore: Double
    ) {
        var shop = SupportShop(asOf: "Mon 09:00")
        shop.add("Mon 09:00", [])
        let support = SupportAnalysis(TicketClocks(of: shop.shop, ServiceAgreement(), jobs: 1), jobs: 1)
        let queue = support.queueTable(CustomerValues(lifetimeValue: [value], churnRisk: [churn]))
        #expect(queue.reals("value_score") == [valueScore] && queue.reals("churn_score") == [churnScore])
    }

    /// Anna has one free slot of two and knows billing (10 + 30), Ben three free slots (30).
    ///
    /// So Anna takes billing, Ben the rest. A supervisor (50) goes before both where the customer is worth it.
    @Test func `the suggested agent has free slots, the knowledge, and the standing`() {
        func suggested(category: Int32, worth: Double) -> String? {
            var desk = SupportShop(asOf: "Mon 12:00")
            desk.add("Mon 09:00", [], summary: .init(assignee: 0))
            desk.add("Mon 10:00", [], summary: .init(category: category))
            desk.shop.agents.capacity = [2, 3]
            desk.shop.agents.specializations = StringTable(["billing;returns", ""])
            desk.shop.agents.roles = StringTable(["agent", "supervisor"])
            let support = SupportAnalysis(TicketClocks(of: desk.shop, ServiceAgreement(), jobs: 1), jobs: 1)
            let queue = support.queueTable(CustomerValues(lifetimeValue: [worth], churnRisk: [.nan]))
            return queue.texts("suggested_agent_id")[queue.texts("ticket_id").firstIndex(of: "T1") ?? 0]
        }
        #expect(suggested(category: 0, worth: 10) == "anna")
        #expect(suggested(category: 1, worth: 10) == "ben")
        #expect(suggested(category: 0, worth: 2_000) == "ben")
    }

    /// The second rule's 15 points for T0; T1 fulfils none, and a desk without subjects knows of none.
    @Test func `keyword rules add their boosts, and all weights can be set`() {
        var shop = SupportShop(asOf: "Mon 09:00")
        shop.add("Mon 09:00", [], priority: .low)
        shop.add("Mon 09:00", [], priority: .high)
        let clocks = { TicketClocks(of: shop.shop, ServiceAgreement(), jobs: 1) }
        var weights = QueueWeights()
        weights.priority = [1, 2, 3, 4]
        weights.value = [.init(above: 10, points: 7)]
        weights.keywords = [
            .init(name: "vip", keywords: ["press"], boost: 30),
            .init(name: "time_sensitive", keywords: ["now"], boost: 15),
        ]
        let values = CustomerValues(lifetimeValue: [11], churnRisk: [0.9])
        let plain = SupportAnalysis(clocks(), jobs: 1).queueTable(values, weights)
        #expect(plain.reals("keyword_score").allSatisfy(\.isNaN) && plain.texts("keywords") == ["[]", "[]"])
        shop.shop.tickets.keywords = [0b10, 0]
        let queue = SupportAnalysis(clocks(), jobs: 1).queueTable(values, weights)
        #expect(queue.texts("ticket_id") == ["T0", "T1"])
        #expect(queue.reals("keyword_score") == [15, 0])
        #expect(queue.texts("keywords") == ["[\"time_sensitive\"]", "[]"])
        #expect(queue.reals("score") == [63, 50])  // 1 + 7 + 40 + 15, 3 + 7 + 40
    }

    /// Anna is away and Ben went offline at noon; Anna's two free slots (20) would lose to Ben's three.
    @Test func `whoever is offline is not suggested`() {
        var desk = SupportShop(asOf: "Mon 12:00")
        desk.add("Mon 10:00", [])
        desk.shop.agents.capacity = [2, 3]
        desk.shop.has.presence = true
        desk.addPresence(0, "Mon 09:00", nil, .away)
        desk.addPresence(1, "Mon 09:00", "Mon 11:59", .online)
        let support = SupportAnalysis(TicketClocks(of: desk.shop, ServiceAgreement(), jobs: 1), jobs: 1)
        let queue = support.queueTable(CustomerValues())
        #expect(queue.texts("suggested_agent_id") == ["anna"])
        #expect(
            queue.texts("suggestion") == [
                "{\"free_slots\":2,\"presence\":\"away\",\"score\":20,\"specialized\":false,\"supervisor\":false}"
            ])
    }

    /// Both have two free slots; Ben's note is the older one.
    @Test func `of two agents alike the one who has rested longer is suggested`() {
        var desk = SupportShop(asOf: "Mon 12:00")
        desk.add("Mon 09:00", ["Mon 10:00 ben note", "Mon 11:00 anna note"])
        desk.shop.agents.capacity = [2, 2]
        let support = SupportAnalysis(TicketClocks(of: desk.shop, ServiceAgreement(), jobs: 1), jobs: 1)
        #expect(support.queueTable(CustomerValues()).texts("suggested_agent_id") == ["ben"])
    }

    /// Anna: Monday 22:00 to Tuesday 02:30, the middle of it said twice, an hour away, then busy from 09:00 until now (12:00).
    @Test func `online minutes are those at work, by local day`() {
        var desk = SupportShop(asOf: "Tue 12:00")
        desk.add("Mon 10:00", ["Mon 10:00 robot assign anna", "Tue 10:00 anna status resolved"])
        desk.shop.has.presence = true
        desk.addPresence(0, "Mon 22:00", "Tue 02:00", .online)
        desk.addPresence(0, "Mon 23:00", "Tue 02:30", .busy)
        desk.addPresence(0, "Tue 08:00", "Tue 09:00", .away)
        desk.addPresence(0, "Tue 09:00", nil, .busy)
        let support = SupportAnalysis(TicketClocks(of: desk.shop, ServiceAgreement(), jobs: 1), jobs: 1)
        let days = support.agentTable(AgentMetricsTable.daily)
        #expect(days.texts("period") == ["2026-03-02", "2026-03-03"])
        #expect(days.reals("online_minutes") == [120, 330])
        #expect(days.reals("resolved_per_online_hour") == [0, 1 / 5.5])
    }

    /// Anna opens hers with a first answer after 30 minutes, hands one over to Ben, who resolves it late and has it back.
    @Test func `agents' days tell who did what`() {
        var shop = SupportShop(asOf: "Wed 20:00")
        shop.add(
            "Mon 09:00",
            [
                "Mon 09:00 robot assign anna", "Mon 09:30 anna message", "Mon 10:00 anna assign ben anna",
                "Mon 10:30 ben note", "Tue 11:00 ben status resolved", "Wed 09:00 customer status open",
            ], priority: .high)
        let clocks = TicketClocks(of: shop.shop, ServiceAgreement(), jobs: 1)
        let days = SupportAnalysis(clocks, jobs: 1).agentTable(AgentMetricsTable.daily)
        let keys = zip(days.texts("agent_id"), days.texts("period")).map { "\($0 ?? "") \($1 ?? "")" }
        #expect(
            keys == [
                "anna 2026-03-02", "ben 2026-03-02", "ben 2026-03-03", "ben 2026-03-04",
            ])
        #expect(days.integers("assigned") == [1, 1, 0, 0])
        #expect(days.integers("transferred_in") == [0, 1, 0, 0] && days.integers("transferred_out") == [1, 0, 0, 0])
        #expect(days.integers("first_responses") == [1, 0, 0, 0])
        #expect(days.reals("first_response_mean_seconds")[0] == 1_800)
        #expect(days.integers("notes") == [0, 1, 0, 0] && days.integers("resolved") == [0, 0, 1, 0])
        #expect(days.reals("resolution_median_seconds")[2] == 26 * 3_600)
        #expect(days.integers("reopened") == [0, 0, 0, 1] && days.integers("backlog") == [0, 1, 0, 1])
    }

    /// An hour is promised for next replies: Anna's took from 09:20 to 11:00 and was late at 10:20, Ben's half an hour; Ben's
    /// resolution, promised within 48 hours, is late on Wednesday at 09:00 and done on Thursday.
    @Test func `promises fall to whoever answered, on the day on which it was decided`() throws {
        var desk = SupportShop(asOf: "Thu 20:00")
        desk.add(
            "Mon 09:00",
            [
                "Mon 09:10 anna message", "Mon 09:20 customer message", "Mon 11:00 anna message",
                "Tue 09:00 customer message", "Tue 09:30 ben message", "Tue 09:30 robot assign ben",
                "Thu 09:00 ben status resolved",
            ])
        desk.shop.agents.teams = StringTable(["front", "back"])
        var policy = ServicePolicy(name: "all")
        policy.targets = [8 * 3_600, 3_600, 48 * 3_600]
        let clocks = TicketClocks(of: desk.shop, ServiceAgreement(policies: [policy]), jobs: 1)
        let support = SupportAnalysis(clocks, jobs: 1)
        let days = support.agentTable(AgentMetricsTable.daily)
        let rows = (0..<days.rowCount).map { row in
            "\(days.texts("agent_id")[row] ?? "") \((days.texts("period")[row] ?? "").suffix(2)) "
                + "\(days.integers("sla_met")[row]) of \(days.integers("sla_judged")[row])"
        }
        #expect(rows == ["anna 02 1 of 2", "ben 03 1 of 1", "ben 04 0 of 1", "ben 05 0 of 0"])
        let daily = support.dailyTable
        let breaches = zip(daily.texts("day"), daily.integers("breaches")).filter { $0.1 > 0 }
        #expect(breaches.map { $0.0 } == ["2026-03-02", "2026-03-04"])
        let report = try JSONSerialization.jsonObject(with: JSONEncoder().encode(ServiceReport(clocks)))
        let members = try #require(report as? [String: [[String: Any]]])
        func kept(_ list: String, _ name: String) -> [String]? {
            members[list]?.map { "\($0[name] as? String ?? "") \($0["kept"] ?? "") of \($0["judged"] ?? "")" }
        }
        #expect(kept("agents", "agent_id") == ["anna 1 of 2", "ben 1 of 2"])
        #expect(kept("teams", "team") == ["back 1 of 2", "front 1 of 2"])
        #expect(kept("trend", "day") == ["2026-03-02 1 of 2", "2026-03-03 1 of 1", "2026-03-04 0 of 1"])
    }

    @Test func `who comes back with one category within thirty days is a repeat issue`() {
        var shop = SupportShop(asOf: "Mon+9 09:00")
        for (day, category) in [("Mon", 0), ("Mon+2", 0), ("Mon+3", 1), ("Mon+8", 0)] {
            shop.add("\(day) 09:00", [], summary: .init(category: Int32(category)))
        }
        let support = SupportAnalysis(TicketClocks(of: shop.shop, ServiceAgreement(), jobs: 1), jobs: 1)
        let rows = support.repeatIssuesTable
        #expect(rows.texts("category") == ["billing"])
        #expect(rows.integers("tickets") == [2] && rows.integers("repeats") == [1])
    }
}
