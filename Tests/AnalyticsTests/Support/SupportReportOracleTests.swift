import Analytics
import Domain
import Foundation
import Reports
import Tables
import Testing

/// The reports against plain counts over the rows of `ticket_metrics`: one ticket a dictionary, no kernel, no shortcut.
struct SupportReportOracleTests {
    private struct Ticket {
        let cell, category: String
        let resolver: String?
        let isOpenedByAgent: Bool
        let created, resolved: Date?
        let hours, firstReply: Double?
        let isOneTouch, isOpen: Bool
    }

    private let shop = RandomDesk(tickets: 1_500).shop
    private let clocks: TicketClocks
    private let support: SupportAnalysis
    private let tickets: [Ticket]

    init() {
        clocks = TicketClocks(of: shop, RandomDesk.agreement, jobs: 2)
        support = SupportAnalysis(clocks, jobs: 2)
        let table = clocks.metricsTable(0..<shop.tickets.count)
        let texts = { (name: String) in table.texts(name) }
        let (resolution, reply) = (table.integers("full_resolution_seconds"), table.integers("first_reply_seconds"))
        let (created, resolved, answered) = (texts("created_at"), texts("resolved_at"), texts("first_reply_at"))
        let names = ["channel", "category", "priority"].map(texts)
        let (touched, states) = (table.integers("one_touch"), texts("status"))
        let (ids, shop) = (texts("ticket_id").map { $0 ?? "" }, shop)
        let histories = Dictionary(
            uniqueKeysWithValues: shop.tickets.createdAt.indices.map {
                (shop.tickets.ids[$0], History(of: $0, in: shop))
            })
        tickets = (0..<table.rowCount).map { row in
            let history = histories[ids[row]]
            return Ticket(
                cell: names.map { $0[row] ?? "" }.joined(separator: "/"), category: names[1][row] ?? "",
                resolver: history?.resolver, isOpenedByAgent: history?.isOpenedByAgent ?? false,
                created: Self.date(created[row]), resolved: Self.date(resolved[row]),
                hours: resolved[row] == nil ? nil : Double(resolution[row]) / 3_600,
                firstReply: answered[row] == nil ? nil : Double(reply[row]) / 3_600, isOneTouch: touched[row] == 1,
                isOpen: !["resolved", "closed"].contains(states[row]))
        }
    }

    private static func date(_ text: String?) -> Date? { text.flatMap { ISO8601DateFormatter().date(from: $0) } }

    private func json(_ report: some Encodable) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
    }

    private func near(_ found: Any?, _ expected: Double) -> Bool {
        (found as? Double).map { abs($0 - expected) <= 1e-9 * max(1, abs(expected)) } ?? false
    }

    @Test
    func `resolution and first response: mean and median by sorting, with open tickets by the product of survivors`()
        throws
    {
        let report = try json(SupportReport(support, CustomerValues()))
        let resolution = try #require(report["resolution"] as? [String: Any])
        let hours = tickets.compactMap(\.hours).sorted()
        #expect(resolution["finished"] as? Int == hours.count)
        #expect(near(resolution["mean_hours"], hours.reduce(0, +) / Double(hours.count)))
        let middle = hours.count / 2
        let median = hours.count % 2 == 1 ? hours[middle] : (hours[middle - 1] + hours[middle]) / 2
        #expect(near(resolution["median_hours"], median))
        let now = Date(timeIntervalSince1970: Double(shop.asOf.seconds))
        let open = tickets.filter(\.isOpen).compactMap { ticket in
            ticket.created.map { now.timeIntervalSince($0) / 3_600 }
        }
        #expect(resolution["unfinished"] as? Int == open.count)
        // Where more than half are still open there is no median.
        let survival = survivalMedian(hours, censored: open)
        let told = resolution["km_median_hours"]
        #expect(survival.map { near(told, $0) } ?? (told == nil || told is NSNull), "\(String(describing: told))")
        let response = try #require(report["first_response"] as? [String: Any])
        let replies = tickets.filter { !$0.isOpenedByAgent }.compactMap(\.firstReply)
        #expect(near(response["mean_hours"], replies.reduce(0, +) / Double(replies.count)))
    }

    /// The first time at which no more than half survive.
    private func survivalMedian(_ ended: [Double], censored: [Double]) -> Double? {
        var survivors = 1.0
        for time in Set(ended).sorted() {
            let atRisk = ended.count { $0 >= time } + censored.count { $0 >= time }
            survivors *= 1 - Double(ended.count { $0 == time }) / Double(atRisk)
            if survivors <= 0.5 { return time }
        }
        return nil
    }

    @Test func `volume, channels and peak hours by a calendar of another make`() throws {
        let report = try json(SupportReport(support, CustomerValues()))
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = try #require(TimeZone(identifier: "Europe/Berlin"))
        var peak = [[Int]](repeating: [Int](repeating: 0, count: 24), count: 7)
        var months: [String: Int] = [:]
        for created in tickets.compactMap(\.created) {
            let parts = calendar.dateComponents([.weekday, .hour, .year, .month], from: created)
            peak[((parts.weekday ?? 0) + 5) % 7][parts.hour ?? 0] += 1
            months[String(format: "%04d-%02d", parts.year ?? 0, parts.month ?? 0), default: 0] += 1
        }
        #expect(report["peak_hours"] as? [[Int]] == peak)
        let volume = try #require(report["volume_by_month"] as? [[String: Any]])
        #expect(volume.compactMap { $0["day"] as? String } == months.keys.sorted())
        #expect(volume.compactMap { $0["created"] as? Int } == months.sorted { $0.key < $1.key }.map(\.value))
        let weeks = try #require(report["volume_by_week"] as? [[String: Any]])
        let days = try #require(report["volume"] as? [[String: Any]])
        for key in ["created", "resolved", "reopened"] {
            let (byWeek, byDay) = (weeks.compactMap { $0[key] as? Int }, days.compactMap { $0[key] as? Int })
            #expect(byWeek.reduce(0, +) == byDay.reduce(0, +))
        }
        #expect(weeks.last?["backlog"] as? Int == days.last?["backlog"] as? Int)
    }

    /// One answer, no reopening, and nobody back with the category within seven days of the resolution.
    @Test func `first-contact resolution by looking at every pair of tickets`() throws {
        let report = try json(SupportReport(support, CustomerValues()))
        let share = try #require(report["first_contact_resolution"] as? [String: Any])
        let (week, now) = (7 * 86_400.0, Double(shop.asOf.seconds))
        var (count, all) = (0, 0)
        for ticket in tickets {
            guard !ticket.isOpenedByAgent, let resolved = ticket.resolved, let created = ticket.created,
                resolved.timeIntervalSince1970 + week <= now
            else { continue }
            all += 1
            let comesBack = tickets.contains { other in
                guard let later = other.created, other.category == ticket.category else { return false }
                return later > created && later.timeIntervalSince(resolved) <= week
            }
            if ticket.isOneTouch, !comesBack { count += 1 }
        }
        #expect(share["of"] as? Int == all && share["count"] as? Int == count && all > 100)
    }

    /// Indirect standardization: hours taken, by the hours that such cases take in the whole shop, times the shop's mean.
    @Test func `resolution times at the shop's mix of cases`() throws {
        let report = try json(AgentReport(support))
        let done = tickets.filter { $0.hours != nil }
        let overall = done.reduce(0) { $0 + ($1.hours ?? 0) } / Double(done.count)
        let agents = try #require(report["agents"] as? [[String: Any]])
        #expect(agents.count == 3)
        for agent in agents {
            let own = done.filter { $0.resolver == agent["agent_id"] as? String }
            let expected = own.reduce(0.0) { sum, ticket in
                let like = done.filter { $0.cell == ticket.cell }.compactMap(\.hours)
                return sum + like.reduce(0, +) / Double(like.count)
            }
            let actual = own.reduce(0) { $0 + ($1.hours ?? 0) }
            #expect(near(agent["adjusted_resolution_hours"], overall * actual / expected))
        }
    }

    @Test func `leaderboards rank by the shrunk figure, which lies between the agent's own and the others'`() throws {
        let report = try json(AgentReport(support))
        let boards = try #require(report["leaderboards"] as? [String: [[String: Any]]])
        let agents = try #require(report["agents"] as? [[String: Any]])
        #expect(boards.keys.sorted() == LeaderboardMetric.allCases.map(\.rawValue).sorted())
        for metric in [LeaderboardMetric.resolutionHours, .csatMean, .slaCompliance, .resolved] {
            let board = try #require(boards[metric.rawValue])
            #expect(board.count == 3)
            let shrunk = board.compactMap { $0["shrunk"] as? Double }
            #expect(shrunk == shrunk.sorted { metric.isLessBetter ? $0 < $1 : $0 > $1 })
            let values = board.compactMap { $0["value"] as? Double }
            let (least, most) = (values.min() ?? 0, values.max() ?? 0)
            #expect(shrunk.allSatisfy { $0 >= least - 1e-12 && $0 <= most + 1e-12 })
        }
        for place in boards["resolution_hours"] ?? [] {
            let own = agents.first { $0["agent_id"] as? String == place["agent_id"] as? String }
            let hours = try #require(own?["resolution_hours"] as? Double)
            #expect(near(place["value"], hours))
        }
        // Nobody's presence is known.
        #expect(boards["online_minutes"]?.isEmpty == true && boards["resolved_per_online_hour"]?.isEmpty == true)
    }
}

/// Who opened a ticket and who resolved it last, by walking its events once in plain steps.
private struct History {
    var isOpenedByAgent = false
    var resolver: String?

    init(of ticket: Int, in shop: Shop) {
        let (events, created) = (shop.ticketEvents, shop.tickets.createdAt[ticket] / 1_000_000)
        let own = Array(shop.tickets.events(of: ticket)).filter { events.at[$0] < shop.asOf.microseconds }
        func text(_ code: Int32) -> String? { code < 0 ? nil : events.values[Int(code)] }
        func second(_ event: Int) -> Int64 { max(created, events.at[event] / 1_000_000) }
        let kinds = own.map { TicketEventKind(rawValue: events.kind[$0]) }
        let actors = own.map { TicketActor(rawValue: events.actor[$0]) }
        let first = own.indices.first { index in
            kinds[index] == .message && actors[index] != .system || kinds[index] == .note && actors[index] == .agent
        }
        if let first { isOpenedByAgent = actors[first] == .agent && second(own[first]) - created <= 10 }
        let summary = shop.tickets.assignee[ticket]
        var holder = kinds.contains(.assign) || summary < 0 ? nil : shop.agents.ids[Int(summary)]
        var (isResolved, taken): (Bool, (from: String, at: Int64)?) = (false, nil)
        for (index, event) in own.enumerated() {
            let to = text(events.to[event])
            if kinds[index] == .assign {
                if to == nil, let holder { taken = (holder, second(event)) }
                holder = to
            }
            guard kinds[index] == .status, let to else { continue }
            let becomes = ["resolved", "closed"].contains(to)
            if becomes, !isResolved {
                let actor = actors[index] == .agent ? text(events.actorID[event]) : nil
                resolver = actor ?? holder ?? (taken?.at == second(event) ? taken?.from : nil)
            }
            isResolved = becomes
        }
        // Without a change of state the summary columns say that it was resolved, and whoever has it did it.
        if !kinds.contains(.status) { resolver = holder }
    }
}
