import Analytics
import Domain
import Foundation
import Kernels

/// Feature matrices whose segments are known, for the tests of the segmentation.
enum PlantedShop {
    /// How one axis is filled: the centres of its groups, in its own curve's units, and the noise around them.
    struct Plan {
        var axis: Axis
        /// One centre a group; feature f of the axis stands at `centres[group][f]`.
        var centres: [[Double]]
        var noise = 0.1
        /// The group of each customer.
        var group: (Int) -> Int
        /// Customers on whom the axis is observed.
        var isObserved: (Int) -> Bool = { _ in true }
        /// Cells that are missing although the axis is observed.
        var isMissing: (_ customer: Int, _ feature: Int) -> Bool = { _, _ in false }
    }

    /// Groups on the first axes whose lead feature rises from group to group, every feature in a direction of its own.
    static func centres(_ groups: Int, features: Int, step: Double = 1) -> [[Double]] {
        (0..<groups).map { group in
            (0..<features).map { feature in
                feature == 0 ? Double(group) * step : Double((group * (feature + 1)) % groups) * step
            }
        }
    }

    static func matrix(_ customers: Int, seed: UInt64 = 11, plans: [Plan]) -> FeatureMatrix {
        var matrix = FeatureMatrix(rowCount: customers)
        for plan in plans {
            guard let axis = Axis.allCases.firstIndex(of: plan.axis) else { continue }
            var random = CounterRandom(seed: seed, stream: UInt64(axis))
            for customer in 0..<customers {
                let noise = plan.axis.features.map { _ in random.normal() * plan.noise }
                guard plan.isObserved(customer) else { continue }
                matrix.isObserved[axis][customer] = true
                matrix.evidence[axis][customer] = 0.5
                let centre = plan.centres[plan.group(customer)]
                for (index, feature) in plan.axis.features.enumerated() where !plan.isMissing(customer, index) {
                    guard let column = FeatureScale.column[feature] else { continue }
                    matrix.columns[column][customer] = value(feature, centre[index] + noise[index])
                }
            }
        }
        return matrix
    }

    /// The value in own units of a coordinate on the feature's curve; amounts for an order of 1.
    private static func value(_ feature: String, _ coordinate: Double) -> Double {
        switch FeatureScale.of(feature)?.shape {
        case .rate: 1 / (1 + exp(-coordinate))
        case .amount: sinh(coordinate)
        case .count: expm1(max(0, coordinate))
        default: coordinate
        }
    }

    static func fit(
        _ matrix: FeatureMatrix, seed: UInt64 = 5, version: Int = 1, cutoff: String = "2026-01-01",
        previous: SegmentModel? = nil, jobs: Int = 2, change: (inout SegmentationSettings) -> Void = { _ in }
    ) throws -> SegmentFit {
        var settings = SegmentationSettings()
        settings.sample = 1_000
        change(&settings)
        guard let cutoff = Instant(iso8601: cutoff) else { throw CancellationError() }
        return SegmentFit(
            matrix, medianOrderValue: 1, cutoff: cutoff, version: version, seed: seed, previous: previous,
            settings: settings, jobs: jobs)
    }
}
