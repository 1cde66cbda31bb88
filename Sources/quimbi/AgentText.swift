import Domain

/// The report `agents` as the head of a desk reads it: what everyone did, and who leads by what, with the doubt that is left.
struct AgentText {
    private static let rows = 10

    private let report: JSONValue

    init(_ report: JSONValue) {
        self.report = report
    }

    var text: String {
        ([everyone] + Self.boards.map(board)).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var everyone: String {
        let agents = report["agents"]?.items ?? []
        guard !agents.isEmpty else { return "nothing is known of any agent\n" }
        var table = TextTable(
            [
                "agent", "name", "team", "resolved", "taken up again", "first answers", "within", "resolution",
                "like cases", "promises kept", "rating", "an hour", "open",
            ], numeric: Set(3...12))
        for agent in agents { table.add(row(agent)) }
        if let team = report["team"], team["resolved"] != nil { table.add(row(team)) }
        return table.text
            + "within: median time to the first answer; resolution: mean, and beside it at the shop's mix of channels, "
            + "categories and\npriorities; an hour: resolved per hour online\n"
    }

    private func row(_ agent: JSONValue) -> [String] {
        let id = agent["agent_id"]?.text ?? ""
        return [
            id.isEmpty ? "all" : id, agent["name"]?.text ?? "", agent["team"]?.text ?? "",
            Figure.count(agent["resolved"]), Figure.count(agent["reopened"]), Figure.count(agent["first_responses"]),
            Figure.hours(agent["first_response_median_seconds"]?.number.map { $0 / 3_600 }),
            Figure.hours(agent["resolution_hours"]?.number),
            Figure.hours(agent["adjusted_resolution_hours"]?.number),
            Figure.percent(agent["sla_compliance"]?.number), Figure.decimal(agent["csat_mean"]?.number),
            Figure.decimal(agent["resolved_per_online_hour"]?.number), Figure.count(agent["backlog"]),
        ]
    }

    private struct Board: Sendable {
        let metric: LeaderboardMetric
        let title: String
        let cases: String
        let figure: @Sendable (Double?) -> String
    }

    private static let boards = [
        Board(metric: .slaCompliance, title: "promises kept", cases: "promises") { Figure.percent($0) },
        Board(metric: .csatMean, title: "rating", cases: "ratings") { Figure.decimal($0) },
        Board(metric: .oneTouchRate, title: "resolved with one answer", cases: "resolved") { Figure.percent($0) },
        Board(metric: .notReopenedRate, title: "not taken up again", cases: "resolved") { Figure.percent($0) },
        Board(metric: .firstResponseHours, title: "first answer, mean", cases: "answers") { Figure.hours($0) },
        Board(metric: .resolutionHours, title: "resolution, mean", cases: "resolved") { Figure.hours($0) },
    ]

    /// By the figure drawn to everyone's, which three lucky tickets cannot lead.
    private func board(_ board: Board) -> String {
        let places = report["leaderboards"]?[board.metric.rawValue]?.items ?? []
        guard !places.isEmpty else { return "" }
        var table = TextTable(
            [board.title, "ranked by", "as counted", "95 %", board.cases], numeric: [1, 2, 3, 4])
        for place in places.prefix(Self.rows) {
            let ends = ["lower", "upper"].map { board.figure(place[$0]?.number) }
            table.add([
                place["agent_id"]?.text ?? "", board.figure(place["shrunk"]?.number),
                board.figure(place["value"]?.number), ends.joined(separator: " to "), Figure.count(place["count"]),
            ])
        }
        let least = Figure.count(report["minimum_volume"])
        return table.text
            + (places.count > Self.rows
                ? "\(Self.rows) of \(places.count) with \(least) or more \(board.cases)\n" : "")
    }
}
