internal import Domain
internal import Tables

/// What schema ``PostgresLayout/ledger`` shows of the tables of runs: the rows of the run that the pointer names.
enum PostgresViews {
    /// The views by name, each with its query.
    static func all(_ layout: PostgresLayout) -> [(name: String, query: String)] {
        let current = "SELECT id FROM \(layout.ledger.quoted).current JOIN \(layout.ledger.quoted).runs ON number = run"
        let tables = TableSchema.all.map { table in
            let columns = "run_id".quoted + ", " + table.columns.quotedList
            return (table.name, "SELECT \(columns) FROM \(layout.table(table)) WHERE run_id = (\(current))")
        }
        let segments = "\(layout.ledger.quoted).\(CustomerSegmentsTable.table.name)"
        return tables + [(TableSchema.segmentMembershipsView, segmentMemberships(of: segments))]
    }

    /// One row a customer, axis and segment, from the memberships of a table of segments.
    static func segmentMemberships(of table: String) -> String {
        """
        SELECT customer_id, axes.key COLLATE "C" AS axis, segments.key COLLATE "C" AS segment,
        (segments.value #>> '{}')::double precision AS membership
        FROM \(table), json_each(memberships::json) AS axes, json_each(axes.value) AS segments
        """
    }
}
