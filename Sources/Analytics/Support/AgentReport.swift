internal import Domain
internal import Kernels

/// The report `agents`: everyone's figures over all time, by month, and leaderboards that noise does not win.
package struct AgentReport: Encodable, Sendable {
    struct Agent: Encodable, Sendable {
        let agentID: String
        let name, team: String?
        let assigned, resolved, reopened, transferredIn, transferredOut, firstResponses: Int64
        let publicMessages, notes, oneTouch, slaJudged, slaMet, csatCount, backlog: Int64
        let slaShare, csatMean: Double?
        /// Mean hours to resolution, as they are, and at the shop's mix of cases.
        let resolutionHours, adjustedResolutionHours: Double?
        /// `nil` where nothing is known of the agent's presence.
        let onlineMinutes, resolvedPerOnlineHour: Double?

        private enum CodingKeys: String, CodingKey {
            case name, team, assigned, resolved, reopened, notes, backlog
            case agentID = "agent_id"
            case transferredIn = "transferred_in"
            case transferredOut = "transferred_out"
            case firstResponses = "first_responses"
            case publicMessages = "public_messages"
            case oneTouch = "one_touch"
            case slaJudged = "sla_judged"
            case slaMet = "sla_met"
            case csatCount = "csat_count"
            case slaShare = "sla_share"
            case csatMean = "csat_mean"
            case resolutionHours = "resolution_hours"
            case adjustedResolutionHours = "adjusted_resolution_hours"
            case onlineMinutes = "online_minutes"
            case resolvedPerOnlineHour = "resolved_per_online_hour"
        }
    }

    let agents: [Agent]
    let team: Agent?
    let leaderboards: [String: [Leaderboards.Place]]
    let months: TableRecords
    /// Cases that an agent needs to be on a leaderboard.
    let minimumVolume = Leaderboards.minimumVolume

    private enum CodingKeys: String, CodingKey {
        case agents, team, leaderboards, months
        case minimumVolume = "minimum_volume"
    }

    package init(_ support: SupportAnalysis) {
        let totals = PeriodTotals.of(support.agentCredits) { _ in 0 }
        let mix = CaseMix(support.clocks)
        let shop = support.clocks.frame.shop
        agents = totals.map { Agent($0, shop, mix) }
        var all = support.agentCredits
        for index in all.indices { all[index].subject = -1 }
        team = PeriodTotals.of(all.sorted()) { _ in 0 }.first.map { Agent($0, shop, mix) }
        let boards = Leaderboards(ids: totals.map { shop.agents.ids[Int($0.subject)] }, totals: totals)
        leaderboards = Dictionary(
            uniqueKeysWithValues: LeaderboardMetric.allCases.map { ($0.rawValue, boards.board($0)) })
        months = TableRecords(support.agentTable(.agentMonthlyMetrics))
    }
}

extension AgentReport.Agent {
    fileprivate init(_ total: PeriodTotals, _ shop: Shop, _ mix: CaseMix) {
        let agent = Int(total.subject)
        agentID = agent < 0 ? "" : shop.agents.ids[agent]
        name = agent >= 0 && agent < shop.agents.names.count ? shop.agents.names[agent] : nil
        team = agent >= 0 && agent < shop.agents.teams.count ? shop.agents.teams[agent] : nil
        (assigned, resolved, reopened) = (total[.assigned], total[.resolved], total[.reopened])
        (transferredIn, transferredOut) = (total[.transferredIn], total[.transferredOut])
        (firstResponses, publicMessages) = (total[.firstResponse], total[.message])
        (notes, oneTouch, backlog) = (total[.note], total[.oneTouch], total.backlog)
        (slaMet, slaJudged, csatCount) = (total[.kept], total[.kept] + total[.late], total[.rating])
        slaShare = slaJudged > 0 ? Double(slaMet) / Double(slaJudged) : nil
        csatMean = csatCount > 0 ? Double(total.ratings.reduce(0) { $0 + Int($1) }) / Double(csatCount) : nil
        let online = Double(total.onlineSeconds)
        onlineMinutes = online > 0 ? online / 60 : nil
        resolvedPerOnlineHour = online > 0 ? Double(total[.resolved]) * 3_600 / online : nil
        let seconds = total.resolutions
        resolutionHours = seconds.isEmpty ? nil : seconds.reduce(0, +) / Double(seconds.count) / 3_600
        adjustedResolutionHours = agent >= 0 ? mix.adjustedHours(agent) : nil
    }
}

/// How long an agent's cases took against what such cases take in the whole shop: indirect standardization.
///
/// A case is known by channel, category and priority. The mean hours of all resolved tickets in each such cell say what
/// an agent's mix of cases would have taken in average hands; the adjusted figure is the shop's mean times the ratio of
/// what they took to that. Hard cases then count against nobody. Credited is whoever had the ticket at its last resolution.
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
        for ticket in dated where records[ticket].assignee >= 0 {
            let agent = Int(records[ticket].assignee)
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
