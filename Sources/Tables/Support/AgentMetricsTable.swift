/// `agent_daily_metrics`, `agent_weekly_metrics`, `agent_monthly_metrics`: what agents did in a period.
package struct AgentMetricsTable: Sendable {
    /// Mean, median and 90 % quantile of a duration, over what was finished in the period.
    package struct Statistics: Sendable {
        package let mean, median, p90: Column<Double?>

        fileprivate init(_ name: String, _ unit: ColumnUnit, _ meaning: String) {
            let null = "without one in the period whose time is known"
            mean = Column("\(name)_mean_seconds", unit, "Mean \(meaning).", null: null)
            median = Column("\(name)_median_seconds", unit, "Median \(meaning).", null: null)
            p90 = Column("\(name)_p90_seconds", unit, "90 % quantile (type 7) of the \(meaning).", null: null)
        }

        package var all: [Column<Double?>] { [mean, median, p90] }
    }

    package let agentID = Column<String>("agent_id", "The agent's id in the source.")
    package let period = Column<String>(
        "period", "The day, ISO week or month in the agent's own time zone: `2026-03-02`, `2026-W10`, `2026-03`.")
    package let assigned = Column<Int>("assigned", .tickets, "Tickets assigned to the agent in the period.")
    package let resolved = Column<Int>(
        "resolved", .tickets, "Resolutions in the period of tickets that the agent had.")
    package let transferredIn = Column<Int>("transferred_in", .tickets, "Tickets taken over from another agent.")
    package let transferredOut = Column<Int>("transferred_out", .tickets, "Tickets handed to another agent.")
    package let reopened = Column<Int>(
        "reopened", .tickets, "Tickets reopened in the period that the agent had resolved.")
    package let firstResponses = Column<Int>("first_responses", .tickets, "First public replies by the agent.")
    package let publicMessages = Column<Int>("public_messages", "messages", "Public replies by the agent.")
    package let notes = Column<Int>("notes", "messages", "Internal notes by the agent.")
    package let oneTouch = Column<Int>("one_touch", .tickets, "Resolved tickets that needed one public reply.")
    package let firstResponse = Statistics(
        "first_response", "calendar seconds", "time from creation to the agent's first responses")
    package let firstResponseBusiness = Statistics(
        "first_response_business", .businessSeconds, "time from creation to the agent's first responses")
    package let resolution = Statistics(
        "resolution", "calendar seconds", "time from creation to the agent's resolutions")
    package let resolutionBusiness = Statistics(
        "resolution_business", .businessSeconds, "time from creation to the agent's resolutions")
    package let slaJudged = Column<Int>(
        "sla_judged", .targets,
        "Targets attributed to the agent that were decided in the period: on the day on which they were fulfilled or used up. They are attributed to who replied or resolved, until then to the assignee."
    )
    package let slaMet = Column<Int>("sla_met", .targets, "Those of them that were met.")
    package let slaCompliance = Column<Double?>(
        "sla_compliance", .share, "`sla_met` / `sla_judged`.", null: "where `sla_judged` is 0")
    package let csatCount = Column<Int>("csat_count", "ratings", "Ratings of tickets that the agent resolved.")
    package let csatMean = Column<Double?>("csat_mean", "1 to 5", "Their mean.", null: "without a rating")
    package let backlog = Column<Int>(
        "backlog", .tickets, "Unresolved tickets that the agent has at the end of the period.")
    package let onlineMinutes = Column<Double?>(
        "online_minutes", "minutes", "Time in which the agent was online or busy.",
        null: "where the agent's presence is not recorded")
    package let resolvedPerOnlineHour = Column<Double?>(
        "resolved_per_online_hour", "tickets / hour", "`resolved` / hours online.", null: "without time online")

    package static let daily = declared("agent_daily_metrics", "day")
    package static let weekly = declared("agent_weekly_metrics", "ISO week")
    package static let monthly = declared("agent_monthly_metrics", "month")

    private static func declared(_ name: String, _ period: String) -> TypedTable<AgentMetricsTable> {
        TypedTable(
            name, AgentMetricsTable(),
            rows: "One row an agent and \(period), by those two; a period in which nothing happened has none.",
            stages: [.support], key: { [$0.agentID, $0.period] })
    }
}
