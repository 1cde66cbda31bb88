/// `segment_definitions`: what the segments of every axis are.
package struct SegmentDefinitionsTable: Sendable {
    package let axis = Column<String>("axis", "The axis.")
    package let segmentID = Column<String>(
        "segment_id", "The segment's id, kept over refits while the segment can be matched to its predecessor.")
    package let name = Column<String>("name", "Its name, unique within the axis and kept from the segment's birth.")
    package let position = Column<Int>("position", "From 1, in the order of the centroid's lead feature.")
    package let centroid = Column<JSONDocument>(
        "centroid", "units of the features", "`{feature: value}`: the segment's centre in the features' own units.")
    package let cutPoints = Column<JSONDocument>(
        "cut_points", "units of the feature",
        "`{feature, from, to}`: the lead feature and the values between which a customer belongs here whose other features are those of the centroids; null at an open end."
    )
    package let customers = Column<Int>("customers", .customers, "Customers whose dominant segment it is.")
    package let share = Column<Double>("share", .share, "Their share of the customers observed on the axis.")
    package let revenue = Column<Double>("revenue", .currency, "Their net value so far.")
    package let revenueShare = Column<Double?>(
        "revenue_share", .share, "Its share of the net value of the customers observed on the axis.",
        null: "where that value is not positive")
    package let quality = Column<JSONDocument>(
        "quality",
        "Figures of the axis' clustering (k, fuzzifier, silhouette, stability, Xie-Beni), the same on each of its rows."
    )
    package let description = Column<String>(
        "description", "A line made from the features that set the segment apart most.")
    package let modelVersion = Column<Int>("model_version", "The version of the segment model.")
    package let since = Column<String>(
        "since", .instant, "The `as_of` of the fit in which the segment was born.")

    package static let table = TypedTable(
        "segment_definitions", SegmentDefinitionsTable(),
        rows: "One row a segment, by axis and position; an axis on which no customer is observed has none.",
        stages: [.segments], key: { [$0.axis, $0.segmentID] })
}

/// A segment of an axis.
package typealias SegmentDefinition = TableRow<SegmentDefinitionsTable>
