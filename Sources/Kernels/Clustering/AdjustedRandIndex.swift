/// How well two labelings of the same rows agree, corrected for chance.
///
/// - Parameters:
///   - a: one label a row; only equality counts, not the numbers.
///   - b: another labeling of the same rows.
/// - Returns: 1 for the same partition (also where both put all rows in one cluster, or each row in its own), about 0
///   for unrelated ones, below 0 for less agreement than chance gives.
/// - Complexity: O(n) for dense labels. The sums are whole numbers, so the result does not depend on any order.
///
/// Source: Hubert & Arabie (1985), "Comparing partitions", equation 5.
package func adjustedRandIndex(_ a: [Int], _ b: [Int]) -> Double {
    let table = Contingency(a, b)
    let together = table.cells.reduce(Int128(0)) { $0 + pairs($1.count) }
    let first = table.first.reduce(Int128(0)) { $0 + pairs($1) }
    let second = table.second.reduce(Int128(0)) { $0 + pairs($1) }
    let all = pairs(table.total)
    let denominator = (first + second) * all - 2 * first * second
    guard denominator != 0 else { return 1 }
    return Double(2 * (together * all - first * second)) / Double(denominator)
}

/// The number of pairs among `count` rows.
private func pairs(_ count: Int) -> Int128 {
    Int128(count) * Int128(count - 1) / 2
}
