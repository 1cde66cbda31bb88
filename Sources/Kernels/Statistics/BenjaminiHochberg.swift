internal import Foundation

/// The q values of a family of tests: the share of false discoveries if everything up to that test is called one.
///
/// - Parameters:
///   - logP: the natural logarithms of the p values, in any order.
///   - family: how many tests there are with those that are not here, which count as p = 1; `nil` where all are here.
///     Where only tests with large counts were looked at, those that could have been looked at belong to the family: else
///     the best of many by chance pass for few.
/// - Returns: the natural logarithms of the q values in the same order, at most 0.
///
/// Source: Benjamini & Hochberg (1995), JRSS B 57(1), 289–300.
package func benjaminiHochberg(logP: [Double], family: Double? = nil) -> [Double] {
    let tests = max(family ?? 0, Double(logP.count))
    let order = logP.indices.sorted { (logP[$0], $0) < (logP[$1], $1) }
    var logQ = [Double](repeating: 0, count: logP.count)
    var least = 0.0
    for (rank, test) in order.enumerated().reversed() {
        least = min(least, logP[test] + log(tests / Double(rank + 1)))
        logQ[test] = least
    }
    return logQ
}
