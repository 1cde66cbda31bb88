internal import Foundation

/// The q values of a family of tests: the share of false discoveries if everything up to that test is called one.
///
/// - Parameter logP: the natural logarithms of the p values, in any order.
/// - Returns: the natural logarithms of the q values in the same order, at most 0.
///
/// Source: Benjamini & Hochberg (1995), JRSS B 57(1), 289–300.
package func benjaminiHochberg(logP: [Double]) -> [Double] {
    let order = logP.indices.sorted { (logP[$0], $0) < (logP[$1], $1) }
    var logQ = [Double](repeating: 0, count: logP.count)
    var least = 0.0
    for (rank, test) in order.enumerated().reversed() {
        least = min(least, logP[test] + log(Double(logP.count) / Double(rank + 1)))
        logQ[test] = least
    }
    return logQ
}
