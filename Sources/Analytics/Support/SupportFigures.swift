package import Domain
internal import Kernels

/// Tickets of one local day, ISO week or month.
package struct SupportVolume: Codable, Equatable, Sendable {
    package let day: String
    package let created, resolved, reopened, backlog: Int64
}

/// Tickets of one channel, category or priority.
package struct TicketGroup: Codable, Equatable, Sendable {
    package let name: String
    package let tickets, unresolved: Int
}

/// Hours; the first three of finished tickets alone, the `km` ones with unfinished tickets as censored (Kaplan-Meier).
package struct HoursSummary: Codable, Equatable, Sendable {
    package let meanHours, medianHours, p90Hours, kmMedianHours, kmP90Hours: Double?
    package let finished, unfinished: Int

    private enum CodingKeys: String, CodingKey {
        case finished, unfinished
        case meanHours = "mean_hours"
        case medianHours = "median_hours"
        case p90Hours = "p90_hours"
        case kmMedianHours = "km_median_hours"
        case kmP90Hours = "km_p90_hours"
    }

    init(_ seconds: [Double], unfinished: [Double]) {
        let sorted = seconds.sorted()
        let curve = KaplanMeier(
            durations: seconds + unfinished,
            ended: seconds.map { _ in true } + unfinished.map { _ in false })
        meanHours = seconds.isEmpty ? nil : seconds.reduce(0, +) / Double(seconds.count) / 3_600
        (medianHours, p90Hours) = (quantile(sorted, 0.5).map { $0 / 3_600 }, quantile(sorted, 0.9).map { $0 / 3_600 })
        (kmMedianHours, kmP90Hours) = (curve.quantile(0.5).map { $0 / 3_600 }, curve.quantile(0.9).map { $0 / 3_600 })
        (finished, self.unfinished) = (seconds.count, unfinished.count)
    }

    /// How long tickets took from creation to the resolution that holds.
    init(resolutionsOf records: [TicketRecord], asOf: Int64) {
        let resolved = records.filter { $0.resolvedAt != Instant.missing }
        self.init(
            resolved.map { Double($0.calendarSeconds[.fullResolution]) },
            unfinished: records.filter { !$0.isResolved }.map { Double(asOf - $0.created) })
    }
}

/// What customers thought of resolved tickets.
package struct RatingSummary: Codable, Equatable, Sendable {
    package let mean, responseRate, satisfiedShare: Double?
    package let rated: Int

    private enum CodingKeys: String, CodingKey {
        case mean, rated
        case responseRate = "response_rate"
        case satisfiedShare = "satisfied_share"
    }
}

/// A share with its Wilson interval at 95 %.
package struct ShareEstimate: Codable, Equatable, Sendable {
    package let value, lower, upper: Double?
    package let count, of: Int

    init(_ count: Int, of all: Int) {
        let interval = wilsonInterval(successes: count, trials: all)
        value = all > 0 ? Double(count) / Double(all) : nil
        (lower, upper) = (interval?.lowerBound, interval?.upperBound)
        (self.count, of) = (count, all)
    }
}

/// How many tickets a customer has.
package struct CustomerTickets: Codable, Equatable, Sendable {
    package let customerID: String
    package let tickets: Int

    private enum CodingKeys: String, CodingKey {
        case tickets
        case customerID = "customer_id"
    }
}

/// Tickets of customers who are worth more than 1,000 in the next 12 months.
package struct VIPSupport: Codable, Equatable, Sendable {
    package let tickets, unresolved, judged, late: Int
    package let resolution: HoursSummary

    init(_ records: [TicketRecord], asOf: Int64) {
        let targets = records.flatMap { record in ServiceTarget.allCases.map { record.target($0) } }
        tickets = records.count
        unresolved = records.count { !$0.isResolved }
        (judged, late) = targets.reduce((0, 0)) { ($0.0 + Int($1.judged), $0.1 + Int($1.late)) }
        resolution = HoursSummary(resolutionsOf: records, asOf: asOf)
    }
}

extension SupportAnalysis {
    private var shop: Shop { clocks.frame.shop }

    package var channels: [TicketGroup] { groups(shop.tickets.channel, shop.tickets.channels) }
    package var categories: [TicketGroup] { groups(shop.tickets.category, shop.tickets.categories) }

    /// The most urgent first.
    package var priorities: [TicketGroup] {
        TicketPriority.allCases.reversed().map { priority in
            let own = clocks.records.filter { $0.priority == priority.rawValue }
            return TicketGroup(name: priority.name, tickets: own.count, unresolved: own.count { !$0.isResolved })
        }
    }

    package var resolutionHours: HoursSummary {
        HoursSummary(resolutionsOf: clocks.records, asOf: clocks.frame.asOf)
    }

    /// How long customers waited for the first answer; nobody waits for one to a ticket that an agent opened.
    package var firstResponseHours: HoursSummary {
        let (frame, isKnown) = (clocks.frame, clocks.frame.sees.firstReplies)
        let records = isKnown ? clocks.records.filter { !$0.isOpenedByAgent } : []
        return HoursSummary(
            records.compactMap { $0.firstReplyAt == Instant.missing ? nil : Double($0.calendarSeconds[.firstReply]) },
            unfinished: records.filter { $0.firstReplyAt == Instant.missing && !$0.isResolved }
                .map { Double(frame.asOf - $0.created) })
    }

    /// Of resolved tickets whose messages are known, the share with one public answer.
    package var oneTouchRate: Double? {
        let touched = clocks.records.compactMap(\.isOneTouch)
        return touched.isEmpty ? nil : Double(touched.count { $0 }) / Double(touched.count)
    }

    /// The response rate is that of the tickets that were resolved at least once.
    package var ratings: RatingSummary {
        let rated = shop.tickets.csat.filter { $0 > 0 }
        let sum = rated.reduce(0) { $0 + Int($1) }
        let count = Double(rated.count)
        let resolved = clocks.records.indices.filter { clocks.records[$0].wasResolved }
        return RatingSummary(
            mean: rated.isEmpty ? nil : Double(sum) / count,
            responseRate: resolved.isEmpty
                ? nil : Double(resolved.count { shop.tickets.csat[$0] > 0 }) / Double(resolved.count),
            satisfiedShare: rated.isEmpty ? nil : Double(rated.count { $0 >= 4 }) / count, rated: rated.count)
    }

    /// Tickets created by weekday, from Monday, and local hour.
    package var peakHours: [[Int]] {
        var hours = [[Int]](repeating: [Int](repeating: 0, count: 24), count: 7)
        for created in shop.tickets.createdAt {
            let (day, second) = shop.zone.local(created)
            hours[CivilDate.weekday(ofDay: day)][Int(second) / 3_600] += 1
        }
        return hours
    }

    /// The 20 customers with the most tickets.
    package var topCustomers: [CustomerTickets] {
        let counts = (0..<shop.customers.count).map { shop.customers.tickets(of: $0).count }
        let order = counts.indices.filter { counts[$0] > 0 }.sorted {
            counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1
        }
        return order.prefix(20).map { CustomerTickets(customerID: shop.customers.ids[$0], tickets: counts[$0]) }
    }

    /// `nil` where no model says what customers are worth.
    package func vip(_ values: CustomerValues) -> VIPSupport? {
        guard values.lifetimeValue.contains(where: { !$0.isNaN }) else { return nil }
        let own = clocks.records.indices.filter { ticket in
            let customer = Int(shop.tickets.customer[ticket])
            return customer >= 0 && values.lifetimeValue[customer] > 1_000
        }
        return VIPSupport(own.map { clocks.records[$0] }, asOf: clocks.frame.asOf)
    }

    private func groups(_ codes: [Int32], _ names: StringTable) -> [TicketGroup] {
        var (all, open) = ([Int](repeating: 0, count: names.count), [Int](repeating: 0, count: names.count))
        for (ticket, code) in codes.enumerated() where code >= 0 {
            all[Int(code)] += 1
            if !clocks.records[ticket].isResolved { open[Int(code)] += 1 }
        }
        return names.sortedCodes().map {
            TicketGroup(name: names[Int($0)], tickets: all[Int($0)], unresolved: open[Int($0)])
        }
    }
}

extension SupportAnalysis {
    /// Every local day, week or month with anything to tell.
    package func volume(_ granularity: CohortGranularity) -> [SupportVolume] {
        var counts: [Int32: [Int64]] = [:]
        let none = [Int64](repeating: 0, count: CreditKind.allCases.count)
        for credit in cellCredits {
            counts[Int32(clamping: granularity.period(ofDay: credit.day)), default: none][Int(credit.kind.rawValue)] +=
                Int64(credit.count)
        }
        var backlog: Int64 = 0
        return counts.sorted { $0.key < $1.key }.map { period, counts in
            func count(_ kind: CreditKind) -> Int64 { counts[Int(kind.rawValue)] }
            backlog += count(.arrived) - count(.left)
            return SupportVolume(
                day: granularity.label(ofPeriod: numericCast(period)), created: count(.created),
                resolved: count(.resolved), reopened: count(.reopened), backlog: backlog)
        }
    }

    /// Of resolutions that were followed for 30 days, how many were taken back within them.
    package var reopenRate: ShareEstimate {
        let follow: Int64 = 30 * 86_400
        var (all, reopened, story) = (0, 0, TicketStory())
        guard clocks.frame.sees.reopenings else { return ShareEstimate(0, of: 0) }
        for ticket in clocks.records.indices {
            story.read(ticket, in: clocks.frame)
            guard !story.isResolutionUndated else { continue }
            for (index, turn) in story.turns.enumerated() where turn.isResolution && turn.at + follow <= story.end {
                all += 1
                if index + 1 < story.turns.count, story.turns[index + 1].at - turn.at <= follow { reopened += 1 }
            }
        }
        return ShareEstimate(reopened, of: all)
    }

    /// One public answer, no reopening, and no further ticket of that customer and category within 7 days; tickets that
    /// were resolved less than 7 days ago are not counted, nor those of which one-touch is not known.
    package var firstContactResolution: ShareEstimate {
        let (week, tickets) = (Int64(7 * 86_400), clocks.frame.shop.tickets)
        var (all, resolved) = (0, 0)
        for (ticket, record) in clocks.records.enumerated() {
            guard record.isOneTouch != nil, record.resolvedAt != Instant.missing,
                record.resolvedAt + week <= clocks.frame.asOf
            else { continue }
            all += 1
            let (customer, category) = (tickets.customer[ticket], tickets.category[ticket])
            var (next, comesBack) = (ticket + 1, false)
            while customer >= 0, next < clocks.records.count, tickets.customer[next] == customer,
                clocks.records[next].created <= record.resolvedAt + week
            {
                if tickets.category[next] == category, clocks.records[next].created > record.created {
                    comesBack = true
                }
                next += 1
            }
            if record.isOneTouch == true, !comesBack { resolved += 1 }
        }
        return ShareEstimate(resolved, of: all)
    }
}
