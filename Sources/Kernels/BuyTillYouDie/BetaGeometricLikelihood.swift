import Foundation

extension BetaGeometric {
    /// The log-likelihood of some rows with its gradient by r, α, a and b.
    ///
    /// ln Γ(r + x) / Γ(r) + r ln α − (r + x) ln (α + T) + ln B(a, b + m) / B(a, b) + ln (1 + odds of having left), with
    /// m = x + first chances to leave.
    func logLikelihood(_ histories: PurchaseHistories, rows: Range<Int>) -> LikelihoodSum {
        var sum = LikelihoodSum()
        var terms = FrequencyTerms(of: self, x: -1)
        for row in rows {
            let (x, tx, t) = (histories.frequency[row], histories.recency[row], histories.age[row])
            if x != terms.x { terms = FrequencyTerms(of: self, x: x) }
            let (value, gradient) = logLikelihood(tx, t, terms)
            sum.add(value, gradient, weight: histories.weight[row])
        }
        return sum
    }

    private func logLikelihood(
        _ tx: Double, _ t: Double, _ terms: FrequencyTerms
    ) -> (value: Double, gradient: SIMD4<Double>) {
        let growth = log1p(t / alpha)
        let rest = log1p((t - tx) / (alpha + tx))
        let odds = terms.logOddsAtRecency + terms.shape * rest
        let gone = logistic(odds)
        let value = terms.value - r * growth - terms.x * log(alpha + t) + softplus(odds)
        // The derivative of r ln α − (r + x) ln (α + T) by α is (r T / α − x) / (α + T).
        let byAlpha =
            (r * t / alpha - terms.x) / (alpha + t) - gone * terms.shape * (t - tx) / ((alpha + t) * (alpha + tx))
        let gradient = SIMD4(
            terms.byR - growth + gone * rest, byAlpha, terms.byA + gone / a, terms.byB - gone * terms.inverseChance)
        return (value, gradient)
    }

    /// What depends on x alone.
    private struct FrequencyTerms {
        let x: Double
        let shape, value, logOddsAtRecency, byR, byA, byB, inverseChance: Double

        init(of model: BetaGeometric, x: Double) {
            self.x = x
            let (r, a, b) = (model.r, model.a, model.b)
            let (repeats, chances) = (max(x, 0), max(x, 0) + model.first)
            shape = r + repeats
            value = logGammaRatio(r, repeats) + logBetaRatio(a, b, chances)
            byR = digammaDifference(r, repeats)
            byA = -digammaDifference(a + b, chances)
            byB = digammaDifference(b, chances) + byA
            inverseChance = chances > 0 ? 1 / (b + chances - 1) : 0
            logOddsAtRecency = chances > 0 ? log(a / (b + chances - 1)) : -.infinity
        }
    }
}
