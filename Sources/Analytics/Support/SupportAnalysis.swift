internal import Domain
internal import Kernels
package import Tables

/// What tickets amount to by agent, day, customer and in the queue.
package struct SupportAnalysis: Sendable {
    package let clocks: TicketClocks
    let agentCredits: [Credit]
    let cellCredits: [Credit]

    /// Partitions whose credits are merged at a time: what many tickets have alike is soon one credit.
    private static let wave = 16

    /// Reads every story once more for what it credits; parts are settled and merged, so threads change nothing.
    package init(_ clocks: TicketClocks, jobs: Int) {
        self.clocks = clocks
        let ranges = Partitions.ranges(of: clocks.records.count)
        var desk = CreditReading(clocks)
        desk.readPresence()
        desk.settle()
        var whole = SupportPartial(agents: desk.agents, cells: desk.cells)
        for first in stride(from: 0, to: ranges.count, by: Self.wave) {
            let parts = Partitions.map(first..<min(first + Self.wave, ranges.count), jobs: jobs) { part in
                var (reading, story) = (CreditReading(clocks), TicketStory())
                for ticket in ranges[part] {
                    story.read(ticket, in: clocks.frame)
                    reading.read(ticket, story)
                }
                reading.settle()
                return SupportPartial(agents: reading.agents, cells: reading.cells)
            }
            whole = SupportPartial(merging: [whole] + parts)
        }
        (agentCredits, cellCredits) = (whole.agents, whole.cells)
    }

    /// The rows of `agent_daily_metrics`, `agent_weekly_metrics` or `agent_monthly_metrics`.
    package func agentTable(_ table: TypedTable<AgentMetricsTable>) -> Table {
        let granularity: CohortGranularity =
            table === AgentMetricsTable.monthly ? .month : table === AgentMetricsTable.weekly ? .week : .day
        var rows = AgentRows()
        let totals = PeriodTotals.of(agentCredits) { Int32(clamping: granularity.period(ofDay: $0)) }
        let online = OnlineTime(clocks.frame.shop)
        for total in totals {
            rows.append(
                total, agent: clocks.frame.shop.agents.ids[Int(total.subject)],
                period: granularity.label(ofPeriod: numericCast(total.period)),
                isOnlineKnown: online.isKnown(Int(total.subject)))
        }
        return rows.table(table)
    }

    /// The rows of `support_daily`.
    package var dailyTable: Table {
        var rows: [(key: (Int32, String, String, String), total: PeriodTotals)] = []
        for total in PeriodTotals.of(cellCredits, period: { $0 }) {
            let name = clocks.cellName(total.subject)
            rows.append(((total.period, name.channel, name.category, name.priority.name), total))
        }
        rows.sort { $0.key < $1.key }
        return Table(SupportDailyTable.table) { t in
            t.day = TextColumn(rows.map { CivilDate(daysSince1970: $0.key.0).description })
            t.channel = TextColumn(rows.map(\.key.1))
            t.category = TextColumn(rows.map(\.key.2))
            t.priority = TextColumn(rows.map(\.key.3))
            t.created = rows.map { $0.total[.created] }
            t.resolved = rows.map { $0.total[.resolved] }
            t.reopened = rows.map { $0.total[.reopened] }
            t.backlog = rows.map(\.total.backlog)
            t.breaches = rows.map { $0.total[.late] }
            t.firstResponseMedian = rows.map { quantile($0.total.firstResponses, 0.5) ?? .nan }
            t.firstResponseP90 = rows.map { quantile($0.total.firstResponses, 0.9) ?? .nan }
            t.resolutionMedian = rows.map { quantile($0.total.resolutions, 0.5) ?? .nan }
            t.resolutionP90 = rows.map { quantile($0.total.resolutions, 0.9) ?? .nan }
        }
    }
}

/// What some tickets are credited for, settled: the counts behind every table of agents and days.
struct SupportPartial: PartialResult {
    private(set) var agents: [Credit]
    private(set) var cells: [Credit]

    init(agents: [Credit], cells: [Credit]) {
        (self.agents, self.cells) = (agents, cells)
    }

    /// Several at once, which costs less than one after the other.
    init(merging parts: [SupportPartial]) {
        agents = Credit.merged(parts.map(\.agents))
        cells = Credit.merged(parts.map(\.cells))
    }

    mutating func merge(_ next: SupportPartial) { self = SupportPartial(merging: [self, next]) }
}
