import Analytics
import Domain
import Foundation
import Kernels
import Reports
import Tables
import Testing

/// The whole way from a shop to scores, on customers who buy as MBG/NBD has it.
struct ChurnFittingTests {
    static let shop = LifetimeShop.simulated(LifetimeFittingTests.truth, customers: 900, days: 420, seed: 11)
    static let fitted: ChurnModel? = fit(shop, jobs: 2)

    static func fit(_ shop: Shop, jobs: Int) -> ChurnModel? {
        if case .fitted(let model) = ChurnFitting.fit(ChurnSource(shop), .init(), version: 3, seed: 1, jobs: jobs) {
            return model
        }
        return nil
    }

    static func scores(_ model: ChurnModel, lifetime: LifetimeModel? = nil, margin: Double = 1) -> ChurnScores {
        ChurnScores(ChurnSource(shop), model, lifetime: lifetime, margin: margin, jobs: 2)
    }

    @Test func `every candidate beats chance and is told of with all its figures`() throws {
        let model = try #require(Self.fitted)
        #expect(model.candidates.map(\.name) == ["lifetime", "additive", "trees"])
        for candidate in model.candidates {
            let figures = try #require(candidate.holdout, "\(candidate.name): \(candidate.reason ?? "")")
            #expect(try #require(figures.auc) > 0.6 && figures.logLoss < log(2))
            #expect(figures.deciles.map(\.customers).reduce(0, +) == figures.customers)
            #expect(figures.calibration.count == 15 && figures.confusion.map(\.threshold) == [0.3, 0.5, 0.7])
        }
        let losses = model.candidates.compactMap(\.selectionLogLoss)
        #expect(model.candidates.first { $0.name == model.name }?.selectionLogLoss == losses.min())
        #expect(model.recencyBaseline.holdout != nil && model.notMovedOn == nil)
    }

    /// The claim of every explanation, for every candidate and every customer.
    @Test(arguments: ChurnCandidate.allCases)
    func `contributions and base add up to the calibrated log-odds`(kind: ChurnCandidate) throws {
        let model = try #require(Self.fitted)
        let frames = ChurnFrames(ChurnSource(Self.shop), model.windows, jobs: 2)
        let set = ChurnTrainingSet(frames.training, seed: 1)
        let fit = try ChurnFitter(set, calibration: frames.calibration, later: frames.holdout, season: nil, jobs: 2)
            .fit(kind)
        let (logOdds, parts) = (fit.logOdds(frames.holdout, jobs: 2), fit.contributions(frames.holdout, jobs: 2))
        #expect(parts.count == fit.predictor.names.count)
        for row in logOdds.indices {
            let sum = parts.reduce(fit.base) { $0 + $1[row] }
            #expect(abs(sum - logOdds[row]) <= 1e-9, "row \(row) of \(kind)")
        }
    }

    @Test func `probabilities are those of the explanations, and ranks and levels follow from them`() throws {
        let scores = Self.scores(try #require(Self.fitted))
        #expect(scores.probability.count == Self.shop.customers.count)
        for customer in scores.probability.indices {
            let sum = scores.contributions(of: customer).reduce(scores.base) { $0 + $1.logOdds }
            let p = scores.probability[customer]
            #expect(abs(sum - log(p / (1 - p))) <= 1e-9)
            let factors = scores.factors(of: customer)
            #expect((1...5).contains(factors.count) && factors[0].text.contains(": "))
            #expect(zip(factors, factors.dropFirst()).allSatisfy { abs($0.contribution) >= abs($1.contribution) })
        }
        let byRank = scores.rank.indices.sorted { scores.rank[$0] < scores.rank[$1] }
        #expect(scores.rank.sorted() == (1...Int32(scores.rank.count)).map { $0 })
        #expect(zip(byRank, byRank.dropFirst()).allSatisfy { scores.probability[$0] >= scores.probability[$1] })
        #expect(scores.levels.map(\.customers).reduce(0, +) == Self.shop.customers.count)
    }

    @Test func `the same on one thread, and from the stored file`() throws {
        let model = try #require(Self.fitted)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let bytes = try encoder.encode(model)
        #expect(try encoder.encode(#require(Self.fit(Self.shop, jobs: 1))) == bytes)
        let read = try JSONDecoder().decode(ChurnModel.self, from: bytes)
        #expect(Self.scores(read).probability == Self.scores(model).probability)
        let day = model.windows.holdout
        let likelihoods = model.logLikelihoods(ChurnSource(Self.shop), day: day, jobs: 2)
        let mean = -likelihoods.reduce(0, +) / Double(likelihoods.count)
        #expect(abs(mean - (try #require(model.holdout?.logLoss))) < 1e-9)
    }

    @Test func `table and report say what is known, and why nothing is`() throws {
        let model = try #require(Self.fitted)
        let (scores, ids) = (Self.scores(model), Self.shop.customers.ids)
        let t = ChurnScoresTable.table.column
        let known = ChurnTable.part(0..<3, ids: ids, of: scores, without: nil)
        let unknown = ChurnTable.part(0..<3, ids: ids, of: nil, without: "not enough data: too young")
        #expect(known[t.probability] == Array(scores.probability[..<3]))
        #expect(unknown[t.level] == TextColumn(["unknown", "unknown", "unknown"]))
        #expect(unknown[t.reason] == TextColumn(repeating: "not enough data: too young", count: 3))
        let report = ChurnReport(model, isFitted: true, reason: nil, scores: scores, customers: ids.count)
        let json = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
        #expect((json["levels"] as? [String: Int])?.values.reduce(0, +) == ids.count)
        #expect((json["holdout"] as? [String: Any])?["lift_top_decile"] is Double)
        let empty = ChurnReport(nil, isFitted: false, reason: "too young", scores: nil, customers: 7)
        #expect(empty.levels == ["unknown": 7])
    }

    @Test func `a customer without an order is unknown, with the reason`() throws {
        var rows = RowShop(asOf: Self.shop.asOf)
        rows.customers = ["nobody"]
        rows.orders = [RowShop.Order(customer: "buyer", at: LifetimeShop.start)]
        let shop = rows.shop
        let scores = ChurnScores(
            ChurnSource(shop), try #require(Self.fitted), lifetime: nil, margin: 1, jobs: 1)
        #expect(scores.level(of: 1) == .unknown && scores.rank == [1, 0] && scores.factors(of: 1).isEmpty)
        let table = ChurnTable.part(0..<2, ids: shop.customers.ids, of: scores, without: nil)
        #expect(table[ChurnScoresTable.table.column.reason] == TextColumn([nil, "the customer has not ordered yet"]))
    }

    /// Oracle: futures drawn from the posterior, those with an order within the horizon kept.
    ///
    /// One set of parameters is drawn a future; 40 × 99 futures a history.
    @Test func `what is at stake is the mean over futures with an order within the horizon`() throws {
        guard case .fitted(let model) = LifetimeFitting.fit(Self.shop, .init(), version: 1, seed: 1, jobs: 2) else {
            Issue.record("no lifetime model")
            return
        }
        let stake = try #require(ValueAtStake(model, horizonDays: 60))
        let times = [60.0, 12 * 30.4375].map { $0 / model.timeUnit.days }
        let simulation = FutureSimulation(
            model.purchases, spend: nil, times: times, rateFactor: model.correction.factor, seed: 5)
        for (x, tx, age) in [(0.0, 0.0, 20.0), (3, 30, 40), (9, 20, 50), (1, 50, 52)] {
            let active = simulation.probabilitiesActive(frequency: x, recency: tx, age: age)
            var orders = Moments([])
            for stream in 0..<40 {
                let futures = simulation.makeDraws()
                simulation.simulate(
                    .init(frequency: x, recency: tx, age: age, meanSpend: 0, stream: UInt64(stream)), active: active,
                    into: futures)
                let (soon, year) = (futures.values(.purchases, step: 0), futures.values(.purchases, step: 1))
                for (first, all) in zip(soon, year) where first > 0 { orders.insert(all) }
            }
            let expected = stake.ordersGivenOrder(frequency: x, recency: tx, age: age)
            let error = ((orders.sampleVariance ?? 0) / Double(orders.count)).squareRoot()
            // Parameters that are drawn move the mean itself by some percent.
            #expect(abs(orders.mean - expected) < 5 * error + 0.05 * expected, "x = \(x): \(orders.mean), \(expected)")
        }
        let scores = Self.scores(try #require(Self.fitted), lifetime: model, margin: 0.5)
        let double = Self.scores(try #require(Self.fitted), lifetime: model)
        #expect(zip(scores.valueAtStake, double.valueAtStake).allSatisfy { abs(2 * $0 - $1) <= 1e-9 * $1 })
    }
}
