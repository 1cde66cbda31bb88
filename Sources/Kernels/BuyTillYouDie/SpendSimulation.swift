/// What Gamma-Gamma supposes about one customer and nobody can see: what a purchase of theirs is worth.
package struct SpendProcess: Equatable, Sendable {
    /// The shape of the values; the same for all customers.
    package let p: Double
    /// The customer's own rate ν, per unit of money.
    package let rate: Double

    package init(p: Double, rate: Double) {
        (self.p, self.rate) = (p, rate)
    }

    /// The customer's mean value of a purchase, p / ν.
    package var mean: Double { p / rate }

    /// The value of n purchases together: Gamma(p n, ν), 0 for none.
    package func total(ofPurchases n: Int, using random: inout CounterRandom) -> Double {
        n > 0 ? random.gamma(shape: p * Double(n)) / rate : 0
    }
}

extension GammaGamma {
    /// Draws a customer from the posterior: ν ~ Gamma(p x + q, v + x m), or from the population where x is 0.
    package func drawCustomer(
        frequency x: Double, mean m: Double, using random: inout CounterRandom
    ) -> SpendProcess {
        precondition(x >= 0 && (x == 0 || m >= 0), "\(x) purchases of a mean value of \(m) are no history of spend")
        return SpendProcess(p: p, rate: random.gamma(shape: p * x + q) / (v + (x > 0 ? x * m : 0)))
    }
}
