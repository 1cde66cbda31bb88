import Foundation
import Kernels
import Testing

/// Futures of customers, against the closed forms of the models and against what simulated customers go on to do.
struct FutureSimulationTests {
    /// Parameters of about the size that CDNOW has, in weeks.
    static let models = [
        RepeatPurchaseModel(kind: .bgNBD, parameters: [0.6, 6, 0.8, 2.5]),
        RepeatPurchaseModel(kind: .mbgNBD, parameters: [0.8, 6, 0.9, 2.5]),
        RepeatPurchaseModel(kind: .paretoNBD, parameters: [0.6, 8, 0.6, 12]),
    ]

    /// A fit that is as good as certain: its covariance moves a parameter by a ten-thousandth.
    static func certain(_ model: RepeatPurchaseModel) throws -> RepeatPurchaseFit {
        let covariance = (0..<16).map { $0 % 5 == 0 ? 1e-8 : 0 }
        let json = """
            {"model": {"kind": "\(model.kind.rawValue)", "parameters": \(model.parameters)},
             "status": {"outcome": "converged"}, "standardErrors": [0, 0, 0, 0], "logCovariance": \(covariance),
             "logLikelihood": 0, "customers": 1, "gradientNorm": 0, "iterations": 1, "starts": 1}
            """
        return try JSONDecoder().decode(RepeatPurchaseFit.self, from: Data(json.utf8))
    }

    static func certainSpend(_ model: GammaGamma) throws -> GammaGammaFit {
        let json = """
            {"model": {"p": \(model.p), "q": \(model.q), "v": \(model.v)}, "status": {"outcome": "converged"},
             "standardErrors": [0, 0, 0], "logCovariance": [1e-8, 0, 0, 0, 1e-8, 0, 0, 0, 1e-8],
             "logLikelihood": 0, "customers": 1, "gradientNorm": 0, "iterations": 1, "starts": 1}
            """
        return try JSONDecoder().decode(GammaGammaFit.self, from: Data(json.utf8))
    }

    /// The oracle is the closed form of the conditional expectation, which the simulation does not use.
    @Test(arguments: models, [(0.0, 0.0, 20.0), (3, 25, 38), (40, 36, 38)])
    func `mean purchases and spend are the expected ones`(
        model: RepeatPurchaseModel, history: (x: Double, tx: Double, age: Double)
    ) throws {
        let (x, tx, age) = history
        let spend = GammaGamma(p: 6, q: 4, v: 16)
        let simulation = FutureSimulation(
            try Self.certain(model), spend: try Self.certainSpend(spend), times: [4, 39], rateFactor: 1, seed: 3)
        let active = simulation.probabilitiesActive(frequency: x, recency: tx, age: age)
        let futures = simulation.makeDraws()
        var (counts, amounts) = ([Moments(), Moments()], [Moments(), Moments()])
        for stream in 0..<400 {
            let customer = FutureSimulation.Customer(
                frequency: x, recency: tx, age: age, meanSpend: 30, stream: UInt64(stream))
            simulation.simulate(customer, active: active, into: futures)
            for step in 0..<2 {
                counts[step].merge(Moments([futures.values(.purchases, step: step).reduce(0, +)]))
                amounts[step].merge(Moments([futures.values(.spend, step: step).reduce(0, +)]))
            }
        }
        for (step, time) in [4.0, 39].enumerated() {
            let draws = Double(FutureSimulation.draws)
            let expected = draws * model.expectedPurchases(frequency: x, recency: tx, age: age, in: time)
            let value = expected * spend.expectedSpend(frequency: x, mean: x > 0 ? 30 : 0)
            for (moments, target) in [(counts[step], expected), (amounts[step], value)] {
                let error = (try #require(moments.sampleVariance) / 400).squareRoot()
                #expect(abs(moments.mean - target) < 4.5 * error, "\(model.kind) \(history) in \(time)")
            }
        }
    }

    /// The share of futures without a purchase, against the closed form.
    @Test(arguments: models)
    func `futures without a purchase are as frequent as they should be`(model: RepeatPurchaseModel) throws {
        let simulation = FutureSimulation(try Self.certain(model), spend: nil, times: [13], seed: 5)
        let active = simulation.probabilitiesActive(frequency: 4, recency: 20, age: 26)
        let futures = simulation.makeDraws()
        var none = 0
        for stream in 0..<1_000 {
            let customer = FutureSimulation.Customer(
                frequency: 4, recency: 20, age: 26, meanSpend: .nan, stream: UInt64(stream))
            simulation.simulate(customer, active: active, into: futures)
            none += futures.rank(of: 0, in: .purchases, step: 0).equal
        }
        let (trials, p) = (
            1_000 * Double(FutureSimulation.draws),
            model.probabilityOfNoPurchase(frequency: 4, recency: 20, age: 26, in: 13)
        )
        #expect(abs(Double(none) / trials - p) < 4.5 * (p * (1 - p) / trials).squareRoot())
    }

    @Test(arguments: models)
    func `a factor multiplies the expected purchases`(model: RepeatPurchaseModel) throws {
        func mean(_ factor: Double) throws -> Double {
            let simulation = FutureSimulation(
                try Self.certain(model), spend: nil, times: [26], rateFactor: factor, seed: 7)
            let active = simulation.probabilitiesActive(frequency: 5, recency: 36, age: 38)
            let futures = simulation.makeDraws()
            var sum = 0.0
            for stream in 0..<2_000 {
                let customer = FutureSimulation.Customer(
                    frequency: 5, recency: 36, age: 38, meanSpend: .nan, stream: UInt64(stream))
                simulation.simulate(customer, active: active, into: futures)
                sum += futures.values(.purchases, step: 0).reduce(0, +)
            }
            return sum / 2_000 / Double(FutureSimulation.draws)
        }
        let expected = model.expectedPurchases(frequency: 5, recency: 36, age: 38, in: 26)
        #expect(abs(try mean(1.5) / expected - 1.5) < 0.03)
    }

    @Test func `order statistics count the futures in which nothing happens`() throws {
        let simulation = FutureSimulation(try Self.certain(Self.models[1]), spend: nil, times: [39], seed: 1)
        let active = simulation.probabilitiesActive(frequency: 2, recency: 10, age: 30)
        let futures = simulation.makeDraws()
        let customer = FutureSimulation.Customer(frequency: 2, recency: 10, age: 30, meanSpend: .nan, stream: 9)
        simulation.simulate(customer, active: active, into: futures)
        let idle = FutureSimulation.draws - futures.active.count
        #expect(idle > 5)
        let all = (Array(repeating: 0, count: idle) + futures.values(.purchases, step: 0)).sorted()
        for rank in [1, 5, 50, 95, 99] {
            #expect(futures.order(rank, of: .purchases, step: 0) == all[rank - 1])
        }
        #expect(futures.order(5, 95, of: .purchases, step: 0) == (all[4], all[94]))
        let rank = futures.rank(of: all[94], in: .purchases, step: 0)
        #expect(rank.below == all.count { $0 < all[94] } && rank.equal == all.count { $0 == all[94] })
    }
}

/// Simulated customers that are observed for some time and then go on.
struct ForecastCoverageTests {
    /// What is seen of customers up to a moment, and what they do in the time after it.
    struct Population {
        var frequency: [Int32] = []
        var recency: [Double] = []
        var age: [Double] = []
        var later: [Double] = []

        init(_ model: RepeatPurchaseModel, customers: Int, ahead: Double, seed: UInt64) {
            for customer in 0..<customers {
                var random = CounterRandom(seed: seed, stream: UInt64(customer))
                let age = 26 + 13 * random.uniform()
                let times = model.drawNewCustomer(using: &random).purchaseTimes(within: age + ahead, using: &random)
                let seen = times.prefix { $0 <= age }
                frequency.append(Int32(seen.count))
                recency.append(seen.last ?? 0)
                self.age.append(age)
                later.append(Double(times.count - seen.count))
            }
        }

        var histories: PurchaseHistories {
            PurchaseHistories(frequency: frequency, recency: recency, age: age)
        }
    }

    /// Counts are discrete: the interval with its ends covers more than 90 %, the one whose ends count by chance just that.
    ///
    /// With 50,000 customers the standard error of a share of 0.9 is 0.0013.
    @Test(arguments: FutureSimulationTests.models)
    func `nine in ten simulated customers stay within their interval`(model: RepeatPurchaseModel) throws {
        let people = Population(model, customers: 50_000, ahead: 39, seed: 11)
        let fit = RepeatPurchaseFit.fit(model.kind, people.histories, jobs: 2)
        try #require(fit.status.isUsable, "\(fit.status)")
        let simulation = FutureSimulation(fit, spend: nil, times: [39], seed: 12)
        let futures = simulation.makeDraws()
        var (plain, randomized) = (0, 0)
        for row in people.later.indices {
            let customer = FutureSimulation.Customer(
                frequency: Double(people.frequency[row]), recency: people.recency[row], age: people.age[row],
                meanSpend: .nan, stream: UInt64(row))
            let active = simulation.probabilitiesActive(
                frequency: customer.frequency, recency: customer.recency, age: customer.age)
            simulation.simulate(customer, active: active, into: futures)
            let (low, high) = futures.order(5, 95, of: .purchases, step: 0)
            if low <= people.later[row] && people.later[row] <= high { plain += 1 }
            var random = CounterRandom(seed: 13, stream: UInt64(row))
            let (below, equal) = futures.rank(of: people.later[row], in: .purchases, step: 0)
            let rank = below + random.index(below: equal + 1)
            if rank >= 5 && rank < 95 { randomized += 1 }
        }
        print("\(model.kind.rawValue): plain \(Double(plain) / 50_000), at random \(Double(randomized) / 50_000)")
        #expect((0.89...0.91).contains(Double(randomized) / 50_000))
        #expect(Double(plain) / 50_000 >= 0.89)
    }

    /// Parameters are estimated in every shop, and drawn: with fixed ones the interval would be too narrow.
    @Test(arguments: FutureSimulationTests.models)
    func `the total of nine in ten simulated shops stays within its interval`(model: RepeatPurchaseModel) throws {
        let covered = (0..<200).count { shop in
            let people = Population(model, customers: 2_000, ahead: 39, seed: UInt64(1_000 + shop))
            let fit = RepeatPurchaseFit.fit(model.kind, people.histories, jobs: 2)
            guard fit.status.isUsable else { return false }
            let totals = Self.totals(people, fit, seed: UInt64(shop)).sorted()
            let actual = people.later.reduce(0, +)
            return totals[4] <= actual && actual <= totals[94]
        }
        print("\(model.kind.rawValue): the total is covered in \(covered) of 200 shops")
        #expect((168...192).contains(covered))
    }

    private static func totals(_ people: Population, _ fit: RepeatPurchaseFit, seed: UInt64) -> [Double] {
        let simulation = FutureSimulation(fit, spend: nil, times: [39], seed: seed)
        let futures = simulation.makeDraws()
        var totals = [Double](repeating: 0, count: FutureSimulation.draws)
        for row in people.later.indices {
            let customer = FutureSimulation.Customer(
                frequency: Double(people.frequency[row]), recency: people.recency[row], age: people.age[row],
                meanSpend: .nan, stream: UInt64(row))
            let active = simulation.probabilitiesActive(
                frequency: customer.frequency, recency: customer.recency, age: customer.age)
            simulation.simulate(customer, active: active, into: futures)
            for (draw, count) in zip(futures.active, futures.values(.purchases, step: 0)) { totals[draw] += count }
        }
        return totals
    }
}
