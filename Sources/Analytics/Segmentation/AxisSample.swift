internal import Domain
internal import Kernels

/// One axis prepared for the choice of k: its coordinates' transforms and a stratified sample of its customers.
struct AxisSample: Sendable {
    let axis: Axis
    let transforms: [FeatureTransform]
    let dropped: [DroppedFeature]
    /// Customers observed.
    let observed: Int
    /// Customers in the sample.
    let size: Int
    /// `nil` where no feature can be clustered.
    let data: ClusterData?
    let weights: [Double]
    /// Rows of the sample on which stability is measured, one list a subsample; the same for every k.
    let subsamples: [[Int]]

    /// The least weighted distance of two centroids.
    ///
    /// A coordinate has variance 1 and counts with its weight, so the typical squared distance of two customers is twice
    /// the total weight: that, not the number of features, is what distances have to be held against.
    let requiredDistance: Double

    /// - Parameters:
    ///   - axis: the axis.
    ///   - matrix: the features of all customers.
    ///   - medianOrderValue: the unit of amounts.
    ///   - seed: of the draws.
    ///   - settings: the constants of the fit.
    init(
        _ axis: Axis, of matrix: FeatureMatrix, medianOrderValue: Double, seed: UInt64, settings: SegmentationSettings
    ) {
        let everyone = 0..<matrix.rowCount
        let seen = observedCustomers(on: axis, in: matrix, customers: everyone, features: [])
        let learnt = AxisTransforms(axis, of: matrix, rows: seen, medianOrderValue: medianOrderValue)
        let rows = observedCustomers(on: axis, in: matrix, customers: everyone, features: learnt.features)
        var random = CounterRandom(seed: seed, stream: RandomStream.sample.number(axis))
        let chosen = stratifiedSample(
            of: rows, size: settings.sample, lead: learnt.features.first.map { $0.feature }, axis: axis, in: matrix,
            random: &random)
        self.axis = axis
        transforms = learnt.features
        dropped = learnt.dropped
        observed = rows.count
        weights = learnt.features.map(\.weight)
        size = chosen.count
        data =
            learnt.features.isEmpty
            ? nil : ClusterData(coordinates(learnt.features, of: matrix, rows: chosen), weights: weights)
        requiredDistance = settings.separation * weights.reduce(0, +).squareRoot()
        let part = Int((settings.subsampleShare * Double(chosen.count)).rounded())
        subsamples = (0..<settings.subsamples).map { number in
            var random = CounterRandom(seed: seed, stream: RandomStream.subsample(number).number(axis))
            return random.sample(part, of: chosen.count)
        }
    }
}

/// Which random numbers are for what; no two uses share a stream.
enum RandomStream {
    case sample
    case subsample(Int)
    case start(k: Int, restart: Int)

    func number(_ axis: Axis) -> UInt64 {
        let purpose: UInt64 =
            switch self {
            case .sample: 0
            case .subsample(let number): 1 << 24 | UInt64(number)
            case .start(let k, let restart): 2 << 24 | UInt64(k) << 16 | UInt64(restart)
            }
        return UInt64(axis.index) << 32 | purpose
    }
}

/// A sample in proportion to the axis' strata.
///
/// Customers are ordered by which features are missing, then by the lead feature, and cut into as many equal strata as the
/// sample has places; each stratum gives one customer. So the sample has the whole's shares of gaps and of the lead
/// feature's levels.
///
/// - Returns: the customers, ascending; all of them where there are no more than `size`.
private func stratifiedSample(
    of rows: [Int], size: Int, lead: String?, axis: Axis, in matrix: FeatureMatrix, random: inout CounterRandom
) -> [Int] {
    guard rows.count > size else { return rows }
    let columns = axis.features.compactMap { FeatureScale.column[$0] }
    let leadColumn = lead.flatMap { FeatureScale.column[$0] } ?? 0
    let keys = rows.map { row -> Stratum in
        var gaps: UInt32 = 0
        for (bit, column) in columns.enumerated() where matrix.columns[column][row].isNaN { gaps |= 1 << bit }
        let value = matrix.columns[leadColumn][row]
        return Stratum(gaps: gaps, lead: value.isNaN ? -.infinity : value, row: row)
    }
    let ordered = keys.sorted()
    let chosen = (0..<size).map { place in
        let (start, end) = (rows.count * place / size, rows.count * (place + 1) / size)
        return ordered[start + random.index(below: end - start)].row
    }
    return chosen.sorted()
}

private struct Stratum: Comparable {
    let gaps: UInt32
    let lead: Double
    let row: Int

    static func < (left: Stratum, right: Stratum) -> Bool {
        if left.gaps != right.gaps { return left.gaps < right.gaps }
        if left.lead != right.lead { return left.lead < right.lead }
        return left.row < right.row
    }
}
