internal import Foundation
internal import Kernels

/// What turns one feature into a coordinate, with everything that was learnt for it at the model's cutoff.
///
/// A value is bent by its shape, limited to the 0.5 % and 99.5 % quantiles, and divided by its standard deviation. It is
/// not centred: distances do not ask for it.
///
/// | shape | curve |
/// |---|---|
/// | rate | `ln((r + e) / (1 - r + e))`, `e = 0.5 / (b + 1)` for b trials, 0.005 where trials are not counted |
/// | amount | `asinh(x / u)`, u the shop's median order value |
/// | count | `log1p(x)` |
/// | plain | x |
package struct FeatureTransform: Codable, Equatable, Sendable {
    /// A name of the axis' features.
    package let feature: String
    package let shape: FeatureScale.Shape
    /// The weight of its squared difference; features with identical values share one.
    package internal(set) var weight: Double
    /// The unit of an amount, in currency units; 1 for any other shape.
    package let unit: Double
    /// Whether the rate is one of counted trials, which then set `e`.
    package let isCounted: Bool
    /// The limits, on the curve.
    package let lower, upper: Double
    /// The standard deviation between the limits, on the curve; above 0.
    package let deviation: Double
    /// The mean coordinate of the customers observed.
    package let mean: Double
    /// The usual value in own units: where the mean coordinate lies, or the mean of a rate of counted trials.
    package let typical: Double
    /// The median in own units.
    package let median: Double
    /// Customers of the axis on whom the feature was observed.
    package let observed: Int

    enum CodingKeys: String, CodingKey {
        case feature, shape, weight, unit, lower, upper, deviation, mean, typical, median, observed
        case isCounted = "is_counted"
    }

    /// `e` of a rate without counted trials.
    static let uncountedOffset = 0.005
    static let winsorShares = [0.005, 0.995]

    /// The coordinate of a value; NaN where it is missing.
    ///
    /// - Parameters:
    ///   - value: the feature in own units.
    ///   - trials: b of a rate of counted trials; ignored elsewhere.
    /// - Returns: a number of standard deviations.
    package func coordinate(_ value: Double, trials: Float) -> Double {
        let bent = FeatureCurve(shape: shape, unit: unit, isCounted: isCounted).bend(value, trials: trials)
        // NaN passes both comparisons.
        let limited = bent < lower ? lower : (bent > upper ? upper : bent)
        return limited / deviation
    }

    /// The value in own units at a coordinate; for a rate of counted trials it is the rate at many trials.
    package func value(at coordinate: Double) -> Double {
        let bent = coordinate * deviation
        switch shape {
        case .plain: return bent
        case .count: return expm1(bent)
        case .amount: return sinh(bent) * unit
        case .rate:
            let odds = exp(bent)
            let rate = (odds * (1 + Self.uncountedOffset) - Self.uncountedOffset) / (1 + odds)
            return min(1, max(0, rate))
        }
    }
}

/// The curve of a shape, as loops over columns need it.
struct FeatureCurve {
    let shape: FeatureScale.Shape
    let unit: Double
    let isCounted: Bool

    @inline(__always)
    func bend(_ value: Double, trials: Float) -> Double {
        switch shape {
        case .plain: return value
        case .count: return log1p(value > 0 ? value : (value.isNaN ? .nan : 0))
        case .amount: return asinh(value / unit)
        case .rate:
            let offset = isCounted ? 0.5 / (Double(trials) + 1) : FeatureTransform.uncountedOffset
            let rate = value < 0 ? 0 : (value > 1 ? 1 : value)
            return log((rate + offset) / (1 - rate + offset))
        }
    }
}
