package import Domain

/// The body of the report `segments`.
package struct SegmentReport: Codable, Equatable, Sendable {
    package let modelVersion: Int
    /// The cutoff of the model, which may be older than tonight.
    package let fittedAsOf: Instant
    package let axes: [AxisReport]

    enum CodingKeys: String, CodingKey {
        case axes
        case modelVersion = "model_version"
        case fittedAsOf = "fitted_as_of"
    }

    package struct AxisReport: Codable, Equatable, Sendable {
        package let axis: Axis
        package let observed: Int
        package let unobserved: Int
        package let k: Int
        @OrNull package var fuzzifier: Double?
        /// Why there is one segment, or none; `nil` where there are several.
        @OrNull package var reason: String?
        package let features: [Feature]
        package let dropped: [DroppedFeature]
        package let candidates: [ClusterCandidate]
        package let sample: Int
        @OrNull package var objective: Double?
        @OrNull package var silhouette: Double?
        @OrNull package var stability: Double?
        @OrNull package var xieBeni: Double?
        @OrNull package var partitionCoefficient: Double?
        @OrNull package var medianMembership: Double?
        package let segments: [SegmentEntry]

        enum CodingKeys: String, CodingKey {
            case axis, observed, unobserved, k, fuzzifier, reason, features, dropped, candidates, sample, objective
            case silhouette, stability, segments
            case xieBeni = "xie_beni"
            case partitionCoefficient = "partition_coefficient"
            case medianMembership = "median_membership"
        }
    }

    package struct Feature: Codable, Equatable, Sendable {
        package let name: String
        package let weight: Double
        package let median: Double
    }

    package struct SegmentEntry: Codable, Equatable, Sendable {
        package let id: String
        package let name: String
        /// From 1, in the order of the lead feature.
        package let order: Int
        package let customers: Int
        package let share: Double
        package let revenue: Double
        @OrNull package var revenueShare: Double?
        package let centroid: [String: Double]
        package let cutPoints: CutPoints
        package let description: String
        package let since: Instant

        enum CodingKeys: String, CodingKey {
            case id, name, order, customers, share, revenue, centroid, description, since
            case revenueShare = "revenue_share"
            case cutPoints = "cut_points"
        }
    }

    package init(_ model: SegmentModel, _ scores: SegmentScores, _ totals: SegmentTotals) {
        modelVersion = model.version
        fittedAsOf = model.cutoff
        axes = model.axes.indices.map { index in
            AxisReport(model.axes[index], scores.axes[index], totals.axes[index])
        }
    }
}

extension SegmentReport.AxisReport {
    init(_ model: AxisModel, _ scores: AxisScores, _ totals: SegmentTotals.AxisTotals) {
        self.init(
            axis: model.axis, observed: totals.observed, unobserved: totals.unobserved, k: model.k,
            fuzzifier: model.fuzzifier, reason: model.reason,
            features: model.features.map { .init(name: $0.feature, weight: $0.weight, median: $0.median) },
            dropped: model.dropped, candidates: model.quality.candidates, sample: model.quality.sample,
            objective: model.quality.objective, silhouette: model.quality.silhouette,
            stability: model.quality.stability, xieBeni: model.quality.xieBeni,
            partitionCoefficient: model.quality.partitionCoefficient, medianMembership: scores.medianMembership,
            segments: model.segments.indices.map { .init(model, $0, totals) })
    }
}

extension SegmentReport.SegmentEntry {
    init(_ model: AxisModel, _ position: Int, _ totals: SegmentTotals.AxisTotals) {
        let segment = model.segments[position]
        self.init(
            id: segment.id, name: segment.name, order: position + 1, customers: totals.customers[position],
            share: totals.share(position), revenue: Money.units(totals.revenue[position]),
            revenueShare: totals.revenueShare(position), centroid: model.centroid(position),
            cutPoints: model.cutPoints(position), description: segment.description, since: segment.since)
    }
}

/// The body of the report `archetypes`.
package struct ArchetypeReport: Codable, Equatable, Sendable {
    /// The customers that a level 2 combination needed.
    package let leastSupport: Int
    package let dropOrder: [Axis]
    package let levels: [Level]

    enum CodingKeys: String, CodingKey {
        case levels
        case leastSupport = "least_support"
        case dropOrder = "drop_order"
    }

    package struct Level: Codable, Equatable, Sendable {
        package let level: Int
        package let archetypes: [Entry]
    }

    package struct Entry: Codable, Equatable, Sendable {
        package let id: String
        package let name: String
        @OrNull package var parentID: String?
        package let segments: [Axis: String]
        package let customers: Int
        package let share: Double
        @OrNull package var meanLTV12m: Double?
        @OrNull package var meanChurnRisk: Double?
        package let revenue: Double
        @OrNull package var revenueShare: Double?

        enum CodingKeys: String, CodingKey {
            case id, name, segments, customers, share, revenue
            case parentID = "parent_id"
            case meanLTV12m = "mean_ltv_12m"
            case meanChurnRisk = "mean_churn_risk"
            case revenueShare = "revenue_share"
        }
    }

    package init(_ archetypes: Archetypes, _ values: CustomerValues, dropOrder: [Axis]) {
        let (customers, revenue) = archetypes.totals
        let worth = archetypes.means(values.lifetimeValue)
        let risk = archetypes.means(values.churnRisk)
        leastSupport = archetypes.leastSupport
        self.dropOrder = dropOrder
        levels = [1, 2].map { level in
            Level(
                level: level,
                archetypes: archetypes.list.indices.filter { archetypes.list[$0].level == level }.map { place in
                    Entry(
                        archetypes.list[place], customers: customers, revenue: revenue, worth: worth[place],
                        risk: risk[place])
                })
        }
    }
}

extension ArchetypeReport.Entry {
    init(_ archetype: Archetype, customers: Int, revenue: Int64, worth: Double, risk: Double) {
        self.init(
            id: archetype.id, name: archetype.name, parentID: archetype.parent,
            segments: Dictionary(uniqueKeysWithValues: archetype.segments.map { ($0.axis, $0.name) }),
            customers: archetype.customers,
            share: customers > 0 ? Double(archetype.customers) / Double(customers) : 0,
            meanLTV12m: worth.isNaN ? nil : worth, meanChurnRisk: risk.isNaN ? nil : risk,
            revenue: Money.units(archetype.revenue),
            revenueShare: revenue > 0 ? Double(archetype.revenue) / Double(revenue) : nil)
    }
}
