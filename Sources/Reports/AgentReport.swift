package import Analytics
package import Domain
internal import Tables

/// The report `agents`: everyone's figures over all time, by month, and leaderboards that noise does not lead.
package struct AgentReport: Report, Equatable {
    package static let name = ReportName.agents

    let agents: [Agent]
    /// All agents together, without a name.
    let team: Agent?
    let leaderboards: [LeaderboardMetric: [Leaderboards.Place]]
    let months: [Month]
    /// Cases that an agent needs to be on a leaderboard.
    let minimumVolume: Int

    private enum CodingKeys: String, CodingKey {
        case agents, team, leaderboards, months
        case minimumVolume = "minimum_volume"
    }

    package static let meanings = [
        "agents": "One entry an agent, over all time.",
        "team": "All agents together; left out where there are none.",
        "leaderboards": "By metric, the best agent first.",
        "months": "One entry an agent and month of the agent's time zone: the table `agent_monthly_metrics`.",
        "minimum_volume": "Cases that an agent needs to be on a leaderboard.",
    ]

    package init(_ support: SupportAnalysis) {
        let figures = AgentFigures(support)
        agents = figures.agents.decoded()
        team = figures.team.flatMap { $0.decoded(as: Agent.self).first }
        leaderboards = figures.leaderboards
        months = TableRecords(support.agentTable(AgentMetricsTable.monthly)).decoded()
        minimumVolume = Leaderboards.minimumVolume
    }

    /// An agent over all time.
    struct Agent: Codable, Equatable, Sendable, Documented {
        let metrics: AgentMetrics
        @OrNull var name: String?
        @OrNull var team: String?
        @OrNull var resolutionHours: Double?
        @OrNull var adjustedResolutionHours: Double?

        private enum CodingKeys: String, CodingKey {
            case name, team
            case resolutionHours = "resolution_hours"
            case adjustedResolutionHours = "adjusted_resolution_hours"
        }

        init(from decoder: any Decoder) throws {
            metrics = try AgentMetrics(from: decoder)
            let own = try decoder.container(keyedBy: CodingKeys.self)
            _name = try own.decode(OrNull<String>.self, forKey: .name)
            _team = try own.decode(OrNull<String>.self, forKey: .team)
            _resolutionHours = try own.decode(OrNull<Double>.self, forKey: .resolutionHours)
            _adjustedResolutionHours = try own.decode(OrNull<Double>.self, forKey: .adjustedResolutionHours)
        }

        func encode(to encoder: any Encoder) throws {
            try metrics.encode(to: encoder)
            var own = encoder.container(keyedBy: CodingKeys.self)
            try own.encode(_name, forKey: .name)
            try own.encode(_team, forKey: .team)
            try own.encode(_resolutionHours, forKey: .resolutionHours)
            try own.encode(_adjustedResolutionHours, forKey: .adjustedResolutionHours)
        }

        static let meanings = AgentMetrics.meanings.merging([
            "name": "Name of the agent.", "team": "Team of the agent.",
            "resolution_hours": "Mean calendar hours from creation to resolution.",
            "adjusted_resolution_hours": "The same at the shop's mix of channel, category and priority (indirect "
                + "standardisation): the shop's mean × actual / expected hours of the agent's cases.",
        ]) { own, _ in own }
    }

    /// An agent in one month.
    struct Month: Codable, Equatable, Sendable, Documented {
        let metrics: AgentMetrics
        let period: String

        private enum CodingKeys: String, CodingKey { case period }

        init(from decoder: any Decoder) throws {
            metrics = try AgentMetrics(from: decoder)
            period = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .period)
        }

        func encode(to encoder: any Encoder) throws {
            try metrics.encode(to: encoder)
            var own = encoder.container(keyedBy: CodingKeys.self)
            try own.encode(period, forKey: .period)
        }

        static let meanings = AgentMetrics.meanings.merging(["period": "Month, `2026-03`."]) { own, _ in own }
    }

    /// What is counted of an agent in any period.
    struct AgentMetrics: Codable, Equatable, Sendable, Documented {
        let agentID: String
        let assigned, resolved, transferredIn, transferredOut, reopened, firstResponses, publicMessages, notes: Int
        let oneTouch: Int
        @OrNull var firstResponseMeanSeconds: Double?
        @OrNull var firstResponseMedianSeconds: Double?
        @OrNull var firstResponseP90Seconds: Double?
        @OrNull var firstResponseBusinessMeanSeconds: Double?
        @OrNull var firstResponseBusinessMedianSeconds: Double?
        @OrNull var firstResponseBusinessP90Seconds: Double?
        @OrNull var resolutionMeanSeconds: Double?
        @OrNull var resolutionMedianSeconds: Double?
        @OrNull var resolutionP90Seconds: Double?
        @OrNull var resolutionBusinessMeanSeconds: Double?
        @OrNull var resolutionBusinessMedianSeconds: Double?
        @OrNull var resolutionBusinessP90Seconds: Double?
        let slaJudged, slaMet: Int
        @OrNull var slaCompliance: Double?
        let csatCount: Int
        @OrNull var csatMean: Double?
        let backlog: Int
        @OrNull var onlineMinutes: Double?
        @OrNull var resolvedPerOnlineHour: Double?

        private enum CodingKeys: String, CodingKey {
            case assigned, resolved, reopened, notes, backlog
            case agentID = "agent_id"
            case transferredIn = "transferred_in"
            case transferredOut = "transferred_out"
            case firstResponses = "first_responses"
            case publicMessages = "public_messages"
            case oneTouch = "one_touch"
            case firstResponseMeanSeconds = "first_response_mean_seconds"
            case firstResponseMedianSeconds = "first_response_median_seconds"
            case firstResponseP90Seconds = "first_response_p90_seconds"
            case firstResponseBusinessMeanSeconds = "first_response_business_mean_seconds"
            case firstResponseBusinessMedianSeconds = "first_response_business_median_seconds"
            case firstResponseBusinessP90Seconds = "first_response_business_p90_seconds"
            case resolutionMeanSeconds = "resolution_mean_seconds"
            case resolutionMedianSeconds = "resolution_median_seconds"
            case resolutionP90Seconds = "resolution_p90_seconds"
            case resolutionBusinessMeanSeconds = "resolution_business_mean_seconds"
            case resolutionBusinessMedianSeconds = "resolution_business_median_seconds"
            case resolutionBusinessP90Seconds = "resolution_business_p90_seconds"
            case slaJudged = "sla_judged"
            case slaMet = "sla_met"
            case slaCompliance = "sla_compliance"
            case csatCount = "csat_count"
            case csatMean = "csat_mean"
            case onlineMinutes = "online_minutes"
            case resolvedPerOnlineHour = "resolved_per_online_hour"
        }

        static let meanings: [String: String] = {
            var found = [
                "agent_id": "Id of the agent; empty for all together.", "assigned": "Tickets assigned to the agent.",
                "resolved": "Resolutions, attributed to the assignee at the resolution.",
                "transferred_in": "Tickets taken over from another agent.",
                "transferred_out": "Tickets given to another agent.",
                "reopened": "Resolutions of the agent that were taken back.",
                "first_responses": "First public answers to a ticket.", "public_messages": "Public messages.",
                "notes": "Internal notes.", "one_touch": "Resolved tickets with one public answer and no reopening.",
                "sla_judged": "Decided targets attributed to the agent.", "sla_met": "Of these, met in time.",
                "sla_compliance": "`sla_met` / `sla_judged`; null without any.", "csat_count": "Ratings.",
                "csat_mean": "Mean rating, 1 to 5; null without any.", "backlog": "Open tickets at the end.",
                "online_minutes": "Minutes online or busy; null where presence is unknown.",
                "resolved_per_online_hour": "`resolved` / hours online; null without any.",
            ]
            let statistics = ["mean": "Mean", "median": "Median", "p90": "90 % quantile of"]
            let clocks = ["": "calendar seconds", "_business": "business seconds"]
            let durations = ["first_response": "to the first public answer", "resolution": "to the resolution"]
            for (duration, words) in durations {
                for (clock, seconds) in clocks {
                    for (statistic, name) in statistics {
                        found["\(duration)\(clock)_\(statistic)_seconds"] =
                            "\(name) \(seconds) from creation \(words); null without any."
                    }
                }
            }
            return found
        }()
    }
}

extension Leaderboards.Place: Documented {
    package static let meanings = [
        "agent_id": "Id of the agent.", "value": "The figure as counted.",
        "shrunk":
            "The figure that ranks: shares and means shrunk towards all agents' by empirical Bayes; volume as counted.",
        "lower": "Lower end of the 95 % interval of `value`; left out for volume.", "upper": "Upper end.",
        "count": "Cases behind the figure; minutes for time online.",
    ]
}

extension AgentReport {
    private static let rows = 10

    package func text(_ style: TextStyle) -> String {
        ([everyone] + Self.boards.map(board)).asParts
    }

    private var everyone: String {
        guard !agents.isEmpty else { return "no agents in the source\n" }
        var table = TextTable(
            [
                "agent", "name", "team", "resolved", "reopened", "first replies", "median", "resolution",
                "adjusted", "SLA met", "CSAT", "per hour", "open",
            ], numeric: Set(3...12))
        for agent in agents { table.add(agent.cells) }
        if let team { table.add(team.cells) }
        return table.text
            + "median: time to the first reply; resolution: mean; adjusted: the same at the shop's mix of channels, "
            + "categories and\npriorities; per hour: resolved per hour online\n"
    }

    private struct Board: Sendable {
        let metric: LeaderboardMetric
        let title: String
        let cases: String
        let figure: @Sendable (Double?) -> String
    }

    private static let boards = [
        Board(metric: .slaCompliance, title: "SLA compliance", cases: "decided") { Figure.percent($0) },
        Board(metric: .csatMean, title: "CSAT", cases: "ratings") { Figure.decimal($0) },
        Board(metric: .oneTouchRate, title: "one-touch", cases: "resolved") { Figure.percent($0) },
        Board(metric: .notReopenedRate, title: "not reopened", cases: "resolved") { Figure.percent($0) },
        Board(metric: .firstResponseHours, title: "first reply, mean", cases: "replies") { Figure.hours($0) },
        Board(metric: .resolutionHours, title: "resolution, mean", cases: "resolved") { Figure.hours($0) },
    ]

    /// By the figure shrunk to everyone's, which three lucky tickets cannot lead.
    private func board(_ board: Board) -> String {
        guard let places = leaderboards[board.metric], !places.isEmpty else { return "" }
        var table = TextTable([board.title, "ranked by", "as counted", "95 %", board.cases], numeric: [1, 2, 3, 4])
        for place in places.prefix(Self.rows) {
            table.add([
                place.agentID, board.figure(place.shrunk), board.figure(place.value),
                "\(board.figure(place.lower)) to \(board.figure(place.upper))", Figure.count(place.count),
            ])
        }
        guard places.count > Self.rows else { return table.text }
        return table.text
            + "\(Self.rows) of \(places.count) with \(Figure.count(minimumVolume)) or more \(board.cases)\n"
    }
}

extension AgentReport.Agent {
    fileprivate var cells: [String] {
        [
            metrics.agentID.isEmpty ? "all" : metrics.agentID, name ?? "", team ?? "", Figure.count(metrics.resolved),
            Figure.count(metrics.reopened), Figure.count(metrics.firstResponses),
            Figure.hours(metrics.firstResponseMedianSeconds.map { $0 / 3_600 }), Figure.hours(resolutionHours),
            Figure.hours(adjustedResolutionHours), Figure.percent(metrics.slaCompliance),
            Figure.decimal(metrics.csatMean), Figure.decimal(metrics.resolvedPerOnlineHour),
            Figure.count(metrics.backlog),
        ]
    }
}
