import Foundation

/// Shannon's entropy of the distribution behind some counts, corrected for their small number.
///
/// The plain entropy of n observations is too small by about (K - 1) / 2n, K being the categories that occur; that is
/// added.
///
/// - Parameter counts: observations per category, ≥ 0.
/// - Returns: nats, ≥ 0; `nil` without an observation.
///
/// Source: Miller (1955), "Note on the bias of information estimates".
package func entropy(_ counts: [Int]) -> Double? {
    precondition(counts.allSatisfy { $0 >= 0 }, "counts cannot be negative: \(counts)")
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    var (plain, occurring) = (0.0, 0)
    for count in counts where count > 0 {
        let share = Double(count) / Double(total)
        plain -= share * log(share)
        occurring += 1
    }
    return plain + Double(occurring - 1) / Double(2 * total)
}

/// ``entropy(_:)`` as a share of the largest that the categories allow.
///
/// - Parameters:
///   - counts: observations per category, ≥ 0.
///   - categories: how many categories there are to choose from.
/// - Returns: 0...1; `nil` without an observation or with a single category, where there is nothing to measure.
package func normalizedEntropy(_ counts: [Int], categories: Int) -> Double? {
    guard categories > 1, let entropy = entropy(counts) else { return nil }
    return min(1, entropy / log(Double(categories)))
}
