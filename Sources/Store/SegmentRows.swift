package import Domain

/// A row of `segment_definitions`.
package struct SegmentDefinition: Equatable, Sendable {
    package let axis: Axis
    package let segmentID, name: String
    /// From 1, in the order of the axis' lead feature.
    package let position: Int
    /// `{feature: value}` in the features' own units.
    package let centroid: JSONColumn
    package let cutPoints: JSONColumn
    package let customers: Int
    package let share, revenue: Double
    package let revenueShare: Double?
    /// The axis' figures, the same on each of its rows.
    package let quality: JSONColumn
    package let description: String
    package let modelVersion: Int
    /// The cutoff of the fit in which the segment was born, ISO 8601.
    package let since: String
}

/// A row of `archetypes`.
package struct Archetype: Equatable, Sendable {
    /// 1 or 2.
    package let level: Int
    package let id: String
    package let parentID: String?
    package let name: String
    /// `{axis: segment}`.
    package let segments: JSONColumn
    package let customers: Int
    package let share, revenue: Double
    package let revenueShare, meanLTV12m, meanChurnRisk: Double?
}

extension SnapshotReader {
    /// The segments of an axis, or of all, by axis and position.
    package func segmentDefinitions(_ axis: Axis? = nil) throws(StoreError) -> [SegmentDefinition] {
        let filter = axis == nil ? "" : "WHERE axis = ?"
        return try all(
            .segmentDefinitions, "\(TableSchema.segmentDefinitions.selectSQL) \(filter) ORDER BY rowid",
            StatementArguments([axis?.rawValue].compactMap(\.self)), SegmentDefinition.init)
    }

    /// All archetypes, by level and size.
    package func archetypes() throws(StoreError) -> [Archetype] {
        try all(.archetypes, "\(TableSchema.archetypes.selectSQL) ORDER BY rowid", [], Archetype.init)
    }

    /// An archetype, at the first level where it stands at both.
    package func archetype(_ id: String) throws(StoreError) -> Archetype? {
        try first(
            .archetypes, "\(TableSchema.archetypes.selectSQL) WHERE archetype_id = ? ORDER BY level LIMIT 1", [id],
            Archetype.init)
    }
}

extension SegmentDefinition {
    init(_ row: Row) throws {
        var cells = RowCells(row)
        let name: String = cells.next()
        guard let axis = Axis(rawValue: name) else { throw StoreError(.unavailable, "there is no axis \(name)") }
        self.axis = axis
        segmentID = cells.next()
        self.name = cells.next()
        position = cells.next()
        centroid = cells.next()
        cutPoints = cells.next()
        customers = cells.next()
        share = cells.next()
        revenue = cells.next()
        revenueShare = cells.next()
        quality = cells.next()
        description = cells.next()
        modelVersion = cells.next()
        since = cells.next()
    }
}

extension Archetype {
    init(_ row: Row) {
        var cells = RowCells(row)
        level = cells.next()
        id = cells.next()
        parentID = cells.next()
        name = cells.next()
        segments = cells.next()
        customers = cells.next()
        share = cells.next()
        revenue = cells.next()
        revenueShare = cells.next()
        meanLTV12m = cells.next()
        meanChurnRisk = cells.next()
    }
}
