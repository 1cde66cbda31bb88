import Foundation

extension ParetoNBD {
    /// The log-likelihood of some rows with its gradient by r, α, s and β.
    ///
    /// ln Γ(r + x) / Γ(r) + r ln α + s ln β − (r + x) ln (α + T) − s ln (β + T) + ln (1 + odds of having left).
    func logLikelihood(_ histories: PurchaseHistories, rows: Range<Int>) -> LikelihoodSum {
        var sum = LikelihoodSum()
        var (x, logRatio, byR) = (-1.0, 0.0, 0.0)
        for row in rows {
            if histories.frequency[row] != x {
                x = histories.frequency[row]
                (logRatio, byR) = (logGammaRatio(r, x), digammaDifference(r, x))
            }
            var (value, gradient) = logLikelihood(x, histories.recency[row], histories.age[row])
            value += logRatio
            gradient.x += byR
            sum.add(value, gradient, weight: histories.weight[row])
        }
        return sum
    }

    /// One row, without the terms that depend on x alone.
    private func logLikelihood(
        _ x: Double, _ tx: Double, _ t: Double
    ) -> (value: Double, gradient: SIMD4<Double>) {
        let (growthOfAlpha, growthOfBeta) = (log1p(t / alpha), log1p(t / beta))
        let logAlphaT = log(alpha + t)
        var value = -r * growthOfAlpha - x * logAlphaT - s * growthOfBeta
        var gradient = SIMD4(
            -growthOfAlpha, (r * t / alpha - x) / (alpha + t), -growthOfBeta, s * t / (beta * (beta + t)))
        guard tx < t else { return (value, gradient) }
        let shape = r + x
        let logBetaT = log(beta + t)
        let moments = departures(x).moments(from: tx, to: t)
        let odds = log(s) + shape * logAlphaT + s * logBetaT + moments.log
        let gone = logistic(odds)
        let swapped = alpha > beta
        let (logA, logB) = swapped ? (moments.logFar, moments.logNear) : (moments.logNear, moments.logFar)
        let (inverseA, inverseB) =
            swapped ? (moments.inverseFar, moments.inverseNear) : (moments.inverseNear, moments.inverseFar)
        value += softplus(odds)
        // The derivatives of the log-odds: T in the active part against the mean moment of leaving.
        let byAlpha = shape * (1 / (alpha + t) - inverseA)
        let byS = 1 / s + logBetaT - logB
        let byBeta = s / (beta + t) - (s + 1) * inverseB
        gradient += gone * SIMD4(logAlphaT - logA, byAlpha, byS, byBeta)
        return (value, gradient)
    }
}
