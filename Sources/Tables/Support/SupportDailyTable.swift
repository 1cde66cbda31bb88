/// `support_daily`: the desk by day, channel, category and priority.
package struct SupportDailyTable: Sendable {
    package let day = Column<String>("day", .day, "The day in the shop's time zone.")
    package let channel = Column<String>("channel", "The tickets' channel; empty where they have none.")
    package let category = Column<String>("category", "The tickets' category; empty where they have none.")
    package let priority = Column<String>("priority", "The tickets' present priority.")
    package let created = Column<Int>("created", .tickets, "Tickets created on the day.")
    package let resolved = Column<Int>("resolved", .tickets, "Resolutions on the day.")
    package let reopened = Column<Int>("reopened", .tickets, "Tickets reopened on the day.")
    package let backlog = Column<Int>(
        "backlog", .tickets,
        "Unresolved tickets at the end of the day: backlog of the day before + `created` + `reopened` - `resolved`.")
    package let breaches = Column<Int>(
        "breaches", .targets, "SLA targets that were used up on the day, whenever they were fulfilled.")
    package let firstResponseMedian = Column<Double?>(
        "first_response_median_seconds", "calendar seconds",
        "Median time to first response of the tickets first replied to on the day.",
        null: "without one")
    package let firstResponseP90 = Column<Double?>(
        "first_response_p90_seconds", "calendar seconds", "Its 90 % quantile.", null: "without one")
    package let resolutionMedian = Column<Double?>(
        "resolution_median_seconds", "calendar seconds",
        "Median time to resolution of the tickets resolved on the day.",
        null: "without one")
    package let resolutionP90 = Column<Double?>(
        "resolution_p90_seconds", "calendar seconds", "Its 90 % quantile.", null: "without one")

    package static let table = TypedTable(
        "support_daily", SupportDailyTable(),
        rows: "One row a local day, channel, category and priority in which something happened, by those four.",
        stages: [.support], key: { [$0.day, $0.channel, $0.category, $0.priority] })
}
