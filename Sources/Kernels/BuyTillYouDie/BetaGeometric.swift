import Foundation

/// The formulas that BG/NBD and MBG/NBD share.
///
/// While active, a customer buys at a rate drawn from Gamma(r, α), and leaves after a purchase with a probability drawn
/// from Beta(a, b). Under BG/NBD the first purchase of all gives no chance to leave, under MBG/NBD it does: x repeat
/// purchases stand for x + `first` chances. Everything else is the same.
///
/// A customer's history has the likelihood, with m = x + `first` and the second part only where m > 0,
///
///     Γ(r + x) αʳ / (Γ(r) B(a, b)) · { B(a, b + m) (α + T)⁻⁽ʳ⁺ˣ⁾ + B(a + 1, b + m − 1) (α + t_x)⁻⁽ʳ⁺ˣ⁾ }:
///
/// still active at T, or gone with the last purchase.
///
/// Sources: Fader, Hardie & Lee (2005), "Counting your customers the easy way", Marketing Science 24(2), equations 6 to 10,
/// for BG/NBD; Batislam, Denizel & Filiztekin (2007), "Empirical validation and comparison of models for customer base
/// analysis", International Journal of Research in Marketing 24(3), and Hoppe & Wagner (2007), "Customer base analysis: the
/// case for a central variant of the betageometric/NBD model", Marketing ZFP 29(2), for MBG/NBD.
struct BetaGeometric {
    let r, alpha, a, b: Double
    /// Chances to leave at the first purchase of all: 0 under BG/NBD, 1 under MBG/NBD.
    let first: Double

    /// The log-odds of having left by T; −∞ where there was no chance to leave.
    ///
    /// ln [a / (b + x + first − 1)] + (r + x) ln [(α + T) / (α + t_x)].
    ///
    /// Source: Fader, Hardie & Lee (2008), "Computing P(alive) using the BG/NBD model".
    func logOddsGone(_ x: Double, _ tx: Double, _ t: Double) -> Double {
        let chances = x + first
        guard chances > 0 else { return -.infinity }
        return log(a / (b + chances - 1)) + (r + x) * log1p((t - tx) / (alpha + tx))
    }

    func probabilityActive(_ x: Double, _ tx: Double, _ t: Double) -> Double {
        logistic(-logOddsGone(x, tx, t))
    }

    /// E[X(t)] of a new customer, without the first purchase.
    ///
    /// Under MBG/NBD, a customer who survives the first purchase has p ~ Beta(a, b + 1), and goes on as under BG/NBD.
    func expectedPurchases(_ t: Double) -> Double {
        b / (b + first * a) * purchasesOfActive(r, t / alpha, a, b + first)
    }

    /// E[Y(t)] given x, t_x and T: the posterior of an active customer is Gamma(r + x, α + T) and Beta(a, b + x + first).
    func expectedPurchases(_ x: Double, _ tx: Double, _ age: Double, _ t: Double) -> Double {
        probabilityActive(x, tx, age) * purchasesOfActive(r + x, t / (alpha + age), a, b + x + first)
    }

    /// P(no purchase in (T, T + t]): gone, or active and silent.
    func probabilityOfNoPurchase(_ x: Double, _ tx: Double, _ age: Double, _ t: Double) -> Double {
        let odds = logOddsGone(x, tx, age)
        return logistic(odds) + logistic(-odds) * exp(-(r + x) * log1p(t / (alpha + age)))
    }

    /// P(X(t) = n) of a new customer, without the first purchase.
    ///
    /// Still active after n purchases, or gone with the n-th:
    /// B(a, b + m) / B(a, b) · { P(N = n) + a / (b + m − 1) · P(N ≥ n) } with m = n + first chances to leave and N the
    /// negative binomial count of somebody who never leaves; the second part only where m > 0.
    func probability(_ n: Double, _ t: Double) -> Double {
        guard t > 0 else { return n == 0 ? 1 : 0 }
        let (m, z) = (n + first, t / (alpha + t))
        let exactly =
            logGammaRatio(r, n) - logGamma(n + 1) - r * log1p(t / alpha) - (n > 0 ? n * log1p(alpha / t) : 0)
        // P(N ≥ n) = P(N = n) ₂F₁(n + r, 1; n + 1; z).
        let atLeast = n > 0 ? exactly + logHypergeometric(n + r, 1, n + 1, at: z) : 0
        let gone = m > 0 ? log(a / (b + m - 1)) + atLeast : -.infinity
        return exp(logBetaRatio(a, b, m) + logSumExp(exactly, gone))
    }
}

/// The purchases that an active customer with λ ~ Gamma(r, 1) and p ~ Beta(a, b) makes in a time u.
///
/// The expectation of (1 − (1 + p u)⁻ʳ) / p over p. The closed form, (a + b − 1) / (a − 1) · [1 − (1 + u)⁻ʳ
/// ₂F₁(r, b; a + b − 1; u / (1 + u))], divides zero by zero at a = 1, has a pole at a + b = 1 and cancels for small u. The
/// two ways taken here are sums of positive numbers for all parameters.
func purchasesOfActive(_ r: Double, _ u: Double, _ a: Double, _ b: Double) -> Double {
    guard u > 0 else { return 0 }
    let terms = r * u + 12 * (r * u * (1 + u)).squareRoot() + 40 * (1 + u)
    return terms < 1_000 ? purchasesBySeries(r, u, a, b) : purchasesByIntegral(r, u, a, b)
}

/// Σ P(N = n) S(n), with N the negative binomial number of purchases had there been no leaving, and S(n) the expected
/// number of the first n that are made: 1 + b / (a + b) + b (b + 1) / ((a + b)(a + b + 1)) + …, n terms.
private func purchasesBySeries(_ r: Double, _ u: Double, _ a: Double, _ b: Double) -> Double {
    let z = u / (1 + u)
    var (probability, survival, made) = (1.0, 1.0, 0.0)  // P(N = n) / P(N = 0), P(n-th is made), S(n)
    var (sum, scale, n) = (0.0, -r * log1p(u), 0.0)
    while true {
        let ratio = z * (r + n) / (n + 1)
        probability *= ratio
        made += survival
        survival *= (b + n) / (a + b + n)
        sum += probability * made
        n += 1
        // S grows at most like n, so that the rest is below a few geometric series.
        if ratio < 1 && probability * made < 0x1p-57 * sum * (1 - max(ratio, z)) * (1 - z) { break }
        if sum > 1e250 || probability > 1e250 {
            (probability, sum, scale) = (probability * 1e-250, sum * 1e-250, scale + log(1e250))
        }
    }
    return exp(log(sum) + scale)
}

/// The integral over the logit y of p: Beta(a, b) density times (1 − (1 + p u)⁻ʳ) / p.
private func purchasesByIntegral(_ r: Double, _ u: Double, _ a: Double, _ b: Double) -> Double {
    let margin = 40 + log1p(a + b + r)
    let integral = logLineIntegral(core: -margin - log1p(u)...margin, leftSlope: a, rightSlope: b) { y in
        let p = logistic(y)
        return a * y - (a + b) * softplus(y) + log(-expm1(-r * log1p(p * u)) / p)
    }
    return exp(integral - logBeta(a, b))
}
