package import Domain
internal import Kernels

/// Which of some groups every customer belongs to.
package struct CustomerGroups: Sendable {
    package let names: [String]
    /// By customer: an index into ``names``, or -1.
    package let ofCustomer: [Int32]

    package init(names: [String], ofCustomer: [Int32]) {
        (self.names, self.ofCustomer) = (names, ofCustomer)
    }
}

/// Waiting and broken promises by how much customers matter: by segment, level of churn and expected value.
package struct SupportByValue: Codable, Equatable, Sendable {
    /// The tickets of one group; hours by the calendar.
    package struct Group: Codable, Equatable, Sendable {
        package let name: String
        package let customers, tickets, unresolved: Int
        /// Promises of which it can be said if they were kept, and those that were not.
        package let judged: Int
        package let breached: ShareEstimate
        /// From creation to the first answer, of tickets that have one; and in states in which the customer waits.
        package let firstReplyMedianHours, waitMeanHours, waitMedianHours: Double?

        private enum CodingKeys: String, CodingKey {
            case name, customers, tickets, unresolved, judged, breached
            case firstReplyMedianHours = "first_reply_median_hours"
            case waitMeanHours = "wait_mean_hours"
            case waitMedianHours = "wait_median_hours"
        }
    }

    /// By the segments of the axis `purchase_value`; `nil` where nobody stands in one.
    package let segments: [Group]?
    /// `nil` without a churn model, or a model of value.
    package let churnLevels, lifetimeValue: [Group]?

    private enum CodingKeys: String, CodingKey {
        case segments
        case churnLevels = "churn_levels"
        case lifetimeValue = "lifetime_value"
    }

    package init(_ clocks: TicketClocks, _ values: CustomerValues) {
        segments = values.segments.map { Self.groups(clocks, $0) }
        churnLevels = Self.churnLevels(values.churnRisk).map { Self.groups(clocks, $0) }
        lifetimeValue = Self.bands(values.lifetimeValue).map { Self.groups(clocks, $0) }
    }

    private static func churnLevels(_ risk: [Double]) -> CustomerGroups? {
        guard risk.contains(where: { !$0.isNaN }) else { return nil }
        let levels = ChurnLevel.allCases
        return CustomerGroups(
            names: levels.map(\.rawValue),
            ofCustomer: risk.map { Int32(levels.firstIndex(of: ChurnLevel($0)) ?? -1) })
    }

    /// The bands of the queue's default steps: up to 500, up to 1,000, and more.
    private static func bands(_ values: [Double]) -> CustomerGroups? {
        guard values.contains(where: { !$0.isNaN }) else { return nil }
        return CustomerGroups(
            names: ["up_to_500", "up_to_1000", "above_1000"],
            ofCustomer: values.map { $0.isNaN ? -1 : $0 > 1_000 ? 2 : $0 > 500 ? 1 : 0 })
    }

    /// The groups in their order; tickets of nobody, and of customers of no group, are in none.
    private static func groups(_ clocks: TicketClocks, _ groups: CustomerGroups) -> [Group] {
        let tickets = clocks.frame.shop.tickets
        var members = [[Int]](repeating: [], count: groups.names.count)
        for ticket in clocks.records.indices where tickets.customer[ticket] >= 0 {
            let group = Int(groups.ofCustomer[Int(tickets.customer[ticket])])
            if group >= 0 { members[group].append(ticket) }
        }
        return zip(groups.names, members).map { name, members in
            Group(name, members.map { clocks.records[$0] }, customers: Set(members.map { tickets.customer[$0] }).count)
        }
    }
}

extension SupportByValue.Group {
    fileprivate init(_ name: String, _ records: [TicketRecord], customers: Int) {
        (self.name, self.customers, tickets) = (name, customers, records.count)
        unresolved = records.count { !$0.isResolved }
        let targets = records.flatMap { record in ServiceTarget.allCases.map { record.target($0) } }
        judged = targets.reduce(0) { $0 + Int($1.judged) }
        breached = ShareEstimate(targets.reduce(0) { $0 + Int($1.late) }, of: judged)
        let replies = records.filter { $0.firstReplyAt != Instant.missing }
            .map { Double($0.calendarSeconds[.firstReply]) / 3_600 }.sorted()
        let waits = records.map { Double($0.calendarSeconds[.requesterWait]) / 3_600 }.filter { $0 >= 0 }.sorted()
        firstReplyMedianHours = quantile(replies, 0.5)
        waitMeanHours = waits.isEmpty ? nil : waits.reduce(0, +) / Double(waits.count)
        waitMedianHours = quantile(waits, 0.5)
    }
}

/// Customers who are likely to leave and wait for an answer to something, the likeliest first, then by id; at most 100.
package struct EndangeredCustomer: Codable, Equatable, Sendable {
    package let customerID: String
    package let churnRisk: Double
    package let openTickets, breachedTickets: Int

    private enum CodingKeys: String, CodingKey {
        case customerID = "customer_id"
        case churnRisk = "churn_risk"
        case openTickets = "open_tickets"
        case breachedTickets = "breached_tickets"
    }

    /// From this probability on.
    private static let threshold = 0.7
    private static let limit = 100

    /// `nil` without a churn model.
    package static func list(_ clocks: TicketClocks, _ risk: [Double]) -> [EndangeredCustomer]? {
        guard risk.contains(where: { !$0.isNaN }) else { return nil }
        let shop = clocks.frame.shop
        let found = risk.indices.filter { risk[$0] > threshold }.compactMap { customer -> EndangeredCustomer? in
            let open = shop.customers.tickets(of: customer).map { clocks.records[$0] }.filter { !$0.isResolved }
            guard !open.isEmpty else { return nil }
            let breached = open.count { record in
                ServiceTarget.allCases.contains { record.target($0).status == .breached }
            }
            return EndangeredCustomer(
                customerID: shop.customers.ids[customer], churnRisk: risk[customer], openTickets: open.count,
                breachedTickets: breached)
        }
        // They stand by id.
        return Array(
            found.enumerated().sorted {
                ($1.element.churnRisk, $0.offset) < ($0.element.churnRisk, $1.offset)
            }.map(\.element).prefix(limit))
    }
}
