package import Analytics
package import Domain

/// The report `sla`: how service level targets were met, by whom, lately, and which are breached or at risk now.
package struct ServiceReport: Report, Equatable {
    package static let name = ReportName.sla

    /// A target of an open ticket: a row of the table `sla_status`, without its slices.
    struct Target: Codable, Equatable, Sendable, Documented {
        let ticketID, target, policy, status: String
        let targetSeconds, elapsedSeconds, pausedSeconds, remainingSeconds: Int
        let startedAt: String
        @OrNull var endedAt: String?
        @OrNull var dueAt: String?
        @OrNull var breachedAt: String?
        let judged, late: Int
        @OrNull var agentID: String?

        private enum CodingKeys: String, CodingKey {
            case target, policy, status, judged, late
            case ticketID = "ticket_id"
            case targetSeconds = "target_seconds"
            case elapsedSeconds = "elapsed_seconds"
            case pausedSeconds = "paused_seconds"
            case remainingSeconds = "remaining_seconds"
            case startedAt = "started_at"
            case endedAt = "ended_at"
            case dueAt = "due_at"
            case breachedAt = "breached_at"
            case agentID = "agent_id"
        }

        static let meanings = [
            "ticket_id": "Id of the ticket.", "target": "What the policy sets a time for.",
            "policy": "Name of the policy.",
            "status": "`breached` or `at_risk`.", "target_seconds": "Time that the policy allows, in its calendar.",
            "elapsed_seconds": "Time used, in the policy's calendar.",
            "paused_seconds": "Time for which the clock was paused, in the policy's calendar.",
            "remaining_seconds": "`target_seconds` - `elapsed_seconds`; negative when late.",
            "started_at": "Start of the clock.", "ended_at": "End of the clock; null while it runs.",
            "due_at": "When the target will be used up; null while the clock is paused.",
            "breached_at": "When it was used up; null before.",
            "judged": "Decided clocks of this target (next responses have one a wait).", "late": "Of these, late.",
            "agent_id": "Agent to whom the last decision is attributed; before one, the assignee.",
        ]
    }

    let policies: [TargetCompliance]
    let breaches, atRisk: [Target]
    let trend: [DayCompliance]
    /// By id, and by name; what is attributed to nobody is in neither.
    let agents, teams: [AgentCompliance]
    /// Empty where the desk has no verdicts of its own.
    let deskAgreement: [DeskAgreement]

    private enum CodingKeys: String, CodingKey {
        case policies, breaches, trend, agents, teams
        case atRisk = "at_risk"
        case deskAgreement = "desk_agreement"
    }

    package static let meanings = [
        "policies": "One entry a policy and target.",
        "breaches": "Targets that are used up and not fulfilled, the latest first; at most 500.",
        "at_risk":
            "Targets that have used the share at which the policy warns (0.8 by default), the least time left first; at most 500.",
        "trend": "Compliance by the local day on which targets were decided.",
        "agents": "Compliance by agent.", "teams": "Compliance by team.",
        "desk_agreement": "Our verdicts against the source's own, by policy.",
    ]

    /// Rows of each list.
    private static let limit = 500

    package init(_ clocks: TicketClocks) {
        policies = clocks.targetCompliance
        breaches = clocks.list(.breached, limit: Self.limit).decoded()
        atRisk = clocks.list(.atRisk, limit: Self.limit).decoded()
        let compliance = Compliance(clocks)
        (trend, agents, teams) = (compliance.trend, compliance.agents, compliance.teams)
        deskAgreement = DeskAgreement.of(clocks)
    }
}

extension TargetCompliance: Documented {
    package static let meanings = [
        "name": "Name of the policy.", "target": "What it sets a time for.",
        "target_seconds": "Time that it allows, in its calendar.",
        "calendar": "Its calendar; left out around the clock.",
        "met": "Tickets whose target was met in time.", "met_late": "Tickets whose target was met too late.",
        "breached": "Tickets whose target is used up and not fulfilled.", "within": "Tickets whose clock runs in time.",
        "at_risk": "Tickets whose clock runs and has used the share at which the policy warns (0.8 by default).",
        "judged": "Decided clocks: every wait of a next response is one.", "late": "Of these, late.",
        "compliance": "(`judged` - `late`) / `judged`; left out without any.",
        "compliance_lower": "Lower end of its 95 % interval (Wilson).", "compliance_upper": "Upper end.",
    ]
}

extension DayCompliance: Documented {
    package static let meanings = [
        "day": "Local day.", "judged": "Clocks decided on that day.", "kept": "Of these, met in time.",
        "compliance": "`kept` / `judged`.",
    ]
}

extension AgentCompliance: Documented {
    package static let meanings = [
        "agent_id": "Id of the agent; left out of teams.", "name": "Name of the agent; left out of teams.",
        "team": "Team.", "judged": "Decided clocks attributed to the agent or team.", "kept": "Of these, met in time.",
        "compliance": "`kept` / `judged`.", "lower": "Lower end of its 95 % interval (Wilson).", "upper": "Upper end.",
    ]
}

extension DeskAgreement: Documented {
    package static let meanings = [
        "policy": "Name of the policy of the resolution.", "tickets": "Tickets with a verdict of both.",
        "share": "Share of them on which both agree.", "both_kept": "Met by both.", "both_broken": "Missed by both.",
        "clocks_kept": "Met by our clocks alone.", "desk_kept": "Met by the source alone.",
    ]
}

extension ServiceReport {
    /// Rows of a list that fit on a screen, and days of the trend.
    private static let (rows, days) = (15, 14)

    package func text(_ style: TextStyle) -> String {
        let now = [
            Self.list(
                atRisk, "at risk, the least time left first; due -: the clock is paused", "left", late: false),
            Self.list(breaches, "breached and still open, the latest first", "late by", late: true),
        ]
        return ([policiesText, attributionText, trendText] + now + [deskText]).asParts
    }

    private var policiesText: String {
        var table = TextTable(
            [
                "policy", "target", "within", "hours", "met", "met late", "breached", "at risk", "running",
                "compliance", "95 %",
            ], numeric: [2, 4, 5, 6, 7, 8, 9, 10])
        for policy in policies {
            table.add([
                policy.name, Self.words(policy.target), Figure.hours(Double(policy.targetSeconds) / 3_600),
                policy.calendar ?? "all", Figure.count(policy.met), Figure.count(policy.metLate),
                Figure.count(policy.breached), Figure.count(policy.atRisk), Figure.count(policy.within),
                Figure.percent(policy.compliance), Self.range(policy.complianceLower, policy.complianceUpper),
            ])
        }
        return table.text
    }

    private var attributionText: String {
        guard !teams.isEmpty || !agents.isEmpty else { return "" }
        var table = TextTable(["agent", "name", "team", "decided", "compliance", "95 %"], numeric: [3, 4, 5])
        for line in teams + agents {
            table.add([
                line.agentID ?? "team", line.name ?? "", line.team ?? "", Figure.count(line.judged),
                Figure.percent(line.compliance), Self.range(line.lower, line.upper),
            ])
        }
        return table.text
    }

    private var trendText: String {
        guard !trend.isEmpty else { return "" }
        var table = TextTable(["day", "decided", "compliance"], numeric: [1, 2])
        for day in trend.suffix(Self.days) {
            table.add([day.day, Figure.count(day.judged), Figure.percent(day.compliance)])
        }
        return table.text
    }

    /// By the clock of each policy.
    private static func list(_ found: [Target], _ title: String, _ column: String, late: Bool) -> String {
        guard !found.isEmpty else { return "nothing is \(title.prefix { $0 != "," })\n" }
        var table = TextTable(["ticket", "target", "policy", "due", column, "agent"], numeric: [4])
        for target in found.prefix(rows) {
            let seconds = Double(target.remainingSeconds)
            table.add([
                target.ticketID, words(target.target), target.policy, minute(target.dueAt),
                Figure.hours((late ? -seconds : seconds) / 3_600), target.agentID ?? "-",
            ])
        }
        return "\(title) (\(min(rows, found.count)) of \(found.count))\n" + table.text
    }

    private var deskText: String {
        guard !deskAgreement.isEmpty else { return "" }
        var table = TextTable(
            ["policy", "tickets", "agree", "met by us alone", "met by the source alone"], numeric: [1, 2, 3, 4])
        for line in deskAgreement {
            table.add([
                line.policy, Figure.count(line.tickets), Figure.percent(line.share), Figure.count(line.clocksKept),
                Figure.count(line.deskKept),
            ])
        }
        return "our verdicts against the source's own\n" + table.text
    }

    private static func words(_ name: String) -> String { name.replacing("_", with: " ") }

    private static func range(_ lower: Double?, _ upper: Double?) -> String {
        lower == nil ? "-" : "\(Figure.percent(lower)) to \(Figure.percent(upper))"
    }

    /// `2026-03-02 09:00Z`; `-` while a clock is paused.
    private static func minute(_ instant: String?) -> String {
        guard let instant else { return "-" }
        return "\(instant.prefix(10)) \(instant.dropFirst(11).prefix(5))Z"
    }
}
