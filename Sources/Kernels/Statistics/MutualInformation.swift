import Foundation

/// What one labeling of the rows tells about another.
///
/// - Parameters:
///   - a: one label a row.
///   - b: another labeling of the same rows.
/// - Returns: nats, ≥ 0; 0 for independent labelings; `nil` without a row.
///
/// Source: Shannon (1948), "A mathematical theory of communication".
package func mutualInformation(_ a: [Int], _ b: [Int]) -> Double? {
    let table = Contingency(a, b)
    guard table.total > 0 else { return nil }
    let total = Double(table.total)
    let sum = table.cells.reduce(0.0) { sum, cell in
        let count = Double(cell.count)
        let expected = Double(table.first[cell.first]) * Double(table.second[cell.second])
        return sum + count / total * log(count * total / expected)
    }
    return max(0, sum)
}
