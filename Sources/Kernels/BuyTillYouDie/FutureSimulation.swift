/// Simulates what customers do after the cut-off, from the posterior of each.
///
/// One draw is one whole shop: its parameters are drawn from the normal distribution around the estimates on the log scale,
/// with the inverse Hessian as covariance, and are the same for all customers; then every customer's own rate, dropout and
/// spend level are drawn given the history, and the purchases follow. So sums over customers within a draw are draws of
/// sums, the uncertainty of the estimates included.
///
/// Whether the customer is still active is drawn systematically over the draws of one customer: each draw has the right
/// probability, and their number lies within one of its expectation, which takes much noise out of the quantiles.
///
/// Source: Fader, Hardie & Lee (2005) for the posterior under BG/NBD, Batislam, Denizel & Filiztekin (2007) under MBG/NBD,
/// Schmittlein, Morrison & Colombo (1987) under Pareto/NBD, Fader & Hardie (2013) for spend under Gamma-Gamma.
package struct FutureSimulation: Sendable {
    /// What is known of one customer.
    package struct Customer: Sendable {
        package var frequency: Double
        package var recency: Double
        package var age: Double
        /// The mean of the repeat purchases; any number where there is none.
        package var meanSpend: Double
        /// Names the customer's random numbers; no two customers share one.
        package var stream: UInt64

        package init(frequency: Double, recency: Double, age: Double, meanSpend: Double, stream: UInt64) {
            (self.frequency, self.recency, self.age) = (frequency, recency, age)
            (self.meanSpend, self.stream) = (meanSpend, stream)
        }
    }

    /// The order statistics that bound 90 %: a further draw falls below the one and above the other with probability 0.05.
    package static let lowerRank = 5
    package static let upperRank = 95
    package static let medianRank = 50
    /// Futures that are simulated.
    package static let draws = 99

    private let models: [RepeatPurchaseModel.Formulas]
    /// One a draw; empty without a spend model.
    private let spends: [GammaGamma]
    /// The end of each step, in time units.
    private let ends: [Double]
    /// What a unit that is spent in each step counts.
    private let worth: [Double]
    private let rateFactor: Double
    private let seed: UInt64

    package var steps: Int { ends.count }

    /// - Parameters:
    ///   - fit: the model of purchases.
    ///   - spend: the model of spend; without one nothing is spent.
    ///   - times: the ends of the steps from the cut-off on, in time units, ascending.
    ///   - worth: what a unit that is spent in each step counts; 1 where none is given.
    ///   - rateFactor: what future purchases are multiplied by; 1 leaves the model as it is.
    ///   - seed: equal seeds give equal futures.
    package init(
        _ fit: RepeatPurchaseFit, spend: GammaGammaFit?, times: [Double], worth: [Double]? = nil,
        rateFactor: Double = 1, seed: UInt64
    ) {
        var random = CounterRandom(seed: seed, stream: 0)
        models = (0..<Self.draws).compactMap { _ in fit.drawModel(using: &random)?.formulas }
        spends = spend.map { spend in (0..<Self.draws).compactMap { _ in spend.drawModel(using: &random) } } ?? []
        precondition(models.count == Self.draws, "a fit that cannot be used has no futures")
        ends = times
        self.worth = worth ?? Array(repeating: 1, count: times.count)
        self.rateFactor = rateFactor
        self.seed = seed
    }

    package func makeDraws() -> FutureDraws { FutureDraws(draws: Self.draws, steps: steps) }

    /// The probability that somebody with this history is active, in every draw.
    package func probabilitiesActive(frequency: Double, recency: Double, age: Double) -> [Double] {
        models.map { $0.probabilityActive(frequency, recency, age) }
    }

    /// Fills `futures` with those of one customer.
    ///
    /// - Parameters:
    ///   - customer: what is known.
    ///   - active: of ``probabilitiesActive(frequency:recency:age:)`` for the same history.
    ///   - futures: of ``makeDraws()``.
    package func simulate(_ customer: Customer, active: [Double], into futures: FutureDraws) {
        // Stream 0 drew the parameters.
        var random = CounterRandom(seed: seed, stream: customer.stream + 1)
        futures.begin()
        var sum = random.uniform()
        for draw in 0..<Self.draws {
            let before = sum.rounded(.down)
            sum += active[draw]
            guard sum.rounded(.down) > before else { continue }
            futures.activate(draw)
            follow(customer, draw, &random, futures)
        }
    }

    /// One active future: its rate, its life, what is bought in each step and what is spent on it.
    private func follow(
        _ customer: Customer, _ draw: Int, _ random: inout CounterRandom, _ futures: FutureDraws
    ) {
        let rate = models[draw].drawRate(frequency: customer.frequency, age: customer.age, &random) * rateFactor
        let life = Life(models[draw], customer, rateFactor: rateFactor, &random)
        drawPurchases(rate: rate, life, &random, into: futures.bought)
        var purse = spends.isEmpty ? nil : Purse(spends[draw], customer)
        var (count, amount) = (0.0, 0.0)
        for step in 0..<steps {
            let bought = futures.bought[step]
            if bought > 0 {
                count += bought
                amount += worth[step] * (purse?.spend(on: bought, &random) ?? 0)
            }
            futures.set(step, purchases: count, spend: amount)
        }
    }

    /// Draws the purchases of each step: a Poisson process until the customer leaves.
    ///
    /// Few are drawn one after the other, as most customers have few before they leave; many step by step.
    private func drawPurchases(
        rate: Double, _ life: Life, _ random: inout CounterRandom, into bought: UnsafeMutableBufferPointer<Double>
    ) {
        for step in 0..<steps { bought[step] = 0 }
        let lived = min(life.time, ends[steps - 1])
        guard rate * lived < Self.many else { return drawSteps(rate: rate, lived, life, &random, into: bought) }
        var (time, step, left) = (0.0, 0, Double.infinity)
        while left > 0 {
            time += random.exponential() / rate
            guard time < lived else { return }
            if left == .infinity { left = life.purchases(&random) }
            while time >= ends[step] { step += 1 }
            bought[step] += 1
            left -= 1
        }
    }

    /// From this many purchases on, one number for each step is cheaper than one for each purchase.
    private static let many = 30.0

    private func drawSteps(
        rate: Double, _ lived: Double, _ life: Life, _ random: inout CounterRandom,
        into bought: UnsafeMutableBufferPointer<Double>
    ) {
        var (start, left) = (0.0, life.purchases(&random))
        for step in 0..<steps {
            let time = min(ends[step], lived) - start
            guard time > 0, left > 0 else { return }
            bought[step] = min(left, Double(random.poisson(mean: min(rate * time, 1e9))))
            left -= bought[step]
            start = ends[step]
        }
    }
}

/// What one customer spends: drawn once a future, with the first purchase.
private struct Purse {
    let model: GammaGamma
    let frequency, meanSpend: Double
    private var process: SpendProcess?

    init(_ model: GammaGamma, _ customer: FutureSimulation.Customer) {
        (self.model, frequency) = (model, customer.frequency)
        meanSpend = customer.frequency > 0 ? max(0, customer.meanSpend) : 0
    }

    mutating func spend(on purchases: Double, _ random: inout CounterRandom) -> Double {
        let process = process ?? model.drawCustomer(frequency: frequency, mean: meanSpend, using: &random)
        self.process = process
        return process.rate > 0 ? process.total(ofPurchases: Int(purchases), using: &random) : 0
    }
}
