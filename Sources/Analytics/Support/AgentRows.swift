internal import Domain
internal import Kernels

/// The rows of `agent_daily_metrics` and its like.
struct AgentRows {
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

    func table(_ name: TableName) -> Table { Table(name, values: values) }

    /// In the order of ``SupportColumns/agentMetrics``.
    var values: [Column.Values] {
        let compliance = zip(kept, judged).map { $1 > 0 ? Double($0) / Double($1) : .nan }
        return [.texts(agents), .texts(periods)] + counts.map { .integer($0) } + times.map { .real($0) } + [
            .integer(judged), .integer(kept), .real(compliance), .integer(rated), .real(ratings),
            .integer(backlog), .real(onlineMinutes), .real(resolvedPerHour),
        ]
    }
}
