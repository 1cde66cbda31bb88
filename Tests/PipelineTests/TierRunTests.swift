import Analytics
import Domain
import Foundation
import Pipeline
import Store
import Tables
import Testing

struct TierRunTests {
    /// Two nights, two months apart: a ticket of the time between them belongs to the tier that the first night saw, an
    /// older one to none.
    @Test func `a policy for a tier holds by what history knew when the ticket was created`() throws {
        let place = try Workplace()
        var definition = try place.sample(customers: 1_500)
        definition.guards.maxDrift = 1_000
        var vip = ServicePolicy(name: "for-vip")
        (vip.tier, vip.targets) = ("vip", [3_600, nil, nil])
        definition.support.policies.insert(vip, at: 0)
        definition.support.tiers = [CustomerTier(name: "vip", above: 300)]
        let then = try #require(Instant(iso8601: "2025-11-01T00:00:00Z"))
        var request = RunRequest()
        request.asOf = .instant(then)
        let first = try Runner(definition, jobs: 2).run(request)
        #expect(first.state == .published, "\(first.holdBackReason ?? "")")
        #expect(try policies(place.store(definition).snapshot()).allSatisfy { $0.policy != "for-vip" })
        let second = try Runner(definition, jobs: 2).run()
        #expect(second.state == .published, "\(second.holdBackReason ?? "")")
        let snapshot = try place.store(definition).snapshot()
        let frame = try #require(try snapshot.historyFrame(asOf: then))
        let ids = (0..<frame.customerIDs.count).map { frame.customerIDs[$0] ?? "" }
        let values = Dictionary(uniqueKeysWithValues: zip(ids, frame.ltv12m))
        var seen = [true: 0, false: 0]
        for target in try policies(snapshot) {
            let worth = target.started >= then.description ? values[target.customer] ?? .nan : .nan
            #expect((target.policy == "for-vip") == (worth > 300), "\(target)")
            seen[worth > 300, default: 0] += 1
        }
        #expect((seen[true] ?? 0) > 5 && (seen[false] ?? 0) > 100)
    }

    private struct Target {
        let policy, started, customer: String
    }

    /// Of every first response and resolution.
    private func policies(_ snapshot: Snapshot) throws -> [Target] {
        try snapshot.readBlocking { reader in
            let rows = try ServiceStatus.allCases.flatMap { try reader.targets($0.name, after: nil, limit: 100_000) }
            return try rows.map { row in
                let customer = try reader.ticketMetrics(row.ticketID)?.customerID
                return Target(policy: row.policy, started: row.startedAt, customer: customer ?? "")
            }
        }
    }
}
