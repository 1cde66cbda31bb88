internal import Foundation

/// How far a population has moved over the segments of one axis: the population stability index.
///
/// `Σ (p_i - q_i) ln(p_i / q_i)` over the segments and, as a category of its own, `unobserved`; each share is taken with half a
/// customer added. Both populations must stand under one segment model.
///
/// Source: Yurdakul (2018), "Statistical Properties of Population Stability Index", for the value without any shift.
package struct PopulationDrift: Equatable, Sendable {
    package let index: Double
    /// What the index is expected to be without any shift: `(K - 1) (1/N + 1/M)`.
    package let expectedWithoutShift: Double

    /// - Parameters:
    ///   - before: customers by category.
    ///   - after: customers by the same categories.
    ///
    /// `nil` where one of the populations is empty.
    package init?(before: [Int], after: [Int]) {
        precondition(before.count == after.count, "\(before.count) categories before, \(after.count) after")
        let (n, m) = (Double(before.reduce(0, +)), Double(after.reduce(0, +)))
        guard n > 0, m > 0 else { return nil }
        index = zip(before, after).reduce(0) { sum, pair in
            let (p, q) = ((Double(pair.0) + 0.5) / n, (Double(pair.1) + 0.5) / m)
            return sum + (p - q) * log(p / q)
        }
        expectedWithoutShift = Double(before.count - 1) * (1 / n + 1 / m)
    }
}
