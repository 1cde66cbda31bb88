internal import Domain
internal import Kernels

/// The report `support`: how many tickets, how long they took, what customers thought of it.
package struct SupportReport: Encodable, Sendable {
    struct Day: Encodable, Sendable {
        let day: String
        let created, resolved, reopened, backlog: Int64
    }

    struct Group: Encodable, Sendable {
        let name: String
        let tickets, unresolved: Int
    }

    /// Hours; the first three of finished tickets alone, the `km` ones with unfinished tickets as censored.
    struct Hours: Encodable, Sendable {
        let meanHours, medianHours, p90Hours, kmMedianHours, kmP90Hours: Double?
        let finished, unfinished: Int

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
            (medianHours, p90Hours) = (
                quantile(sorted, 0.5).map { $0 / 3_600 }, quantile(sorted, 0.9).map { $0 / 3_600 }
            )
            (kmMedianHours, kmP90Hours) = (
                curve.quantile(0.5).map { $0 / 3_600 }, curve.quantile(0.9).map { $0 / 3_600 }
            )
            (finished, self.unfinished) = (seconds.count, unfinished.count)
        }
    }

    struct Ratings: Encodable, Sendable {
        let mean, responseRate, satisfiedShare: Double?
        let rated: Int

        private enum CodingKeys: String, CodingKey {
            case mean, rated
            case responseRate = "response_rate"
            case satisfiedShare = "satisfied_share"
        }
    }

    /// A share with its Wilson interval at 95 %.
    struct Share: Encodable, Sendable {
        let value, lower, upper: Double?
        let count, of: Int

        init(_ count: Int, of all: Int) {
            let interval = wilsonInterval(successes: count, trials: all)
            value = all > 0 ? Double(count) / Double(all) : nil
            (lower, upper) = (interval?.lowerBound, interval?.upperBound)
            (self.count, of) = (count, all)
        }
    }

    struct TopCustomer: Encodable, Sendable {
        let customerID: String
        let tickets: Int

        private enum CodingKeys: String, CodingKey {
            case tickets
            case customerID = "customer_id"
        }
    }

    /// Tickets of customers who are worth more than 1,000 in the next 12 months.
    struct Vip: Encodable, Sendable {
        let tickets, unresolved, judged, late: Int
        let resolution: Hours

        init(_ records: [TicketRecord], asOf: Int64) {
            let targets = records.flatMap { record in ServiceTarget.allCases.map { record.target($0) } }
            tickets = records.count
            unresolved = records.count { !$0.isResolved }
            (judged, late) = targets.reduce((0, 0)) { ($0.0 + Int($1.judged), $0.1 + Int($1.late)) }
            resolution = Hours(resolutionsOf: records, asOf: asOf)
        }
    }

    let volume: [Day]
    let channels, categories, priorities: [Group]
    let resolution, firstResponse: Hours
    let csat: Ratings
    let oneTouchRate: Double?
    let reopenRate, firstContactResolution: Share
    let peakHours: [[Int]]
    let topCustomers: [TopCustomer]
    let repeatIssues: TableRecords
    /// `nil` where no model says what customers are worth.
    let vip: Vip?
    /// What the source's own columns say.
    let source: DeskWord
    let byValue: SupportByValue
    let endangered: [EndangeredCustomer]?
    /// As ``volume``, by ISO week and by month.
    let volumeByWeek, volumeByMonth: [Day]

    private enum CodingKeys: String, CodingKey {
        case volume, channels, categories, priorities, resolution, csat, vip, source
        case byValue = "by_value"
        case endangered = "endangered_customers"
        case volumeByWeek = "volume_by_week"
        case volumeByMonth = "volume_by_month"
        case firstResponse = "first_response"
        case oneTouchRate = "one_touch_rate"
        case reopenRate = "reopen_rate"
        case firstContactResolution = "first_contact_resolution"
        case peakHours = "peak_hours"
        case topCustomers = "top_customers"
        case repeatIssues = "repeat_issues"
    }

    package init(_ support: SupportAnalysis, _ values: CustomerValues) {
        let (clocks, frame) = (support.clocks, support.clocks.frame)
        let (shop, records) = (frame.shop, clocks.records)
        volume = support.volume(.day)
        (volumeByWeek, volumeByMonth) = (support.volume(.week), support.volume(.month))
        byValue = SupportByValue(clocks, values)
        endangered = EndangeredCustomer.list(clocks, values.churnRisk)
        source = DeskWord(shop)
        channels = Self.groups(shop.tickets.channel, shop.tickets.channels, records)
        categories = Self.groups(shop.tickets.category, shop.tickets.categories, records)
        priorities = TicketPriority.allCases.reversed().map { priority in
            let own = records.filter { $0.priority == priority.rawValue }
            return Group(name: priority.name, tickets: own.count, unresolved: own.count { !$0.isResolved })
        }
        resolution = Hours(resolutionsOf: records, asOf: frame.asOf)
        firstResponse = Hours(
            records.compactMap { $0.firstReplyAt == Instant.missing ? nil : Double($0.calendarSeconds[.firstReply]) },
            unfinished: records.filter { $0.firstReplyAt == Instant.missing && !$0.isResolved }
                .map { Double(frame.asOf - $0.created) })
        csat = Self.ratings(shop.tickets.csat, resolved: records.count(where: \.isResolved))
        let touched = records.compactMap(\.isOneTouch)
        oneTouchRate = touched.isEmpty ? nil : Double(touched.count { $0 }) / Double(touched.count)
        reopenRate = support.reopenRate
        firstContactResolution = support.firstContactResolution
        peakHours = Self.peakHours(shop)
        topCustomers = Self.topCustomers(shop)
        repeatIssues = TableRecords(support.repeatIssuesTable)
        let isKnown = values.lifetimeValue.contains { !$0.isNaN }
        let own = records.indices.filter { ticket in
            let customer = Int(shop.tickets.customer[ticket])
            return isKnown && customer >= 0 && values.lifetimeValue[customer] > 1_000
        }
        vip = isKnown ? Vip(own.map { records[$0] }, asOf: frame.asOf) : nil
    }

    private static func groups(_ codes: [Int32], _ names: StringTable, _ records: [TicketRecord]) -> [Group] {
        var (all, open) = ([Int](repeating: 0, count: names.count), [Int](repeating: 0, count: names.count))
        for (ticket, code) in codes.enumerated() where code >= 0 {
            all[Int(code)] += 1
            if !records[ticket].isResolved { open[Int(code)] += 1 }
        }
        return names.sortedCodes().map { Group(name: names[Int($0)], tickets: all[Int($0)], unresolved: open[Int($0)]) }
    }

    private static func ratings(_ csat: [UInt8], resolved: Int) -> Ratings {
        let rated = csat.filter { $0 > 0 }
        let sum = rated.reduce(0) { $0 + Int($1) }
        let count = Double(rated.count)
        return Ratings(
            mean: rated.isEmpty ? nil : Double(sum) / count,
            responseRate: resolved > 0 ? count / Double(resolved) : nil,
            satisfiedShare: rated.isEmpty ? nil : Double(rated.count { $0 >= 4 }) / count, rated: rated.count)
    }

    /// Tickets created by weekday, from Monday, and local hour.
    private static func peakHours(_ shop: Shop) -> [[Int]] {
        var hours = [[Int]](repeating: [Int](repeating: 0, count: 24), count: 7)
        for created in shop.tickets.createdAt {
            let (day, second) = shop.zone.local(created)
            hours[CivilDate.weekday(ofDay: day)][Int(second) / 3_600] += 1
        }
        return hours
    }

    private static func topCustomers(_ shop: Shop) -> [TopCustomer] {
        let counts = (0..<shop.customers.count).map { shop.customers.tickets(of: $0).count }
        let order = counts.indices.filter { counts[$0] > 0 }.sorted {
            counts[$0] != counts[$1] ? counts[$0] > counts[$1] : $0 < $1
        }
        return order.prefix(20).map { TopCustomer(customerID: shop.customers.ids[$0], tickets: counts[$0]) }
    }
}

extension SupportReport.Hours {
    /// How long tickets took from creation to the resolution in which they stand.
    fileprivate init(resolutionsOf records: [TicketRecord], asOf: Int64) {
        let resolved = records.filter { $0.resolvedAt != Instant.missing }
        self.init(
            resolved.map { Double($0.calendarSeconds[.fullResolution]) },
            unfinished: records.filter { !$0.isResolved }.map { Double(asOf - $0.created) })
    }
}

extension SupportAnalysis {
    /// Every local day, week or month with anything to tell.
    fileprivate func volume(_ granularity: CohortGranularity) -> [SupportReport.Day] {
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
            return SupportReport.Day(
                day: granularity.label(ofPeriod: numericCast(period)), created: count(.created),
                resolved: count(.resolved), reopened: count(.reopened), backlog: backlog)
        }
    }

    /// Of resolutions that were followed for 30 days, how many were taken back within them.
    fileprivate var reopenRate: SupportReport.Share {
        let follow: Int64 = 30 * 86_400
        var (all, reopened, story) = (0, 0, TicketStory())
        for ticket in clocks.records.indices {
            story.read(ticket, in: clocks.frame)
            guard !story.isResolutionUndated else { continue }
            for (index, turn) in story.turns.enumerated() where turn.isResolution && turn.at + follow <= story.end {
                all += 1
                if index + 1 < story.turns.count, story.turns[index + 1].at - turn.at <= follow { reopened += 1 }
            }
        }
        return SupportReport.Share(reopened, of: all)
    }

    /// One public answer, no reopening, and no further ticket of that customer and category within 7 days; tickets that
    /// were resolved less than 7 days ago are not counted.
    fileprivate var firstContactResolution: SupportReport.Share {
        let (week, tickets) = (Int64(7 * 86_400), clocks.frame.shop.tickets)
        var (all, resolved) = (0, 0)
        for (ticket, record) in clocks.records.enumerated() {
            guard record.resolvedAt != Instant.missing, record.resolvedAt + week <= clocks.frame.asOf else { continue }
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
        return SupportReport.Share(resolved, of: all)
    }
}
