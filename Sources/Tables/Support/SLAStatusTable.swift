/// `sla_status`: tickets against the targets of their policies.
package struct SLAStatusTable: Sendable {
    package let ticketID = Column<String>("ticket_id", "The ticket's id in the source.")
    package let target = Column<String>("target", "`first_response`, `next_response` or `resolution`.")
    package let policy = Column<String>("policy", "The policy in force at the end of the clock.")
    package let status = Column<String>(
        "status",
        "`within` (running, below the at-risk share of the target), `at_risk`, `breached` (target used up and not fulfilled), `met`, `met_late` (fulfilled after the target)."
    )
    package let targetSeconds = Column<Int>("target_seconds", .businessSeconds, "The target.")
    package let elapsedSeconds = Column<Int>(
        "elapsed_seconds", .businessSeconds, "What has counted so far, by the policy's calendar.")
    package let pausedSeconds = Column<Int>(
        "paused_seconds", .businessSeconds,
        "What has not counted within the calendar: waiting for the customer, on hold, resolved.")
    package let remainingSeconds = Column<Int>(
        "remaining_seconds", .businessSeconds, "`target_seconds` - `elapsed_seconds`; negative when late.")
    package let startedAt = Column<String>("started_at", .instant, "When the clock started.")
    package let endedAt = Column<String?>(
        "ended_at", .instant, "When the target was fulfilled.", null: "while it is not")
    package let dueAt = Column<String?>(
        "due_at", .instant, "When the target is used up if the clock runs on.", null: "while the clock is paused")
    package let breachedAt = Column<String?>(
        "breached_at", .instant, "When the target was used up.", null: "where it was not")
    package let judged = Column<Int>(
        "judged", .targets,
        "Clocks of the target that are decided (met, met late or breached); every wait counts for `next_response`.")
    package let late = Column<Int>("late", .targets, "Those of them that were met late or breached.")
    package let agentID = Column<String?>(
        "agent_id",
        "The agent to whom the last decision is attributed: who replied or resolved, until then the assignee.",
        null: "where no agent is known")
    package let slices = Column<JSONDocument>(
        "slices",
        "`[[from, to, why], ...]` without gaps, why one of `counted`, `closed_hours`, `waiting_for_customer`, `on_hold`, `resolved`; the counted ones add up to `elapsed_seconds`."
    )

    package static let table = TypedTable(
        "sla_status", SLAStatusTable(),
        rows:
            "One row a ticket and target of its policy, by those two. The row of `next_response` shows the open wait, or the longest one.",
        stages: [.clocks], key: { [$0.ticketID, $0.target] },
        indexes: { [[$0.status, $0.remainingSeconds, $0.ticketID]] })
}
