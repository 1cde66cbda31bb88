package import Domain
internal import Kernels
internal import Tables

/// Every agent's figures over all time, and boards that noise does not lead.
package struct AgentFigures: Sendable {
    /// One row an agent: the columns of `agent_daily_metrics` but for `period`, and some more.
    ///
    /// - `name`, `team`;
    /// - `resolution_hours`: the mean hours to resolution;
    /// - `adjusted_resolution_hours`: the same at the shop's mix of cases, see ``CaseMix``.
    package let agents: TableRecords
    /// All agents together, without a name; `nil` where there are none.
    package let team: TableRecords?
    package let leaderboards: [LeaderboardMetric: [Leaderboards.Place]]

    package init(_ support: SupportAnalysis) {
        let totals = PeriodTotals.of(support.agentCredits) { _ in 0 }
        let (shop, mix) = (support.clocks.frame.shop, CaseMix(support.clocks))
        agents = Self.records(totals, shop, mix)
        team = PeriodTotals.joined(totals).map { Self.records([$0], shop, mix) }
        let boards = Leaderboards(ids: totals.map { shop.agents.ids[Int($0.subject)] }, totals: totals)
        leaderboards = Dictionary(uniqueKeysWithValues: LeaderboardMetric.allCases.map { ($0, boards.board($0)) })
    }

    /// Agents by their index, all of them together as -1.
    private static func records(_ totals: [PeriodTotals], _ shop: Shop, _ mix: CaseMix) -> TableRecords {
        let (online, ids) = (OnlineTime(shop), totals.map { Int($0.subject) })
        var rows = AgentRows()
        for (id, total) in zip(ids, totals) {
            rows.append(
                total, agent: id < 0 ? "" : shop.agents.ids[id], period: "",
                isOnlineKnown: id < 0 ? total.onlineSeconds > 0 : online.isKnown(id))
        }
        func text(_ strings: StringTable) -> ColumnValues {
            .text(TextColumn(ids.map { $0 >= 0 && $0 < strings.count && !strings[$0].isEmpty ? strings[$0] : nil }))
        }
        let daily = AgentMetricsTable.daily
        return TableRecords(
            rows.table(daily), without: [daily.column.period],
            and: [
                ("name", text(shop.agents.names)), ("team", text(shop.agents.teams)),
                ("resolution_hours", .real(totals.map(\.meanResolutionHours))),
                ("adjusted_resolution_hours", .real(ids.map { $0 < 0 ? .nan : mix.adjustedHours($0) ?? .nan })),
            ])
    }
}

extension PeriodTotals {
    /// NaN without a resolution whose time is known.
    fileprivate var meanResolutionHours: Double {
        resolutions.isEmpty ? .nan : resolutions.reduce(0, +) / Double(resolutions.count) / 3_600
    }
}

/// How long an agent's cases took against what such cases take in the whole shop: indirect standardization.
///
/// A case is known by channel, category and priority. The mean hours of all resolved tickets in each such cell say what
/// an agent's mix of cases would have taken in average hands; the adjusted figure is the shop's mean times the ratio of
/// what they took to that. Hard cases then count against nobody. A case is that of the agent who resolved it last.
struct CaseMix {
    private var actual: [Double]
    private var expected: [Double]
    private var cases: [Int]
    private let overall: Double

    init(_ clocks: TicketClocks) {
        let records = clocks.records
        let dated = records.indices.filter { records[$0].resolvedAt != Instant.missing }
        var cells: [Int32: (sum: Double, count: Double)] = [:]
        var all = 0.0
        for ticket in dated {
            let hours = Self.hours(records[ticket])
            cells[clocks.cell(of: ticket), default: (0, 0)].sum += hours
            cells[clocks.cell(of: ticket), default: (0, 0)].count += 1
            all += hours
        }
        let agents = clocks.frame.shop.agents.count
        (actual, expected) = (Array(repeating: 0, count: agents), Array(repeating: 0, count: agents))
        cases = Array(repeating: 0, count: agents)
        overall = dated.isEmpty ? 0 : all / Double(dated.count)
        for ticket in dated where records[ticket].resolver >= 0 {
            let agent = Int(records[ticket].resolver)
            guard let cell = cells[clocks.cell(of: ticket)] else { continue }
            actual[agent] += Self.hours(records[ticket])
            expected[agent] += cell.sum / cell.count
            cases[agent] += 1
        }
    }

    private static func hours(_ record: TicketRecord) -> Double {
        Double(record.calendarSeconds[.fullResolution]) / 3_600
    }

    /// `nil` without a case, or where such cases take no time at all.
    func adjustedHours(_ agent: Int) -> Double? {
        cases[agent] > 0 && expected[agent] > 0 ? overall * actual[agent] / expected[agent] : nil
    }
}
