package import Domain
internal import Kernels

/// What tickets amount to by agent, day, customer and in the queue.
package struct SupportAnalysis: Sendable {
    package let clocks: TicketClocks
    let agentCredits: [Credit]
    let cellCredits: [Credit]

    /// Reads every story once more for what it credits; parts are joined and sorted, so threads change nothing.
    package init(_ clocks: TicketClocks, jobs: Int) {
        let parts = Partitions.map(total: clocks.records.count, jobs: jobs) { range in
            var (reading, story) = (CreditReading(clocks), TicketStory())
            for ticket in range {
                story.read(ticket, in: clocks.frame)
                reading.read(ticket, story)
            }
            return (agents: reading.agents, cells: reading.cells)
        }
        self.clocks = clocks
        var desk = CreditReading(clocks)
        desk.readPresence()
        agentCredits = joined(parts.map(\.agents) + [desk.agents]).sorted()
        cellCredits = joined(parts.map(\.cells)).sorted()
    }

    /// The rows of `agent_daily_metrics`, `agent_weekly_metrics` or `agent_monthly_metrics`.
    package func agentTable(_ name: TableName) -> Table {
        let granularity: CohortGranularity =
            name == .agentMonthlyMetrics ? .month : name == .agentWeeklyMetrics ? .week : .day
        var rows = AgentRows()
        let online = OnlineTime(clocks.frame.shop)
        let totals = PeriodTotals.of(agentCredits) { Int32(clamping: granularity.period(ofDay: $0)) }
        for total in totals {
            rows.append(
                total, agent: clocks.frame.shop.agents.ids[Int(total.subject)],
                period: granularity.label(ofPeriod: numericCast(total.period)),
                isOnlineKnown: online.isKnown(Int(total.subject)))
        }
        return rows.table(name)
    }

    /// The rows of `support_daily`.
    package var dailyTable: Table {
        var rows: [(key: (Int32, String, String, String), total: PeriodTotals)] = []
        for total in PeriodTotals.of(cellCredits, period: { $0 }) {
            let name = clocks.cellName(total.subject)
            rows.append(((total.period, name.channel, name.category, name.priority.name), total))
        }
        rows.sort { $0.key < $1.key }
        func integers(_ value: (PeriodTotals) -> Int64) -> Column.Values { .integer(rows.map { value($0.total) }) }
        func reals(_ share: Double, _ values: (PeriodTotals) -> [Double]) -> Column.Values {
            .real(rows.map { quantile(values($0.total), share) ?? .nan })
        }
        return Table(
            .supportDaily,
            values: [
                .texts(rows.map { CivilDate(daysSince1970: $0.key.0).description }), .texts(rows.map(\.key.1)),
                .texts(rows.map(\.key.2)), .texts(rows.map(\.key.3)), integers { $0[.created] },
                integers { $0[.resolved] }, integers { $0[.reopened] }, integers(\.backlog), integers { $0[.late] },
                reals(0.5, \.firstResponses), reals(0.9, \.firstResponses), reals(0.5, \.resolutions),
                reals(0.9, \.resolutions),
            ])
    }
}

private struct AgentRows {
    private var (agents, periods): ([String], [String]) = ([], [])
    private var counts = [[Int64]](repeating: [], count: 9)
    private var times = [[Double]](repeating: [], count: 12)
    private var judged: [Int64] = []
    private var kept: [Int64] = []
    private var rated: [Int64] = []
    private var ratings: [Double] = []
    private var backlog: [Int64] = []
    private var onlineMinutes: [Double] = []
    private var resolvedPerHour: [Double] = []

    mutating func append(_ total: PeriodTotals, agent: String, period: String, isOnlineKnown: Bool) {
        agents.append(agent)
        periods.append(period)
        let kinds: [CreditKind] = [
            .assigned, .resolved, .transferredIn, .transferredOut, .reopened, .firstResponse, .message, .note,
            .oneTouch,
        ]
        for (column, kind) in kinds.enumerated() { counts[column].append(total[kind]) }
        let durations = [
            total.firstResponses, total.firstResponsesBusiness, total.resolutions, total.resolutionsBusiness,
        ]
        for (index, values) in durations.enumerated() {
            let sorted = values.sorted()
            times[3 * index].append(values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count))
            times[3 * index + 1].append(quantile(sorted, 0.5) ?? .nan)
            times[3 * index + 2].append(quantile(sorted, 0.9) ?? .nan)
        }
        judged.append(total[.kept] + total[.late])
        kept.append(total[.kept])
        rated.append(total[.rating])
        let sum = total.ratings.reduce(0) { $0 + Int($1) }
        ratings.append(total[.rating] > 0 ? Double(sum) / Double(total[.rating]) : .nan)
        backlog.append(total.backlog)
        let hours = Double(total.onlineSeconds) / 3_600
        onlineMinutes.append(isOnlineKnown ? hours * 60 : .nan)
        resolvedPerHour.append(hours > 0 ? Double(total[.resolved]) / hours : .nan)
    }

    func table(_ name: TableName) -> Table {
        let compliance = zip(kept, judged).map { $1 > 0 ? Double($0) / Double($1) : .nan }
        return Table(
            name,
            values: [.texts(agents), .texts(periods)] + counts.map { .integer($0) } + times.map { .real($0) } + [
                .integer(judged), .integer(kept), .real(compliance), .integer(rated), .real(ratings),
                .integer(backlog), .real(onlineMinutes), .real(resolvedPerHour),
            ])
    }
}
