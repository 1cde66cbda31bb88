/// How long an active customer goes on after the cut-off, drawn from the posterior.
///
/// When the last purchase was tells whether the customer is active, and nothing more once they are.
struct Life {
    private let model: RepeatPurchaseModel.Formulas
    private let frequency: Double
    private let rateFactor: Double
    /// Time until the end; infinite where purchases end it.
    private var time = Double.infinity
    /// The purchases that are still to come, once the first of them has asked for it; infinite where time ends the life.
    private var purchasesLeft: Double?

    /// Begins the life of a customer; `rateFactor` is what the purchase rate is multiplied by.
    ///
    /// Where a purchase can end the life, its probability
    ///   is divided by the same: the expected purchases are then multiplied by the factor, and the lifetime stays.
    init(
        _ model: RepeatPurchaseModel.Formulas, _ customer: FutureSimulation.Customer, rateFactor: Double,
        _ random: inout CounterRandom
    ) {
        (self.model, self.rateFactor, frequency) = (model, rateFactor, customer.frequency)
        guard case .pareto(let pareto) = model else { return }
        time = random.exponential() * (pareto.beta + customer.age) / random.gamma(shape: pareto.s)
        purchasesLeft = .infinity
    }

    /// Takes a step, and says how much of it is lived.
    mutating func time(within step: Double) -> Double {
        guard purchasesLeft != 0 else { return 0 }
        let lived = min(step, time)
        time -= lived
        return lived
    }

    /// Takes purchases, and says how many of them happen.
    mutating func purchases(_ wanted: Double, _ random: inout CounterRandom) -> Double {
        // Most steps have none: what only purchases can tell is not drawn before.
        guard wanted > 0 else { return 0 }
        let left = purchasesLeft ?? drawPurchases(&random)
        let made = min(wanted, left)
        purchasesLeft = left - made
        return made
    }

    /// The purchases up to the one that ends it: Beta(a, b + chances so far), then geometric.
    private func drawPurchases(_ random: inout CounterRandom) -> Double {
        guard case .betaGeometric(let model) = model else { return .infinity }
        let dropout = random.beta(model.a, model.b + frequency + model.first) / rateFactor
        return 1 + Double(random.geometric(probability: min(1, max(dropout, .leastNormalMagnitude))))
    }
}

extension RepeatPurchaseModel.Formulas {
    func probabilityActive(_ x: Double, _ tx: Double, _ age: Double) -> Double {
        switch self {
        case .betaGeometric(let model): model.probabilityActive(x, tx, age)
        case .pareto(let model): model.probabilityActive(x, tx, age)
        }
    }

    /// Draws the purchase rate of an active customer from the posterior: Gamma(r + x, α + T).
    func drawRate(frequency x: Double, age: Double, _ random: inout CounterRandom) -> Double {
        switch self {
        case .betaGeometric(let model): random.gamma(shape: model.r + x) / (model.alpha + age)
        case .pareto(let model): random.gamma(shape: model.r + x) / (model.alpha + age)
        }
    }
}
