package import Domain
internal import GRDB

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
            .segmentDefinitions, "SELECT * FROM segment_definitions \(filter) ORDER BY rowid",
            StatementArguments([axis?.rawValue].compactMap(\.self)), SegmentDefinition.init)
    }

    /// All archetypes, by level and size.
    package func archetypes() throws(StoreError) -> [Archetype] {
        try all(.archetypes, "SELECT * FROM archetypes ORDER BY rowid", [], Archetype.init)
    }

    /// An archetype, at the first level where it stands at both.
    package func archetype(_ id: String) throws(StoreError) -> Archetype? {
        try first(
            .archetypes, "SELECT * FROM archetypes WHERE archetype_id = ? ORDER BY level LIMIT 1", [id], Archetype.init)
    }
}

extension SegmentDefinition {
    init(_ row: Row) throws {
        let name: String = row["axis"]
        guard let axis = Axis(rawValue: name) else { throw StoreError(.unavailable, "there is no axis \(name)") }
        self.axis = axis
        segmentID = row["segment_id"]
        self.name = row["name"]
        position = row["position"]
        centroid = JSONColumn(row["centroid"])
        cutPoints = JSONColumn(row["cut_points"])
        customers = row["customers"]
        share = row["share"]
        revenue = row["revenue"]
        revenueShare = row["revenue_share"]
        quality = JSONColumn(row["quality"])
        description = row["description"]
        modelVersion = row["model_version"]
        since = row["since"]
    }
}

extension Archetype {
    init(_ row: Row) {
        level = row["level"]
        id = row["archetype_id"]
        parentID = row["parent_id"]
        name = row["name"]
        segments = JSONColumn(row["segments"])
        customers = row["customers"]
        share = row["share"]
        revenue = row["revenue"]
        revenueShare = row["revenue_share"]
        meanLTV12m = row["mean_ltv_12m"]
        meanChurnRisk = row["mean_churn_risk"]
    }
}
