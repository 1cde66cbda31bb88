import Foundation

/// The Gamma-Gamma model of spend: what a customer's purchases are worth on average, known from few of them.
///
/// The value of a purchase is Gamma(p, ν) for a customer, and ν is Gamma(q, v) over customers; it does not depend on how
/// often somebody buys. v carries the unit of money.
///
/// Source: Fader & Hardie (2013), "The Gamma-Gamma model of monetary value", equations 1a and 5.
package struct GammaGamma: Equatable, Sendable {
    package let p, q, v: Double

    /// - Precondition: all three are positive and finite.
    package init(p: Double, q: Double, v: Double) {
        precondition(Self.areValid(p, q, v), "positive parameters are needed, not \(p), \(q), \(v)")
        (self.p, self.q, self.v) = (p, q, v)
    }

    private static func areValid(_ parameters: Double...) -> Bool {
        parameters.allSatisfy { $0 > 0 && $0.isFinite }
    }

    package static let parameterNames = ["p", "q", "v"]

    /// The mean spend over all customers, p v / (q − 1); `nil` for q ≤ 1, where it is infinite.
    package var meanSpend: Double? { q > 1 ? p * v / (q - 1) : nil }

    /// The expected mean spend of a customer, p (v + x m) / (p x + q − 1): own mean and population's, weighted.
    ///
    /// - Parameters:
    ///   - x: purchases that the mean is over, ≥ 0.
    ///   - m: their mean value, ≥ 0; not used for x = 0.
    /// - Returns: a value in the unit of v.
    /// - Precondition: p x + q > 1; a usable fit has q > 1.
    package func expectedSpend(frequency x: Double, mean m: Double) -> Double {
        let weight = p * x + q - 1
        precondition(x >= 0 && weight > 0, "no mean spend exists for x = \(x) with p = \(p) and q = \(q)")
        return p * (v + (x > 0 ? x * m : 0)) / weight
    }
}

extension GammaGamma: Codable {
    private enum CodingKeys: CodingKey { case p, q, v }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        p = try values.decode(Double.self, forKey: .p)
        q = try values.decode(Double.self, forKey: .q)
        v = try values.decode(Double.self, forKey: .v)
        guard Self.areValid(p, q, v) else {
            throw DecodingError.dataCorruptedError(
                forKey: .p, in: values, debugDescription: "three positive parameters are needed")
        }
    }
}

// MARK: - Likelihood

extension GammaGamma {
    /// The log-likelihood of customers' mean spends: `mean`, > 0, over `frequency` purchases each, > 0.
    ///
    /// The digits do not depend on the number of threads, `jobs`.
    package func logLikelihood(frequency: [Double], mean: [Double], jobs: Int) -> Double {
        likelihood(frequency, mean, jobs: jobs).value
    }

    /// The log-likelihood with its gradient by p, q and v.
    package func logLikelihoodAndGradient(
        frequency: [Double], mean: [Double], jobs: Int
    ) -> (value: Double, gradient: [Double]) {
        let sum = likelihood(frequency, mean, jobs: jobs)
        return (sum.value, (0..<3).map { sum.gradient[$0] })
    }

    private func likelihood(_ frequency: [Double], _ mean: [Double], jobs: Int) -> LikelihoodSum {
        precondition(frequency.count == mean.count, "\(frequency.count) frequencies for \(mean.count) means")
        return .inFixedParts(of: mean.count, jobs: jobs) { rows in
            var sum = LikelihoodSum()
            var terms = FrequencyTerms(of: self, x: 1)
            for row in rows {
                if frequency[row] != terms.x { terms = FrequencyTerms(of: self, x: frequency[row]) }
                let (value, gradient) = logLikelihood(mean[row], terms)
                sum.add(value, gradient, weight: 1)
            }
            return sum
        }
    }

    /// ln Γ(px + q) / (Γ(px) Γ(q)) + q ln (v / (v + xm)) + px ln (xm / (v + xm)) − ln m.
    private func logLikelihood(
        _ m: Double, _ terms: FrequencyTerms
    ) -> (value: Double, gradient: SIMD4<Double>) {
        let total = terms.x * m
        let (population, own) = (-log1p(total / v), -log1p(v / total))
        let value = terms.value + q * population + p * terms.x * own - log(m)
        let byV = (q * total - p * terms.x * v) / (v * (v + total))
        return (value, SIMD4(terms.byP + terms.x * own, terms.byQ + population, byV, 0))
    }

    /// What depends on x alone.
    private struct FrequencyTerms {
        let x, value, byP, byQ: Double

        init(of model: GammaGamma, x: Double) {
            self.x = x
            value = logGammaRatio(model.p * x, model.q) - logGamma(model.q)
            byP = x * digammaDifference(model.p * x, model.q)
            byQ = digammaDifference(model.q, model.p * x)
        }
    }
}
