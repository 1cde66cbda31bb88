internal import Domain
internal import Foundation
internal import Kernels

/// Whether a customer was seen on an axis, and how well.
struct Observation {
    let isObserved: Bool
    /// 0...1.
    let evidence: Double

    /// - Parameters:
    ///   - isObserved: whether the axis' rule holds.
    ///   - count: what was seen.
    ///   - scale: how much of it makes the evidence `1 - 1/e`.
    init(if isObserved: Bool, count: Double, scale: Double) {
        self.isObserved = isObserved
        evidence = isObserved ? 1 - exp(-count / scale) : 0
    }
}

/// One customer's row in a ``FeatureBlock``; cells that nobody writes stay NaN.
struct FeatureRow {
    let cells: UnsafeMutableBufferPointer<Double>
    let trials: UnsafeMutableBufferPointer<Float>
    let isObserved: UnsafeMutableBufferPointer<Bool>
    let evidence: UnsafeMutableBufferPointer<Double>
    /// The rows of the block.
    let count: Int
    /// This one.
    var row = 0

    subscript(feature: Feature) -> Double {
        get { cells[feature.rawValue * count + row] }
        nonmutating set { cells[feature.rawValue * count + row] = newValue }
    }

    /// Writes a rate drawn towards the population's; missing without a trial.
    func set(_ feature: CountedFeature, _ rate: RateCount, drawnTo prior: BetaBinomialPrior?) {
        set(feature, rate.drawn(to: prior), trials: rate.trials)
    }

    /// Writes a plain share of counted trials; missing without a trial.
    func set(_ feature: CountedFeature, _ rate: RateCount) {
        set(feature, rate.share, trials: rate.trials)
    }

    /// Writes a rate of counted trials.
    func set(_ feature: CountedFeature, _ value: Double, trials: Int32) {
        self[feature.feature] = value
        self.trials[feature.rawValue * count + row] = Float(trials)
    }

    /// Writes whether the customer was seen on an axis.
    ///
    /// - Parameters:
    ///   - axis: its place in ``Axis/allCases``.
    ///   - observation: by the axis' rule; nobody is seen on an axis none of whose features is there.
    func set(axis: Int, _ observation: Observation) {
        guard observation.isObserved, Feature.columns[axis].contains(where: { !cells[$0 * count + row].isNaN })
        else { return }
        isObserved[axis * count + row] = true
        evidence[axis * count + row] = observation.evidence
    }
}

/// The features of the customers of one partition, column after column.
struct FeatureBlock: Sendable {
    let rowCount: Int
    private var cells: [Double]
    private var trials: [Float]
    private var isObserved: [Bool]
    private var evidence: [Double]

    init(rows: Range<Int>, of maker: FeatureMaker) {
        let (count, axes) = (rows.count, Axis.allCases.count)
        rowCount = count
        cells = Array(repeating: .nan, count: count * Feature.allCases.count)
        trials = Array(repeating: 0, count: count * CountedFeature.allCases.count)
        isObserved = Array(repeating: false, count: count * axes)
        evidence = Array(repeating: 0, count: count * axes)
        cells.withUnsafeMutableBufferPointer { cells in
            trials.withUnsafeMutableBufferPointer { trials in
                isObserved.withUnsafeMutableBufferPointer { isObserved in
                    evidence.withUnsafeMutableBufferPointer { evidence in
                        var row = FeatureRow(
                            cells: cells, trials: trials, isObserved: isObserved, evidence: evidence, count: count)
                        for customer in rows {
                            maker.fill(row, customer)
                            row.row += 1
                        }
                    }
                }
            }
        }
    }

    /// The cells of a feature.
    func column(_ feature: Feature) -> ArraySlice<Double> {
        cells[feature.rawValue * rowCount..<(feature.rawValue + 1) * rowCount]
    }

    /// The trials of a counted feature.
    func trials(_ feature: CountedFeature) -> ArraySlice<Float> {
        trials[feature.rawValue * rowCount..<(feature.rawValue + 1) * rowCount]
    }

    /// Who was observed on the axis at a place in ``Axis/allCases``, and how well.
    func observations(axis: Int) -> (isObserved: ArraySlice<Bool>, evidence: ArraySlice<Double>) {
        let range = axis * rowCount..<(axis + 1) * rowCount
        return (isObserved[range], evidence[range])
    }
}
