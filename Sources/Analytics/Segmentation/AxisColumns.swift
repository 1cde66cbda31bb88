internal import Domain
internal import Kernels

/// The transforms that an axis' features get from the customers observed on it.
struct AxisTransforms {
    /// The features that are clustered, in the order of the axis.
    var features: [FeatureTransform] = []
    /// The features that are not, with the reason.
    var dropped: [DroppedFeature] = []

    /// Learns curve limits, scales and weights.
    ///
    /// - Parameters:
    ///   - axis: the axis.
    ///   - matrix: the features of all customers.
    ///   - rows: the customers observed on the axis.
    ///   - medianOrderValue: the unit of amounts, in currency units.
    init(_ axis: Axis, of matrix: FeatureMatrix, rows: [Int], medianOrderValue: Double) {
        var columns: [[Double]] = []
        for feature in axis.features {
            guard let scale = FeatureScale.of(feature), let column = FeatureScale.column[feature] else { continue }
            let curve = FeatureCurve(
                shape: scale.shape, unit: scale.shape == .amount ? medianOrderValue : 1,
                isCounted: scale.shape == .rate && matrix.trials[column] != nil)
            let learner = FeatureLearner(
                feature: feature, curve: curve, weight: scale.weight, values: matrix.columns[column],
                trials: matrix.trials[column], rows: rows)
            switch learner.learn() {
            case .failure(let reason): dropped.append(DroppedFeature(feature: feature, reason: reason.text))
            case .success(let learnt):
                features.append(learnt.transform)
                columns.append(learnt.bent)
            }
        }
        shareWeights(of: columns)
    }

    /// Features whose columns are the same in every row share one weight.
    private mutating func shareWeights(of columns: [[Double]]) {
        let whole = features.map(\.weight)
        for index in features.indices {
            let twins = features.indices.filter { isSame(columns[$0], columns[index]) }
            features[index].weight = whole[index] / Double(twins.count)
        }
    }

    private func isSame(_ left: [Double], _ right: [Double]) -> Bool {
        for row in left.indices where left[row] != right[row] && !(left[row].isNaN && right[row].isNaN) {
            return false
        }
        return true
    }
}

/// Learns the transform of one feature.
private struct FeatureLearner {
    /// Why a feature cannot be clustered.
    struct Reason: Error {
        let text: String
    }

    let feature: String
    let curve: FeatureCurve
    let weight: Double
    let values: [Double]
    let trials: [Float]?
    let rows: [Int]

    func learn() -> Result<(transform: FeatureTransform, bent: [Double]), Reason> {
        let bent = rows.map { curve.bend(values[$0], trials: trials?[$0] ?? 0) }
        guard let limits = quantiles(bent, FeatureTransform.winsorShares) else {
            return .failure(Reason(text: "not observed on anyone"))
        }
        let moments = Moments(bent.map { $0 < limits[0] ? limits[0] : ($0 > limits[1] ? limits[1] : $0) })
        guard let deviation = moments.standardDeviation, deviation > 1e-9 * max(1, abs(moments.mean)) else {
            return .failure(Reason(text: "the same for everyone between the 0.5 % and 99.5 % quantiles"))
        }
        let own = rows.map { values[$0] }
        let transform = FeatureTransform(
            feature: feature, shape: curve.shape, weight: weight, unit: curve.unit, isCounted: curve.isCounted,
            lower: limits[0], upper: limits[1], deviation: deviation, mean: moments.mean / deviation, typical: 0,
            median: median(own) ?? 0, observed: moments.count)
        let typical = curve.isCounted ? Moments(own).mean : transform.value(at: transform.mean)
        return .success((transform.with(typical: typical), bent))
    }
}

extension FeatureTransform {
    fileprivate func with(typical: Double) -> FeatureTransform {
        FeatureTransform(
            feature: feature, shape: shape, weight: weight, unit: unit, isCounted: isCounted, lower: lower,
            upper: upper, deviation: deviation, mean: mean, typical: typical, median: median, observed: observed)
    }
}

/// A feature that an axis does without.
package struct DroppedFeature: Codable, Equatable, Sendable {
    package let feature: String
    package let reason: String
}

/// The coordinates of some customers on one axis, row after row; NaN where missing.
///
/// - Parameters:
///   - transforms: one a coordinate.
///   - matrix: the features of all customers.
///   - rows: the customers.
/// - Returns: one row a customer, one column a transform.
func coordinates(
    _ transforms: [FeatureTransform], of matrix: FeatureMatrix, rows: some RandomAccessCollection<Int>
) -> Matrix {
    let width = transforms.count
    var cells = [Double](repeating: .nan, count: rows.count * width)
    for (position, transform) in transforms.enumerated() {
        guard let column = FeatureScale.column[transform.feature] else { continue }
        let curve = FeatureCurve(shape: transform.shape, unit: transform.unit, isCounted: transform.isCounted)
        let (lower, upper, deviation) = (transform.lower, transform.upper, transform.deviation)
        let trials = matrix.trials[column] ?? []
        matrix.columns[column].withUnsafeBufferPointer { values in
            trials.withUnsafeBufferPointer { trials in
                cells.withUnsafeMutableBufferPointer { cells in
                    var target = position
                    for row in rows {
                        let bent = curve.bend(values[row], trials: trials.isEmpty ? 0 : trials[row])
                        cells[target] = (bent < lower ? lower : (bent > upper ? upper : bent)) / deviation
                        target += width
                    }
                }
            }
        }
    }
    return Matrix(rows: rows.count, columns: width, elements: cells)
}
