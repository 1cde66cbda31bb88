package import Domain

/// What a service level promises about.
package enum ServiceTarget: UInt8, CaseIterable, Sendable {
    case firstResponse, nextResponse, resolution

    /// The name in tables, files and answers.
    package var name: String { ["first_response", "next_response", "resolution"][Int(rawValue)] }
}

/// Which tickets get which promises, by which clock.
package struct ServicePolicy: Codable, Equatable, Sendable {
    package var name: String
    /// What a ticket must have for the policy to hold; `nil` matches anything.
    package var priority: TicketPriority?
    package var channel: String?
    package var category: String?
    package var tier: String?
    /// Seconds by raw value of ``ServiceTarget``, more than 0; `nil` promises nothing.
    package var targets: [Int64?] = [nil, nil, nil]
    /// The name of a calendar whose open seconds count; `nil` counts all seconds.
    package var calendar: String?
    /// States in which the clock of the resolution stands.
    @InOrder package var pause: Set<TicketStatus> = [.pending, .onHold]
    /// The share of a target from which a ticket is at risk.
    package var warnAt = 0.8
    /// The first day, in the shop's zone, whose new tickets it holds for; `nil` from the beginning.
    package var validFrom: Int32?

    package init(name: String) {
        self.name = name
    }
}

/// Customers by what they were expected to bring in twelve months.
package struct CustomerTier: Codable, Equatable, Sendable {
    package let name: String
    /// In the reporting currency; whoever is worth more belongs to it.
    package let above: Double

    package init(name: String, above: Double) {
        (self.name, self.above) = (name, above)
    }
}

/// Calendars and policies of a support desk.
package struct ServiceAgreement: Codable, Equatable, Sendable {
    /// The first is the desk's own: business figures of tickets whose policy names no calendar go by it.
    package var calendars: [BusinessCalendar]
    /// The first that matches holds.
    package var policies: [ServicePolicy]
    /// The first whose bound is exceeded is a customer's; no tier without one.
    package var tiers = [CustomerTier(name: "vip", above: 1_000)]

    /// Whether it matters who belongs to which tier.
    package var asksForTiers: Bool { policies.contains { $0.tier != nil } }

    /// The same without tiers that no policy asks for.
    package var withUsedTiers: ServiceAgreement {
        var agreement = self
        if !asksForTiers { agreement.tiers = [] }
        return agreement
    }

    package init(calendars: [BusinessCalendar] = [], policies: [ServicePolicy] = Self.defaultPolicies) {
        (self.calendars, self.policies) = (calendars, policies)
    }

    /// First response and resolution by priority, in calendar time.
    package static let defaultPolicies: [ServicePolicy] = [
        policy(.urgent, minutes: 30, hours: 8), policy(.high, minutes: 120, hours: 24),
        policy(.normal, minutes: 480, hours: 48), policy(.low, minutes: 1_440, hours: 168),
    ]

    private static func policy(_ priority: TicketPriority, minutes: Int64, hours: Int64) -> ServicePolicy {
        var policy = ServicePolicy(name: priority.name)
        policy.priority = priority
        policy.targets = [minutes * 60, nil, hours * 3_600]
        return policy
    }
}

/// Finds the policy of a ticket: a table over what a policy can ask for, made once for a shop.
struct PolicyMatcher: Sendable {
    private struct Era: Sendable {
        let begin: Int64
        /// By priority, channel, category and tier: the index of a policy, or -1.
        let table: [Int16]
    }

    private let eras: [Era]
    private let channels, categories, tiers: Int
    private let tierOfTicket: [Int8]

    init(_ agreement: ServiceAgreement, _ shop: Shop) {
        let policies = agreement.policies
        let tierNames: [String?] = agreement.asksForTiers ? agreement.tiers.map(\.name) + [nil] : [nil]
        (tiers, tierOfTicket) = (tierNames.count, shop.tickets.tier)
        let (channelNames, categoryNames) = (shop.tickets.channels.strings, shop.tickets.categories.strings)
        (channels, categories) = (channelNames.count + 1, categoryNames.count + 1)
        let begins = Set(policies.map { $0.validFrom ?? .min }).union([.min]).sorted()
        eras = begins.map { day in
            let valid = Self.valid(policies, on: day)
            var table: [Int16] = []
            for priority in TicketPriority.allCases {
                for channel in channelNames.map(Optional.some) + [nil] {
                    for category in categoryNames.map(Optional.some) + [nil] {
                        for tier in tierNames {
                            let match = valid.first { policies[$0].matches(priority, channel, category, tier) }
                            table.append(Int16(match ?? -1))
                        }
                    }
                }
            }
            return Era(begin: day == .min ? .min : shop.zone.startOfDay(day).seconds, table: table)
        }
    }

    /// The policies that hold on a day, in their order: of several versions of one name the latest.
    private static func valid(_ policies: [ServicePolicy], on day: Int32) -> [Int] {
        policies.indices.filter { index in
            let (name, begin) = (policies[index].name, policies[index].validFrom ?? .min)
            guard begin <= day else { return false }
            let later = begin < day ? begin + 1...day : nil
            return !policies.contains { $0.name == name && later?.contains($0.validFrom ?? .min) == true }
        }
    }

    /// The index of the policy of a ticket while it has a priority (a raw value); -1 without one.
    ///
    /// The policies of the day of its creation (UTC seconds) hold for the life of a ticket. Channel and category are codes of
    /// the shop, or -1.
    @inline(__always)
    func policy(of ticket: Int, created: Int64, priority: UInt8, channel: Int32, category: Int32) -> Int {
        var era = eras.count - 1
        while era > 0, eras[era].begin > created { era -= 1 }
        let (channel, category) = (
            channel < 0 ? channels - 1 : Int(channel), category < 0 ? categories - 1 : Int(category)
        )
        let known = ticket < tierOfTicket.count ? Int(tierOfTicket[ticket]) : -1
        let tier = (0..<tiers - 1).contains(known) ? known : tiers - 1
        return Int(eras[era].table[((Int(priority) * channels + channel) * categories + category) * tiers + tier])
    }
}

extension ServicePolicy {
    fileprivate func matches(
        _ priority: TicketPriority, _ channel: String?, _ category: String?, _ tier: String?
    ) -> Bool {
        (self.tier == nil || self.tier == tier) && (self.priority ?? priority) == priority
            && (self.channel == nil || self.channel == channel)
            && (self.category == nil || self.category == category)
    }
}
