package import Domain
package import Tables

/// A row of `segment_memberships`.
package struct SegmentMembership: Equatable, Sendable {
    /// Names of an axis and of a segment of it.
    package let axis, segment: String
    /// 0...1.
    package let membership: Double
}

extension SnapshotReader {
    /// The segments of an axis, or of all, by axis and position.
    package func segmentDefinitions(_ axis: Axis? = nil) throws(StoreError) -> [SegmentDefinition] {
        let table = SegmentDefinitionsTable.table
        guard let axis else { return try rows(of: table, "ORDER BY rowid") }
        return try rows(of: table, "WHERE \(table.column.axis) = ? ORDER BY rowid", [axis.rawValue])
    }

    /// All archetypes, by level and size.
    package func archetypes() throws(StoreError) -> [ArchetypeRow] {
        try rows(of: ArchetypesTable.table, "ORDER BY rowid")
    }

    /// An archetype, at the first level where it stands at both.
    package func archetype(_ id: String) throws(StoreError) -> ArchetypeRow? {
        let t = ArchetypesTable.table.column
        return try row(of: ArchetypesTable.table, "WHERE \(t.id) = ? ORDER BY \(t.level) LIMIT 1", [id])
    }

    /// Every membership of a customer, as the view `segment_memberships` has them.
    package func memberships(_ customer: String) throws(StoreError) -> [SegmentMembership] {
        try all(
            CustomerSegmentsTable.table,
            """
            SELECT axis, segment, membership FROM \(TableSchema.segmentMembershipsView)
            WHERE \(CustomerSegmentsTable.table.column.customerID.name) = ?
            """, [customer]
        ) { row in
            var cells = RowCells(row)
            return SegmentMembership(axis: cells.next(), segment: cells.next(), membership: cells.next())
        }
    }
}
