internal import Foundation

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
    /// The length of each step, in time units.
    private let lengths: [Double]
    /// What a unit that is spent in each step counts.
    private let worth: [Double]
    private let rateFactor: Double
    private let seed: UInt64

    package var steps: Int { lengths.count }

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
        models = Self.draw(fit.model.parameters, fit.logCovariance, seed: seed, stream: 0).map {
            RepeatPurchaseModel(kind: fit.model.kind, parameters: $0).formulas
        }
        spends =
            spend.map { spend in
                Self.draw([spend.model.p, spend.model.q, spend.model.v], spend.logCovariance, seed: seed, stream: 1)
                    .map { GammaGamma(p: $0[0], q: $0[1], v: $0[2]) }
            } ?? []
        lengths = times.indices.map { times[$0] - ($0 > 0 ? times[$0 - 1] : 0) }
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
        // Streams 0 and 1 drew the parameters.
        var random = CounterRandom(seed: seed, stream: customer.stream + 2)
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

    /// One active future: its rate, its dropout and what is bought step by step.
    private func follow(
        _ customer: Customer, _ draw: Int, _ random: inout CounterRandom, _ futures: FutureDraws
    ) {
        let rate = models[draw].drawRate(frequency: customer.frequency, age: customer.age, &random) * rateFactor
        var life = Life(models[draw], customer, rateFactor: rateFactor, &random)
        var purse = spends.isEmpty ? nil : Purse(spends[draw], customer)
        var (count, amount) = (0.0, 0.0)
        for step in 0..<steps {
            let time = life.time(within: lengths[step])
            let bought = time > 0 ? life.purchases(Double(random.poisson(mean: min(rate * time, 1e9))), &random) : 0
            if bought > 0 {
                count += bought
                amount += worth[step] * (purse?.spend(on: bought, &random) ?? 0)
            }
            futures.set(step, purchases: count, spend: amount)
        }
    }
}

extension FutureSimulation {
    /// Draws around estimates on the log scale; the covariance is of the logarithms, n × n, row-major.
    private static func draw(_ estimates: [Double], _ covariance: [Double]?, seed: UInt64, stream: UInt64) -> [[Double]]
    {
        let n = estimates.count
        guard let covariance, let factor = try? CholeskyFactor(of: Matrix(rows: n, columns: n, elements: covariance))
        else { preconditionFailure("a fit that cannot be used has no futures") }
        var random = CounterRandom(seed: seed, stream: stream)
        return (0..<draws).map { _ in
            let z = (0..<n).map { _ in random.normal() }
            return (0..<n).map { column in
                let shift = (0...column).reduce(0) { $0 + factor.upper[$1, column] * z[$1] }
                return estimates[column] * exp(min(max(shift, -20), 20))
            }
        }
    }
}

/// What one customer spends a purchase: drawn once a future, with the first purchase.
private struct Purse {
    let model: GammaGamma
    let shape, rate: Double
    private var level: Double?

    init(_ model: GammaGamma, _ customer: FutureSimulation.Customer) {
        self.model = model
        let x = customer.frequency
        shape = model.q + model.p * x
        rate = model.v + (x > 0 ? x * max(0, customer.meanSpend) : 0)
    }

    mutating func spend(on purchases: Double, _ random: inout CounterRandom) -> Double {
        let level = level ?? random.gamma(shape: shape) / rate
        self.level = level
        return level > 0 ? random.gamma(shape: model.p * purchases) / level : 0
    }
}
