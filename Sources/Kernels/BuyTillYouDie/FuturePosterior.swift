/// How long an active customer goes on after the cut-off, drawn from the posterior.
///
/// When the last purchase was tells whether the customer is active, and nothing more once they are.
struct Life {
    private let model: RepeatPurchaseModel.Formulas
    private let frequency: Double
    private let rateFactor: Double
    /// Until the customer leaves; infinite where purchases end the life.
    let time: Double

    /// Begins the life of a customer; `rateFactor` is what the purchase rate is multiplied by.
    ///
    /// Where a purchase can end the life, its probability is divided by the same: the expected purchases are then multiplied
    /// by the factor, and the lifetime stays.
    init(
        _ model: RepeatPurchaseModel.Formulas, _ customer: FutureSimulation.Customer, rateFactor: Double,
        _ random: inout CounterRandom
    ) {
        (self.model, self.rateFactor, frequency) = (model, rateFactor, customer.frequency)
        switch model {
        case .betaGeometric: time = .infinity
        case .pareto(let pareto):
            time = random.exponential() * (pareto.beta + customer.age) / random.gamma(shape: pareto.s)
        }
    }

    /// Draws the purchases up to the one that ends the life, from Beta(a, b + chances so far), then geometric; infinite
    /// where none does.
    ///
    /// Asked for with the first purchase: many futures have none.
    func purchases(_ random: inout CounterRandom) -> Double {
        guard case .betaGeometric(let model) = model else { return .greatestFiniteMagnitude }
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
