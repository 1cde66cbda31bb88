/// `changes`: what differs about customers from the run that was published before.
package struct ChangesTable: Sendable {
    package let customerID = Column<String>("customer_id", "The customer's id in the source.")
    package let kind = Column<String>(
        "kind", "`appeared` (not in the previous run), `changed`, or `gone` (only in the previous run).")
    package let cause = Column<String>(
        "cause",
        "The cause of the first field: `new_data` (records since the previous run), `late_data` (older records that are new or were corrected), `model` (another model version), `configuration` (other settings or another program) or `time`."
    )
    package let fields = Column<JSONDocument>(
        "fields",
        "An array of `{cause, field, new, old}`, the values as texts or null; a segment is the field `segments.<axis>`. Empty unless `changed`."
    )

    package static let table = TypedTable(
        "changes", ChangesTable(),
        rows: "One row a customer who differs from the run published before, by `customer_id`.",
        stages: [.changes], key: { [$0.customerID] })
}

/// What differs about a customer.
package typealias ChangeRow = TableRow<ChangesTable>
