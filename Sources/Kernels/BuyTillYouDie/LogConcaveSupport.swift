import Foundation

/// Where a log-concave function is not negligible, and its integral there.
struct LogConcaveSupport {
    private let height: (Double) -> Double
    private let peak, top, start, end: Double

    /// Looks for the part of a range where the logarithm is within 42 of its maximum.
    ///
    /// - Parameters:
    ///   - range: where to look.
    ///   - height: the logarithm of the function, concave.
    ///   - slope: its derivative.
    init(in range: ClosedRange<Double>, height: @escaping (Double) -> Double, slope: (Double) -> Double) {
        var (low, high) = (range.lowerBound, range.upperBound)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if slope(middle) > 0 { low = middle } else { high = middle }
        }
        let top = height(high)
        /// Newton's steps towards the level, which stay outside of it as the height is concave.
        func cut(_ end: Double) -> Double {
            var end = end
            for _ in 0..<60 where height(end) < top - 45 { end -= (height(end) - top + 42) / slope(end) }
            return end
        }
        (self.height, self.top, peak) = (height, top, high)
        (start, end) = (cut(range.lowerBound), cut(range.upperBound))
    }

    /// The logarithm of the integral, by Gauss-Legendre rules left and right of the peak; for a function that is analytic
    /// within ±π of the real line, to about thirteen digits.
    func logIntegral() -> Double {
        top + log(integral(from: start, to: peak) + integral(from: peak, to: end))
    }

    private func integral(from: Double, to: Double) -> Double {
        guard from < to else { return 0 }
        let rule = QuadratureRule.reaching(length: to - from, drop: 50)
        let half = (to - from) / Double(2 * rule.panels)
        var sum = 0.0
        for panel in 0..<rule.panels {
            let middle = from + half * Double(2 * panel + 1)
            for (node, weight) in zip(rule.nodes, rule.weights) {
                sum += weight * exp(height(middle + half * node) - top)
            }
        }
        return sum * half
    }
}
