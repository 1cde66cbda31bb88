package import Analytics
package import Domain

/// The report `segments`: the segments of every axis, how they were chosen and who is in them.
package struct SegmentReport: Report, Equatable {
    package static let name = ReportName.segments

    package let modelVersion: Int
    /// The cutoff of the model, which may be older than tonight.
    package let fittedAsOf: Instant
    package let axes: [AxisReport]
    /// How the last refit did against the champion; `nil` without one.
    @OrNull package var contest: ChampionContest?

    enum CodingKeys: String, CodingKey {
        case axes, contest
        case modelVersion = "model_version"
        case fittedAsOf = "fitted_as_of"
    }

    package static let meanings = [
        "model_version": "Version of the segment model that scored this run.",
        "fitted_as_of": "Records before this instant fitted the model.",
        "axes": "One entry an axis, in the order of the 14 axes.",
        "contest": "The last refit against the champion; null without one.",
    ]

    package struct AxisReport: Codable, Equatable, Sendable, Documented {
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

        package static let meanings = [
            "axis": "Name of the axis.",
            "observed": "Customers of whom at least one feature of the axis was observed.",
            "unobserved": "Customers without any; their segment is `unobserved`.",
            "k": "Number of segments.",
            "fuzzifier":
                "m of fuzzy c-means: memberships are the harder, the nearer it is to 1; null below two segments.",
            "reason": "Why there is one segment, or none; null where there are several.",
            "features": "Features that were clustered, with their weights.",
            "dropped": "Features that were not, and why.",
            "candidates": "Every k that was tried.",
            "sample": "Customers on whom k and m were chosen.",
            "objective":
                "J of fuzzy c-means: sum of u^m d² over the customers of the fit, in weighted squared coordinates.",
            "silhouette": "Mean silhouette width of the sample, -1 to 1.",
            "stability": "Mean adjusted Rand index of refits on subsamples of 80 %, 1 = the same.",
            "xie_beni": "Xie-Beni index: compactness over separation, the smaller the better.",
            "partition_coefficient": "Mean of the sum of squared memberships, 1/k to 1 (crisp).",
            "median_membership": "Median over observed customers of the membership in their own segment.",
            "segments": "The segments in the order of the lead feature.",
        ]
    }

    package struct Feature: Codable, Equatable, Sendable, Documented {
        package let name: String
        package let weight: Double
        package let median: Double

        package static let meanings = [
            "name": "Name of the feature.",
            "weight": "Its weight in distances.",
            "median": "Its median over the observed customers of the fit, in its own unit.",
        ]
    }

    package struct SegmentEntry: Codable, Equatable, Sendable, Documented {
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

        package static let meanings = [
            "id": "Id that stays with the segment over refits and is never used again.",
            "name": "Name, unique within the axis.",
            "order": "Place by the lead feature, from 1.",
            "customers": "Customers whose largest membership it is.",
            "share": "`customers` / observed customers, 0 to 1.",
            "revenue": "Net revenue of its customers, in the currency.",
            "revenue_share": "`revenue` / net revenue of all customers; null where that is not positive.",
            "centroid": "Centre of the segment by feature, each in its own unit.",
            "cut_points":
                "Values of the lead feature between which a customer belongs here, everything else at the centre.",
            "description": "What sets the segment apart, in one line.",
            "since": "Cutoff of the fit in which it first appeared.",
        ]
    }

    /// - Parameters:
    ///   - model: what scored.
    ///   - scores: of all customers.
    ///   - totals: by axis and segment.
    ///   - contest: how the last refit did against the champion.
    package init(
        _ model: SegmentModel, _ scores: SegmentScores, _ totals: SegmentTotals, contest: ChampionContest? = nil
    ) {
        self.contest = contest
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

extension SegmentReport {
    package func text(_ style: TextStyle) -> String {
        let rows = axes.flatMap { axis in axis.segments.map { (axis: axis.axis, segment: $0) } }
        return FigureTable(
            rows,
            [
                .text("axis") { $0.axis.rawValue }, .text("name") { $0.segment.name },
                .count("customers") { $0.segment.customers }, .share("share") { $0.segment.share },
                .share("revenue_share") { $0.segment.revenueShare }, .text("description") { $0.segment.description },
            ]
        ).text
    }
}
