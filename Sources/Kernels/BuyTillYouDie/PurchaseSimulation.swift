/// What a model supposes about one customer and nobody can see: how fast they buy, and how they leave.
package struct PurchaseProcess: Equatable, Sendable {
    /// How a customer leaves.
    package enum Leaving: Equatable, Sendable {
        /// After a purchase, with this probability.
        case afterPurchase(probability: Double)
        /// At any moment, with this hazard per time unit.
        case inTime(hazard: Double)
    }

    /// Purchases per time unit while active.
    package let rate: Double
    package let leaving: Leaving
    /// Whether the customer is still there at the start.
    package let isActive: Bool

    package init(rate: Double, leaving: Leaving, isActive: Bool) {
        (self.rate, self.leaving, self.isActive) = (rate, leaving, isActive)
    }

    /// The purchases in (0, t], ascending.
    package func purchaseTimes(within t: Double, using random: inout CounterRandom) -> [Double] {
        guard isActive, rate > 0 else { return [] }
        var end = t
        if case .inTime(let hazard) = leaving, hazard > 0 { end = min(t, random.exponential() / hazard) }
        var (times, now) = ([Double](), 0.0)
        while true {
            now += random.exponential() / rate
            guard now <= end else { return times }
            times.append(now)
            if case .afterPurchase(let probability) = leaving, random.uniform() < probability { return times }
        }
    }
}

extension RepeatPurchaseModel {
    /// Draws a new customer, as they are right after the first purchase.
    package func drawNewCustomer(using random: inout CounterRandom) -> PurchaseProcess {
        switch formulas {
        case .betaGeometric(let model):
            let rate = random.gamma(shape: model.r) / model.alpha
            let probability = random.beta(model.a, model.b)
            let isActive = model.first == 0 || random.uniform() >= probability
            return PurchaseProcess(
                rate: rate, leaving: .afterPurchase(probability: probability), isActive: isActive)
        case .pareto(let model):
            let rate = random.gamma(shape: model.r) / model.alpha
            let hazard = random.gamma(shape: model.s) / model.beta
            return PurchaseProcess(rate: rate, leaving: .inTime(hazard: hazard), isActive: true)
        }
    }
}
