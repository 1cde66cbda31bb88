import Analytics
import Domain
import Foundation
import Reports
import Testing

struct TierTests {
    /// Vip customers are promised an hour, the rest eight; whose tier nobody knew is one of the rest.
    @Test func `a policy that asks for a tier holds for tickets of it alone`() {
        var (vip, rest) = (ServicePolicy(name: "vip"), ServicePolicy(name: "rest"))
        (vip.tier, vip.targets, rest.targets) = ("vip", [3_600, nil, nil], [28_800, nil, nil])
        var agreement = ServiceAgreement(policies: [vip, rest])
        agreement.tiers = [CustomerTier(name: "vip", above: 1_000), CustomerTier(name: "plus", above: 500)]
        func policies(_ tiers: [Int8]) -> [String?] {
            var desk = SupportShop(asOf: "Mon 12:00")
            for _ in 0..<3 { desk.add("Mon 09:00", []) }
            desk.shop.tickets.tier = tiers
            return TicketClocks(of: desk.shop, agreement, jobs: 1).statusTable(0..<3).texts("policy")
        }
        #expect(policies([0, 1, -1]) == ["vip", "rest", "rest"])
        #expect(policies([]) == ["rest", "rest", "rest"])
    }

    /// One customer, worth 2,000 and likely to leave, whose first answer took an hour and who still waits after three.
    @Test func `waiting and broken promises stand by how much customers matter`() throws {
        var desk = SupportShop(asOf: "Mon 12:00")
        desk.add("Mon 09:00", ["Mon 10:00 anna message"])
        desk.shop.tickets.customer = [0]
        desk.shop.customers.ids = StringTable(["a", "b"])
        desk.shop.customers.ticketStart = [0, 1, 1]
        let support = SupportAnalysis(TicketClocks(of: desk.shop, ServiceAgreement(), jobs: 1), jobs: 1)
        let values = CustomerValues(
            lifetimeValue: [2_000, 100], churnRisk: [0.9, 0.1],
            segments: CustomerGroups(names: ["budget", "vip"], ofCustomer: [1, 0]))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(SupportReport(support, values)), as: UTF8.self)
        #expect(text.contains(#""churn_risk":0.9,"customer_id":"a","open_tickets":1"#))
        #expect(
            text.contains(#""name":"above_1000","tickets":1,"unresolved":1,"wait_mean_hours":3,"wait_median_hours":3"#))
        #expect(text.contains(#""first_reply_median_hours":1,"judged":1,"name":"vip","tickets":1"#))
    }
}
