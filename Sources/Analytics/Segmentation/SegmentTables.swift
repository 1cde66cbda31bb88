internal import Domain

/// What a column of a table holds, so that a schema and the rows written under it can be held against each other.
package struct ColumnDefinition: Equatable, Sendable {
    /// The storage class of a column's values.
    package enum Kind: String, Equatable, Sendable {
        case text, integer, real
    }

    package let name: String
    package let kind: Kind
    package let isNullable: Bool

    static func text(_ name: String, nullable: Bool = false) -> ColumnDefinition {
        ColumnDefinition(name: name, kind: .text, isNullable: nullable)
    }

    static func integer(_ name: String, nullable: Bool = false) -> ColumnDefinition {
        ColumnDefinition(name: name, kind: .integer, isNullable: nullable)
    }

    static func real(_ name: String, nullable: Bool = false) -> ColumnDefinition {
        ColumnDefinition(name: name, kind: .real, isNullable: nullable)
    }
}

/// The columns of the tables that hold segments and archetypes, in their order.
package enum SegmentTables {
    /// One row a customer, in the order of the ids' bytes.
    ///
    /// The key is `customer_id`.
    /// Per axis: the name of the dominant segment or `unobserved`; its membership, 0...1, NULL where unobserved; the
    /// evidence, 0...1. Then two JSON documents over the observed axes, keys in the order of their bytes:
    ///
    /// - `memberships`: `{axis: {segment name: membership}}`, rounded to ten decimals;
    /// - `reasons`: `{axis: [[feature, standard score], ...]}`, strongest first, see ``SegmentReasons``.
    package static let customerSegments: [ColumnDefinition] =
        [.text("customer_id")]
        + Axis.allCases.flatMap { axis -> [ColumnDefinition] in
            [
                .text(axis.rawValue), .real(axis.rawValue + "_membership", nullable: true),
                .real(axis.rawValue + "_evidence"),
            ]
        }
        + [.text("memberships"), .text("reasons")]

    /// One row a segment, by axis and position.
    ///
    /// The key is `axis` and `segment_id`. Axes that nobody was observed on have no row.
    ///
    /// - `name` is unique within an axis; `position` counts from 1 in the order of the lead feature.
    /// - `centroid`: `{feature: value}` in the features' own units.
    /// - `cut_points`: `{"feature", "from", "to"}`: the lead feature and its values in own units between which a customer
    ///   belongs here who sits at the centroids otherwise; `null` at the ends.
    /// - `share` of the customers observed on the axis, `revenue_share` of their revenue, NULL where that is not positive.
    /// - `quality`: the axis' figures, the same on each of its rows; see ``AxisQuality``.
    /// - `since`: the cutoff of the fit in which the segment was born, ISO 8601.
    package static let segmentDefinitions: [ColumnDefinition] = [
        .text("axis"), .text("segment_id"), .text("name"), .integer("position"), .text("centroid"),
        .text("cut_points"), .integer("customers"), .real("share"), .real("revenue"),
        .real("revenue_share", nullable: true), .text("quality"), .text("description"), .integer("model_version"),
        .text("since"),
    ]

    /// One row an archetype, by level, then customers descending, then id.
    ///
    /// The key is `level` and `archetype_id`.
    ///
    /// - A combination that stands at both levels has one id: nothing had to be added to it.
    /// - `parent_id` is the level 1 archetype of a level 2 archetype; NULL at level 1.
    /// - `segments`: `{axis: segment name}`; empty for the row `unobserved`, which holds whoever was not observed on any
    ///   of the axes and exists only where there are such customers.
    /// - `share` is of all customers, `revenue_share` of all their revenue, NULL where that is not positive.
    package static let archetypes: [ColumnDefinition] = [
        .integer("level"), .text("archetype_id"), .text("parent_id", nullable: true), .text("name"), .text("segments"),
        .integer("customers"), .real("share"), .real("revenue"), .real("revenue_share", nullable: true),
        .real("mean_ltv_12m", nullable: true), .real("mean_churn_risk", nullable: true),
    ]
}
