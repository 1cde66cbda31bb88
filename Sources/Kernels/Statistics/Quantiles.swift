/// The quantile of sorted numbers, interpolated linearly between order statistics.
///
/// - Parameters:
///   - sorted: the sample, ascending, without NaN.
///   - p: the share below, 0...1.
/// - Returns: the quantile in input units; `nil` for an empty sample.
///
/// Source: Hyndman & Fan (1996), type 7 (the default of R and NumPy).
package func quantile(_ sorted: [Double], _ p: Double) -> Double? {
    precondition(p >= 0 && p <= 1, "a quantile needs a share in 0...1, not \(p)")
    guard !sorted.isEmpty else { return nil }
    return interpolate(p, count: sorted.count) { sorted[$0] }
}

/// Several quantiles of unsorted numbers, by selection instead of a sort.
///
/// - Parameters:
///   - values: the sample in any order; NaN stands for a missing value and is left out.
///   - shares: the shares below, each in 0...1, in any order.
/// - Returns: one quantile (type 7, see ``quantile(_:_:)``) a share, in the same order; `nil` without any value.
/// - Complexity: O(n log s) expected for s shares.
package func quantiles(_ values: [Double], _ shares: [Double]) -> [Double]? {
    precondition(
        shares.allSatisfy { $0 >= 0 && $0 <= 1 }, "quantiles need shares in 0...1, not \(shares)")
    var observed = values.filter { !$0.isNaN }
    guard !observed.isEmpty else { return nil }
    let last = observed.count - 1
    let ranks = Set(
        shares.flatMap { share in [lowerRank(share, last), min(last, lowerRank(share, last) + 1)] })
    observed.withUnsafeMutableBufferPointer { select($0, ranks: ranks.sorted()[...]) }
    return shares.map { interpolate($0, count: observed.count) { observed[$0] } }
}

/// The middle of unsorted numbers, or the mean of the two middle ones.
///
/// - Parameter values: the sample in any order; NaN stands for a missing value and is left out.
/// - Returns: the median in input units; `nil` without a value.
package func median(_ values: [Double]) -> Double? {
    quantiles(values, [0.5])?.first
}

/// The median of the numbers in a buffer, none of them NaN; they end up in another order.
func median(reordering values: UnsafeMutableBufferPointer<Double>) -> Double? {
    guard !values.isEmpty else { return nil }
    let last = values.count - 1
    let rank = lowerRank(0.5, last)
    select(values, ranks: [rank, min(last, rank + 1)])
    return interpolate(0.5, count: values.count) { values[$0] }
}

private func lowerRank(_ share: Double, _ last: Int) -> Int {
    min(last, Int(share * Double(last)))
}

private func interpolate(_ share: Double, count: Int, _ order: (Int) -> Double) -> Double {
    let last = count - 1
    let rank = lowerRank(share, last)
    let fraction = share * Double(last) - Double(rank)
    let value = order(rank)
    return fraction > 0 ? value + fraction * (order(rank + 1) - value) : value
}
