package import Domain
internal import Kernels

/// What the desk's own columns say of its tickets, whatever the clocks found.
package struct DeskWord: Codable, Equatable, Sendable {
    package let tickets, events: Int
    /// Tickets of which the desk says that it kept or broke its promise; `nil` where it says nothing of any.
    package let slaMet, slaMissed: Int?
    /// Tickets that were given to somebody else, or opened again, at least once; `nil` where the desk does not count.
    package let reassigned, reopened: Int?
    /// Hours from creation to `resolved_at`, of the tickets that have one.
    package let resolved: Int
    package let meanHours, medianHours: Double?

    private enum CodingKeys: String, CodingKey {
        case tickets, events, reassigned, reopened, resolved
        case slaMet = "sla_met"
        case slaMissed = "sla_missed"
        case meanHours = "mean_hours"
        case medianHours = "median_hours"
    }

    package init(_ clocks: TicketClocks) { self.init(clocks.frame.shop) }

    init(_ shop: Shop) {
        let columns = shop.tickets
        (tickets, events) = (columns.count, shop.ticketEvents.count)
        (slaMet, slaMissed) = (Self.count(columns.slaMet) { $0 == 1 }, Self.count(columns.slaMet) { $0 == 0 })
        reassigned = Self.count(columns.reassignedCount) { $0 > 0 }
        reopened = Self.count(columns.reopenedCount) { $0 > 0 }
        let hours = columns.createdAt.indices.filter { columns.resolvedAt[$0] != Instant.missing }.map {
            Double(columns.resolvedAt[$0] - columns.createdAt[$0]) / 3_600 / Double(Instant.microsecondsPerSecond)
        }.sorted()
        resolved = hours.count
        meanHours = hours.isEmpty ? nil : hours.reduce(0, +) / Double(hours.count)
        medianHours = quantile(hours, 0.5)
    }

    /// `nil` where no ticket has a value.
    private static func count<Value: SignedInteger>(_ column: [Value], _ holds: (Value) -> Bool) -> Int? {
        column.contains { $0 >= 0 } ? column.count(where: holds) : nil
    }
}

/// The desk's own verdict on its tickets beside that of the clocks, by the policy of the resolution.
///
/// A ticket is kept where none of its judged targets is late, broken where one is. Tickets without a verdict of both are in
/// no count.
package struct DeskAgreement: Codable, Equatable, Sendable {
    package let policy: String
    package private(set) var bothKept = 0
    package private(set) var bothBroken = 0
    /// Kept by the clocks alone, or by the desk alone.
    package private(set) var clocksKept = 0
    package private(set) var deskKept = 0

    package var tickets: Int { bothKept + bothBroken + clocksKept + deskKept }

    private enum CodingKeys: String, CodingKey {
        case policy, tickets, share
        case bothKept = "both_kept"
        case bothBroken = "both_broken"
        case clocksKept = "clocks_kept"
        case deskKept = "desk_kept"
    }

    /// Of these tickets, those on which both agree.
    package var share: Double { Double(bothKept + bothBroken) / Double(tickets) }

    private init(policy: String) { self.policy = policy }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        policy = try container.decode(String.self, forKey: .policy)
        bothKept = try container.decode(Int.self, forKey: .bothKept)
        bothBroken = try container.decode(Int.self, forKey: .bothBroken)
        clocksKept = try container.decode(Int.self, forKey: .clocksKept)
        deskKept = try container.decode(Int.self, forKey: .deskKept)
        // Both follow from the four counts.
        _ = try container.decode(Int.self, forKey: .tickets)
        _ = try container.decode(Double.self, forKey: .share)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(policy, forKey: .policy)
        try container.encode(tickets, forKey: .tickets)
        try container.encode(bothKept, forKey: .bothKept)
        try container.encode(bothBroken, forKey: .bothBroken)
        try container.encode(clocksKept, forKey: .clocksKept)
        try container.encode(deskKept, forKey: .deskKept)
        try container.encode(share, forKey: .share)
    }

    /// In the order of the policies; those without such a ticket are left out.
    package static func of(_ clocks: TicketClocks) -> [DeskAgreement] {
        var found = clocks.agreement.policies.map { DeskAgreement(policy: $0.name) }
        for (ticket, verdict) in clocks.frame.shop.tickets.slaMet.enumerated() where verdict >= 0 {
            let record = clocks.records[ticket]
            let targets = ServiceTarget.allCases.map { record.target($0) }
            let policy = Int(record.resolution.policy)
            guard policy >= 0, targets.contains(where: { $0.judged > 0 }) else { continue }
            found[policy].add(isKept: targets.allSatisfy { $0.late == 0 }, byDesk: verdict == 1)
        }
        return found.filter { $0.tickets > 0 }
    }

    private mutating func add(isKept: Bool, byDesk: Bool) {
        switch (isKept, byDesk) {
        case (true, true): bothKept += 1
        case (false, false): bothBroken += 1
        case (true, false): clocksKept += 1
        case (false, true): deskKept += 1
        }
    }
}
