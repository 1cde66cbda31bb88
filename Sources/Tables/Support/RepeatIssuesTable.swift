/// `repeat_issues`: customers who came back with the same category.
package struct RepeatIssuesTable: Sendable {
    package let customerID = Column<String>("customer_id", "The customer's id in the source.")
    package let category = Column<String>("category", "The category of the tickets.")
    package let tickets = Column<Int>("tickets", .tickets, "The most tickets within any 30 days.")
    package let repeats = Column<Int>("repeats", .tickets, "Tickets with an earlier one at most 30 days before.")
    package let firstAt = Column<String>("first_at", .instant, "The first ticket of the category.")
    package let lastAt = Column<String>("last_at", .instant, "The last ticket of the category.")

    package static let table = TypedTable(
        "repeat_issues", RepeatIssuesTable(),
        rows: "One row a customer and category with two tickets within 30 days, by those two.", stages: [.support],
        key: { [$0.customerID, $0.category] })
}
