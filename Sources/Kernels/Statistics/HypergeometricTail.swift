internal import Foundation

/// Fisher's exact test, one-sided, in logarithms: how often drawing at random would hit at least as many as were hit.
///
/// Holds the logarithms of the factorials up to the largest population, so that a test costs a few dozen operations.
package struct HypergeometricTail: Sendable {
    private let logFactorials: [Double]

    /// - Parameter largest: the largest population that will be asked about.
    package init(largestPopulation largest: Int) {
        var (sum, lost) = (0.0, 0.0)
        logFactorials =
            [0]
            + (0..<max(largest, 0)).map { previous in
                // Kahan's summation: a million terms would otherwise lose four digits.
                let term = log(Double(previous + 1)) - lost
                let next = sum + term
                lost = (next - sum) - term
                sum = next
                return sum
            }
    }

    /// The natural logarithm of P(X ≥ `hits`), where X counts the marked ones among `drawn` of a population.
    ///
    /// - Parameters:
    ///   - hits: how many of the drawn ones were marked.
    ///   - population: of how many is drawn, at most what the table was made for.
    ///   - marked: how many of them are marked.
    ///   - drawn: how many are drawn, without replacement.
    /// - Returns: at most 0; exactly 0 where no fewer hits are possible.
    ///
    /// Source: Fisher (1935); the terms follow from one another by the ratio of neighbours.
    package func logAtLeast(_ hits: Int, population: Int, marked: Int, drawn: Int) -> Double {
        let (lowest, highest) = (max(0, marked + drawn - population), min(marked, drawn))
        precondition((lowest...highest).contains(hits), "\(hits) hits where \(lowest)...\(highest) are possible")
        guard hits > lowest else { return 0 }
        let term = logProbability(hits, population, marked, drawn)
        // The shorter side is summed: terms fall from the mode on, to either end.
        let mode = (marked + 1) * (drawn + 1) / (population + 2)
        if hits > mode { return min(0, term + log(Self.sum(from: hits, to: highest, population, marked, drawn))) }
        let below = logProbability(hits - 1, population, marked, drawn)
        let lower = exp(below) * Self.sumDown(from: hits - 1, to: lowest, population, marked, drawn)
        return lower < 1 ? log1p(-lower) : term
    }

    private func logProbability(_ hits: Int, _ population: Int, _ marked: Int, _ drawn: Int) -> Double {
        logChoose(marked, hits) + logChoose(population - marked, drawn - hits) - logChoose(population, drawn)
    }

    private func logChoose(_ n: Int, _ k: Int) -> Double {
        logFactorials[n] - logFactorials[k] - logFactorials[n - k]
    }

    /// The sum of P(X = j) / P(X = `first`) over j from `first` up, until a term changes nothing.
    private static func sum(from first: Int, to last: Int, _ population: Int, _ marked: Int, _ drawn: Int) -> Double {
        var (sum, term) = (1.0, 1.0)
        for j in first..<last {
            term *= Double(marked - j) * Double(drawn - j)
            term /= Double(j + 1) * Double(population - marked - drawn + j + 1)
            sum += term
            if term < sum * 0x1p-54 { break }
        }
        return sum
    }

    private static func sumDown(
        from first: Int, to last: Int, _ population: Int, _ marked: Int, _ drawn: Int
    ) -> Double {
        var (sum, term) = (1.0, 1.0)
        for j in stride(from: first, to: last, by: -1) {
            term *= Double(j) * Double(population - marked - drawn + j)
            term /= Double(marked - j + 1) * Double(drawn - j + 1)
            sum += term
            if term < sum * 0x1p-54 { break }
        }
        return sum
    }
}
