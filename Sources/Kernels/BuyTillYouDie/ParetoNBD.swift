import Foundation

/// The formulas of Pareto/NBD: a customer buys at a rate drawn from Gamma(r, α) and leaves at a moment whose hazard is
/// drawn from Gamma(s, β).
///
/// Sources: Schmittlein, Morrison & Colombo (1987), "Counting your customers: who are they and what will they do next?",
/// Management Science 33(1); Fader & Hardie (2005), "A note on deriving the Pareto/NBD model and related expressions".
struct ParetoNBD {
    let r, alpha, s, beta: Double

    /// The customers who left between two moments: the integral of (α + τ)⁻⁽ʳ⁺ˣ⁾ (β + τ)⁻⁽ˢ⁺¹⁾.
    func departures(_ x: Double) -> PowerIntegral {
        alpha <= beta
            ? PowerIntegral(near: alpha, nearPower: r + x, far: beta, farPower: s + 1)
            : PowerIntegral(near: beta, nearPower: s + 1, far: alpha, farPower: r + x)
    }

    /// The log-odds of having left by T; −∞ where t_x = T.
    ///
    /// ln s + (r + x) ln (α + T) + s ln (β + T) + ln ∫ (α + τ)⁻⁽ʳ⁺ˣ⁾ (β + τ)⁻⁽ˢ⁺¹⁾ dτ, from t_x to T.
    func logOddsGone(_ x: Double, _ tx: Double, _ t: Double) -> Double {
        logOddsOfLeaving(x, from: tx, to: t, relativeTo: t)
    }

    /// The log-odds of having left between two moments, against being active at a third.
    private func logOddsOfLeaving(
        _ x: Double, from: Double, to: Double, relativeTo t: Double
    ) -> Double {
        guard from < to else { return -.infinity }
        return log(s) + (r + x) * log(alpha + t) + s * log(beta + t) + departures(x).moments(from: from, to: to).log
    }

    func probabilityActive(_ x: Double, _ tx: Double, _ t: Double) -> Double {
        logistic(-logOddsGone(x, tx, t))
    }

    /// E[X(t)] of a new customer.
    func expectedPurchases(_ t: Double) -> Double {
        r / alpha * expectedLifetime(beta, t)
    }

    /// E[Y(t)] given x, t_x and T: the posterior of an active customer is Gamma(r + x, α + T) and Gamma(s, β + T).
    func expectedPurchases(_ x: Double, _ tx: Double, _ age: Double, _ t: Double) -> Double {
        probabilityActive(x, tx, age) * (r + x) / (alpha + age) * expectedLifetime(beta + age, t)
    }

    /// The mean time that somebody active stays within the next t: β / (s − 1) · [1 − (β / (β + t))ˢ⁻¹].
    private func expectedLifetime(_ beta: Double, _ t: Double) -> Double {
        let growth = log1p(t / beta)
        let exponent = (s - 1) * growth
        return beta * growth * (abs(exponent) < 1e-300 ? 1 : -expm1(-exponent) / exponent)
    }

    /// P(no purchase in (T, T + t]): gone by T, leaving before a purchase, or active and silent throughout.
    func probabilityOfNoPurchase(_ x: Double, _ tx: Double, _ age: Double, _ t: Double) -> Double {
        let odds = logOddsGone(x, tx, age)
        let silent = -(r + x) * log1p(t / (alpha + age)) - s * log1p(t / (beta + age))
        let leaving = logOddsOfLeaving(x, from: age, to: age + t, relativeTo: age)
        return min(1, logistic(odds) + logistic(-odds) * (exp(silent) + exp(leaving)))
    }

    /// P(X(t) = n) of a new customer.
    ///
    /// Γ(r + n) / (Γ(r) n!) · { (α / (α + t))ʳ (t / (α + t))ⁿ (β / (β + t))ˢ
    /// + αʳ βˢ s ∫ τⁿ (α + τ)⁻⁽ʳ⁺ⁿ⁾ (β + τ)⁻⁽ˢ⁺¹⁾ dτ }, from 0 to t.
    ///
    /// Source: Fader & Hardie (2006), "Deriving an expression for P(X(t) = x) under the Pareto/NBD model".
    func probability(_ n: Double, _ t: Double) -> Double {
        guard t > 0 else { return n == 0 ? 1 : 0 }
        let growth = r * log1p(t / alpha) + (n > 0 ? n * log1p(alpha / t) : 0)
        let active = -growth - s * log1p(t / beta)
        let gone = r * log(alpha) + s * log(beta) + log(s) + logDepartures(after: n, within: t)
        return exp(logGammaRatio(r, n) - logGamma(n + 1) + logSumExp(active, gone))
    }

    /// The logarithm of ∫ τⁿ (α + τ)⁻⁽ʳ⁺ⁿ⁾ (β + τ)⁻⁽ˢ⁺¹⁾ dτ from 0 to t, taken over v = ln τ, where it is log-concave.
    private func logDepartures(after n: Double, within t: Double) -> Double {
        let (logAlpha, logBeta) = (log(alpha), log(beta))
        let support = LogConcaveSupport(
            in: min(logAlpha, logBeta, log(t)) - 60...log(t),
            height: { (n + 1) * $0 - (r + n) * log(alpha + exp($0)) - (s + 1) * log(beta + exp($0)) },
            slope: { n + 1 - (r + n) * logistic($0 - logAlpha) - (s + 1) * logistic($0 - logBeta) })
        return support.logIntegral()
    }
}
