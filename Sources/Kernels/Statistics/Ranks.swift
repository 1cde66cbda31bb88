/// Ranks from 1; equal numbers share the mean of theirs.
///
/// - Parameter values: without NaN.
/// - Returns: a rank a number, in the same order.
/// - Complexity: O(n log n).
package func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
        var end = start + 1
        while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
        for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
        start = end
    }
    return ranks
}

/// Spearman's rank correlation, −1...1: Pearson's of the ranks, equal numbers sharing theirs.
///
/// `nil` below two pairs, and where one side does not vary.
package func spearmanCorrelation(_ x: [Double], _ y: [Double]) -> Double? {
    pearsonCorrelation(ranks(x), ranks(y))
}

/// Pearson's correlation, −1...1; `nil` below two pairs, and where one side does not vary.
package func pearsonCorrelation(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "\(x.count) and \(y.count) numbers make no pairs")
    guard x.count > 1 else { return nil }
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for index in x.indices {
        let (dx, dy) = (x[index] - meanX, y[index] - meanY)
        xx += dx * dx
        yy += dy * dy
        xy += dx * dy
    }
    guard xx > 0, yy > 0 else { return nil }
    return min(1, max(-1, xy / (xx * yy).squareRoot()))
}

/// How well an order finds where the amounts are.
///
/// The Gini index of the amounts in the order of the scores, divided by that in their own order: 1 is a perfect order, 0 one that tells nothing, negative one that misleads.
///
/// `nil` where the amounts do not vary or do not add up to more than zero.
package func normalizedGini(scores: [Double], amounts: [Double]) -> Double? {
    precondition(scores.count == amounts.count, "\(scores.count) scores for \(amounts.count) amounts")
    guard let found = giniIndex(of: amounts, by: ranks(scores)), let best = giniIndex(of: amounts, by: ranks(amounts)),
        best > 0
    else { return nil }
    return found / best
}

/// `2 Σ rank · amount / (n Σ amount) - (n + 1) / n`.
private func giniIndex(of amounts: [Double], by ranks: [Double]) -> Double? {
    let (n, sum) = (Double(amounts.count), amounts.reduce(0, +))
    guard sum > 0 else { return nil }
    let weighted = zip(ranks, amounts).reduce(0) { $0 + $1.0 * $1.1 }
    return 2 * weighted / (n * sum) - (n + 1) / n
}
