import Analytics
import Domain
import Tables
import Testing

/// Slices as they stand in a table: text pairs of instants, and a word or a number behind them.
private struct Slices {
    let rows: [(from: Int64, until: Int64, word: String, seconds: Int64?)]

    /// Reads `[["from","until","word"],...]` and `[["from","until","word",number],...]`.
    init(_ json: String?) {
        rows = (json ?? "").split(separator: "[").compactMap { slice in
            let cells = slice.split { "\",]".contains($0) }
            guard cells.count >= 3 else { return nil }
            return (
                Self.seconds(cells[0]), Self.seconds(cells[1]), String(cells[2]),
                cells.count > 3 ? Int64(cells[3]) : nil
            )
        }
    }

    private static func seconds(_ cell: Substring) -> Int64 { Instant(iso8601: String(cell))?.seconds ?? .min }

    func total(_ words: Set<String>) -> Int64 {
        rows.reduce(0) { words.contains($1.word) ? $0 + $1.until - $1.from : $0 }
    }

    func business(_ words: Set<String>) -> Int64 {
        rows.reduce(0) { words.contains($1.word) ? $0 + ($1.seconds ?? 0) : $0 }
    }

    /// Whether each begins where the last one ended, and they begin and end as they should.
    func isWhole(from: Int64, until: Int64) -> Bool {
        guard let first = rows.first, let last = rows.last else { return from == until }
        return first.from == from && last.until == until
            && zip(rows, rows.dropFirst()).allSatisfy { $0.until == $1.from }
            && rows.allSatisfy { $0.from < $0.until }
    }
}

struct RandomTicketTests {
    @Test(arguments: [3, 10])
    func `slices of a hundred thousand tickets add up to every duration`(month: Int) {
        let shop = RandomDesk(tickets: 50_000, month: month).shop
        let clocks = TicketClocks(of: shop, RandomDesk.agreement, jobs: 2)
        let now = shop.asOf.seconds
        for range in Partitions.ranges(of: 50_000) {
            let status = clocks.statusTable(range)
            let ended = status.texts("ended_at").map { $0.flatMap { Instant(iso8601: $0)?.seconds } }
            let started = status.texts("started_at").map { $0.flatMap { Instant(iso8601: $0)?.seconds } ?? .min }
            let (elapsed, paused) = (status.integers("elapsed_seconds"), status.integers("paused_seconds"))
            for (row, text) in status.texts("slices").enumerated() {
                let slices = Slices(text)
                guard slices.isWhole(from: started[row], until: ended[row] ?? now),
                    slices.total(["counted"]) == elapsed[row],
                    slices.total(["waiting_for_customer", "on_hold"]) == paused[row]
                else {
                    Issue.record("row \(row) of \(range): \(text ?? "")")
                    return
                }
            }
        }
    }

    @Test(arguments: [3, 10])
    func `every duration of a hundred thousand tickets is what its slices add up to`(month: Int) {
        let shop = RandomDesk(tickets: 50_000, month: month).shop
        let clocks = TicketClocks(of: shop, RandomDesk.agreement, jobs: 2)
        var found = [String: Int]()
        for range in Partitions.ranges(of: 50_000) {
            let metrics = clocks.metricsTable(range)
            let rows = MetricsSlices(metrics, now: shop.asOf.seconds)
            for row in 0..<metrics.rowCount {
                if let trouble = rows.trouble(inRow: row, counting: &found) {
                    Issue.record("\(trouble): \(metrics.texts("slices")[row] ?? "")")
                    return
                }
            }
        }
        // Waits for next replies are the rarest.
        #expect(found.count == 10 && found.values.allSatisfy { $0 > 300 }, "\(found)")
    }

    @Test func `timelines add up to the durations of states`() {
        let shop = RandomDesk(tickets: 5_000).shop
        let clocks = TicketClocks(of: shop, RandomDesk.agreement, jobs: 2)
        let metrics = clocks.metricsTable(0..<5_000)
        let created = metrics.texts("created_at")
        let states: [(String, Set<String>)] = [
            ("requester_wait", ["open", "on_hold"]), ("agent_work", ["open"]), ("agent_wait", ["pending"]),
            ("on_hold", ["on_hold"]),
        ]
        let columns = states.map { (metrics.integers("\($0.0)_seconds"), metrics.integers("\($0.0)_business_seconds")) }
        var checked = 0
        for (row, text) in metrics.texts("timeline").enumerated() {
            let timeline = Slices(text)
            let begin = created[row].flatMap { Instant(iso8601: $0)?.seconds } ?? .min
            #expect(timeline.isWhole(from: begin, until: shop.asOf.seconds))
            for ((_, words), seconds) in zip(states, columns) where seconds.0[row] != .min {
                #expect(timeline.total(words) == seconds.0[row] && timeline.business(words) == seconds.1[row])
                checked += 1
            }
        }
        #expect(checked > 15_000)
    }

    @Test func `the number of threads changes nothing`() {
        let shop = RandomDesk(tickets: 3_000).shop
        let (one, four) = (
            TicketClocks(of: shop, RandomDesk.agreement, jobs: 1), TicketClocks(of: shop, RandomDesk.agreement, jobs: 4)
        )
        #expect(one.statusTable(0..<3_000) == four.statusTable(0..<3_000))
    }
}

struct BacklogTests {
    /// Exact.md: open(t) = open(t-1) + created + reopened - left the unresolved states, in every cell and over all.
    @Test(arguments: [3, 10])
    func `the backlog of every day follows from the day before`(month: Int) {
        let shop = RandomDesk(tickets: 50_000, month: month).shop
        let clocks = TicketClocks(of: shop, RandomDesk.agreement, jobs: 2)
        let daily = SupportAnalysis(clocks, jobs: 2).dailyTable
        let names = ["channel", "category", "priority"].map { daily.texts($0).map { $0 ?? "" } }
        let (created, reopened) = (daily.integers("created"), daily.integers("reopened"))
        let (resolved, backlog) = (daily.integers("resolved"), daily.integers("backlog"))
        var open: [String: Int64] = [:]
        for row in 0..<daily.rowCount {
            let cell = names.map { $0[row] }.joined(separator: "/")
            open[cell, default: 0] += created[row] + reopened[row] - resolved[row]
            #expect(backlog[row] == open[cell])
        }
        // At the end, whoever stands unresolved by a count of the tickets themselves.
        let unresolved = clocks.records.count { !$0.isResolved }
        #expect(open.values.reduce(0, +) == Int64(unresolved))
        #expect(created.reduce(0, +) == 50_000)
    }

    @Test func `the agents' backlogs add up to the unresolved tickets that somebody has`() {
        let clocks = TicketClocks(of: RandomDesk(tickets: 20_000).shop, RandomDesk.agreement, jobs: 2)
        let monthly = SupportAnalysis(clocks, jobs: 2).agentTable(AgentMetricsTable.monthly)
        let last = Dictionary(
            zip(monthly.texts("agent_id"), monthly.integers("backlog")), uniquingKeysWith: { $1 })
        #expect(last.values.reduce(0, +) == Int64(clocks.records.count { !$0.isResolved && $0.assignee >= 0 }))
    }
}
