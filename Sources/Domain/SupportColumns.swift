/// The columns of the tables about tickets, agents and service levels.
///
/// Instants are ISO 8601 in UTC.
enum SupportColumns {
    /// One row a ticket and target that a policy promises, by ticket and target; those two are the key.
    ///
    /// - The row of `next_response` shows the open wait, or the longest one; `judged` and `late` count all waits of which it
    ///   can be said if the target was kept, and those where it was not.
    /// - `elapsed_seconds`, `paused_seconds` and `remaining_seconds` (negative when late) go by the policy's calendar.
    /// - `due_at` is NULL while the clock stands.
    /// - `agent_id`: to whom the last judgement falls; before there is any, whoever has the ticket.
    /// - `slices`: `[[from, to, why], ...]` with why one of `counted`, `closed_hours`, `waiting_for_customer`, `on_hold`,
    ///   `resolved`: every second from begin to end stands in one, and the counted ones add up to `elapsed_seconds`.
    static let slaStatus: [ColumnDefinition] = [
        .text("ticket_id"), .text("target"), .text("policy"), .text("status"), .integer("target_seconds"),
        .integer("elapsed_seconds"), .integer("paused_seconds"), .integer("remaining_seconds"), .text("started_at"),
        .text("ended_at", nullable: true), .text("due_at", nullable: true), .text("breached_at", nullable: true),
        .integer("judged"), .integer("late"), .text("agent_id", nullable: true), .text("slices"),
    ]

    /// The durations of a ticket, each in calendar seconds and in business seconds.
    static let durations = [
        "first_reply", "first_reply_sla", "next_reply_worst", "next_reply_mean", "first_resolution",
        "full_resolution", "requester_wait", "agent_work", "agent_wait", "on_hold",
    ]

    /// One row a ticket, by id; the key is `ticket_id`.
    ///
    /// `timeline` is `[[from, to, state, business seconds], ...]`: the ticket's life by its states.
    ///
    /// `slices` shows how every duration comes about: by its name `[[from, to, why], ...]`, without gaps, with why one of
    ///
    /// - `counted`, which alone adds up to the business seconds,
    /// - `closed_hours`, which with what is counted adds up to the calendar seconds; none without a calendar,
    /// - `open`, `waiting_for_customer`, `on_hold`, `resolved`: states in which that duration stands, day and night.
    ///
    /// `next_replies` has such a list for every wait that an answer ended: `next_reply_worst` is the largest of their sums,
    /// `next_reply_mean` their mean, rounded to a second. A duration that is NULL has no slices.
    static let ticketMetrics: [ColumnDefinition] =
        [
            .text("ticket_id"), .text("customer_id", nullable: true), .text("channel", nullable: true),
            .text("category", nullable: true), .text("priority"), .text("status"),
            .text("assignee_id", nullable: true), .text("created_at"), .text("first_reply_at", nullable: true),
            .text("resolved_at", nullable: true),
        ]
        + durations.flatMap { name -> [ColumnDefinition] in
            [
                .integer("\(name)_seconds", nullable: true), .integer("\(name)_business_seconds", nullable: true),
            ]
        }
        + [
            .integer("replies"), .integer("customer_messages"), .integer("notes"), .integer("reassignments"),
            .integer("reopens"), .integer("one_touch", nullable: true), .text("timeline"),
            .text("slices"),
        ]

    /// One row an agent and a day, ISO week or month of the agent's own time zone, by agent and period, which are the key.
    ///
    /// A period without anything to tell has no row. `online_minutes` are those in which the agent was online or busy, NULL
    /// where nothing is known of the agent's presence. `resolved` and what depends on it is credited to whoever had the
    /// ticket at its resolution; a promise to whoever answered or resolved, on the day on which it was kept or its target
    /// was used up, and while nobody has, to whoever has the ticket.
    static let agentMetrics: [ColumnDefinition] =
        [
            .text("agent_id"), .text("period"), .integer("assigned"), .integer("resolved"),
            .integer("transferred_in"), .integer("transferred_out"), .integer("reopened"),
            .integer("first_responses"), .integer("public_messages"), .integer("notes"), .integer("one_touch"),
        ]
        + ["first_response", "resolution"].flatMap { name -> [ColumnDefinition] in
            ["", "_business"].flatMap { clock -> [ColumnDefinition] in
                ["mean", "median", "p90"].map { .real("\(name)\(clock)_\($0)_seconds", nullable: true) }
            }
        }
        + [
            .integer("sla_judged"), .integer("sla_met"), .real("sla_compliance", nullable: true),
            .integer("csat_count"), .real("csat_mean", nullable: true), .integer("backlog"),
            .real("online_minutes", nullable: true), .real("resolved_per_online_hour", nullable: true),
        ]

    /// One row a local day, channel, category and priority with anything to tell, by those four, which are the key.
    ///
    /// `channel` and `category` are empty where a ticket has none; `priority` is the ticket's present one, so that
    /// `backlog = backlog of the day before + created + reopened - resolved` in every cell. `breaches` are the targets that
    /// were used up on that day, whenever they were fulfilled. Seconds are of the tickets that were answered, or resolved,
    /// on that day.
    static let supportDaily: [ColumnDefinition] = [
        .text("day"), .text("channel"), .text("category"), .text("priority"), .integer("created"),
        .integer("resolved"), .integer("reopened"), .integer("backlog"), .integer("breaches"),
        .real("first_response_median_seconds", nullable: true), .real("first_response_p90_seconds", nullable: true),
        .real("resolution_median_seconds", nullable: true), .real("resolution_p90_seconds", nullable: true),
    ]

    /// One row a customer and category with two tickets within 30 days, by those two, which are the key.
    ///
    /// `tickets` is the most within any 30 days, `repeats` counts tickets with an earlier one within 30 days.
    static let repeatIssues: [ColumnDefinition] = [
        .text("customer_id"), .text("category"), .integer("tickets"), .integer("repeats"), .text("first_at"),
        .text("last_at"),
    ]

    /// One row an unresolved ticket, by rank; the key is `ticket_id`.
    ///
    /// `score` is the sum of the parts that follow it. A part that could not be observed is NULL and adds nothing.
    /// `keywords` and `suggestion` are JSON: the rules that matched, and why the agent was chosen.
    static let ticketQueue: [ColumnDefinition] = [
        .integer("rank"), .text("ticket_id"), .text("customer_id", nullable: true),
        .text("assignee_id", nullable: true),
        .real("score"), .real("priority_score"), .real("value_score", nullable: true),
        .real("churn_score", nullable: true), .real("age_score"), .real("sla_score", nullable: true),
        .real("keyword_score", nullable: true), .text("keywords"), .text("due_at", nullable: true),
        .text("suggested_agent_id", nullable: true), .text("suggestion", nullable: true),
    ]
}
