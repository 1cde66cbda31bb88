internal import Domain
internal import Kernels
internal import Tables

/// The rows of `agent_daily_metrics` and its like.
struct AgentRows {
    private var (agents, periods): ([String], [String]) = ([], [])
    /// By what is counted.
    private var counts: [CreditKind: [Int64]] = [:]
    private var firstResponse = StatisticsColumns()
    private var firstResponseBusiness = StatisticsColumns()
    private var resolution = StatisticsColumns()
    private var resolutionBusiness = StatisticsColumns()
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
        for kind in Self.counted { counts[kind, default: []].append(total[kind]) }
        firstResponse.append(total.firstResponses)
        firstResponseBusiness.append(total.firstResponsesBusiness)
        resolution.append(total.resolutions)
        resolutionBusiness.append(total.resolutionsBusiness)
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

    private static let counted: [CreditKind] = [
        .assigned, .resolved, .transferredIn, .transferredOut, .reopened, .firstResponse, .message, .note, .oneTouch,
    ]

    func table(_ table: TypedTable<AgentMetricsTable>) -> Table {
        Table(table) { t in
            (t.agentID, t.period) = (TextColumn(agents), TextColumn(periods))
            fillCounts(&t)
            firstResponse.fill(t.firstResponse, of: &t)
            firstResponseBusiness.fill(t.firstResponseBusiness, of: &t)
            resolution.fill(t.resolution, of: &t)
            resolutionBusiness.fill(t.resolutionBusiness, of: &t)
            (t.slaJudged, t.slaMet) = (judged, kept)
            t.slaCompliance = zip(kept, judged).map { $1 > 0 ? Double($0) / Double($1) : .nan }
            (t.csatCount, t.csatMean, t.backlog) = (rated, ratings, backlog)
            (t.onlineMinutes, t.resolvedPerOnlineHour) = (onlineMinutes, resolvedPerHour)
        }
    }

    private func fillCounts(_ t: inout TableFilling<AgentMetricsTable>) {
        t.assigned = counts[.assigned] ?? []
        t.resolved = counts[.resolved] ?? []
        t.transferredIn = counts[.transferredIn] ?? []
        t.transferredOut = counts[.transferredOut] ?? []
        t.reopened = counts[.reopened] ?? []
        t.firstResponses = counts[.firstResponse] ?? []
        t.publicMessages = counts[.message] ?? []
        t.notes = counts[.note] ?? []
        t.oneTouch = counts[.oneTouch] ?? []
    }
}

/// Mean, median and 90 % quantile of a duration, a row a period.
private struct StatisticsColumns {
    private var (mean, median, p90): ([Double], [Double], [Double]) = ([], [], [])

    mutating func append(_ values: [Double]) {
        let sorted = values.sorted()
        mean.append(values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count))
        median.append(quantile(sorted, 0.5) ?? .nan)
        p90.append(quantile(sorted, 0.9) ?? .nan)
    }

    func fill(_ columns: AgentMetricsTable.Statistics, of t: inout TableFilling<AgentMetricsTable>) {
        (t[columns.mean], t[columns.median], t[columns.p90]) = (mean, median, p90)
    }
}
