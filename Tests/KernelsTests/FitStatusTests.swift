import Foundation
import Kernels
import Testing

/// Data from which no model can be had: every fit says so and why, and holds finite numbers only.
struct FitStatusTests {
    typealias History = (x: Int32, tx: Double, t: Double)

    private func fit(_ kind: RepeatPurchaseModelKind, _ rows: [History]) throws -> RepeatPurchaseFit {
        let histories = PurchaseHistories(frequency: rows.map(\.x), recency: rows.map(\.tx), age: rows.map(\.t))
        let fit = RepeatPurchaseFit.fit(kind, histories, jobs: 1)
        #expect(fit.status.isUsable == (fit.status.reason == nil))
        // JSON has no word for an infinite number, so that encoding fails on one.
        let copy = try JSONDecoder().decode(RepeatPurchaseFit.self, from: JSONEncoder().encode(fit))
        #expect(copy == fit)
        return fit
    }

    @Test(arguments: RepeatPurchaseModelKind.allCases)
    func `too few repeat buyers`(_ kind: RepeatPurchaseModelKind) throws {
        for rows in [[], [(0, 0, 0)], [(0, 0, 9), (1, 2, 9), (1, 3, 9), (2, 4, 9)]] as [[History]] {
            let fit = try fit(kind, rows)
            #expect(fit.status.outcome == .tooFewData && fit.logLikelihood == nil && fit.standardErrors == nil)
            #expect(fit.customers == rows.count)
        }
    }

    /// Nobody leaves when everybody bought at the cut-off.
    @Test(arguments: RepeatPurchaseModelKind.allCases)
    func `nobody leaves`(_ kind: RepeatPurchaseModelKind) throws {
        let rows: [History] = (1...100).map { i in
            let age = Double(30 + i % 5)
            return (Int32(i % 7 + 1), age, age)
        }
        let fit = try fit(kind, rows)
        #expect(fit.status.outcome == .onBound && fit.standardErrors == nil)
        #expect(fit.status.reason?.contains("keeps growing") == true)
    }

    /// Without any spread between customers, rates are the same for all: r and α go to infinity together.
    @Test(arguments: RepeatPurchaseModelKind.allCases)
    func `everybody is alike`(_ kind: RepeatPurchaseModelKind) throws {
        let fit = try fit(kind, Array(repeating: (3, 10, 40), count: 100))
        #expect(fit.status.outcome == .onBound)
        // The others are still at their best along the bound.
        #expect((fit.gradientNorm ?? 1) < 1e-4)
    }

    @Test(arguments: RepeatPurchaseModelKind.allCases)
    func `five customers`(_ kind: RepeatPurchaseModelKind) throws {
        let fit = try fit(kind, [(1, 1, 10), (2, 5, 20), (3, 7, 30), (1, 30, 40), (0, 0, 25)])
        #expect(!fit.status.isUsable)
    }

    /// Purchases without any time to make them in.
    @Test(arguments: RepeatPurchaseModelKind.allCases)
    func `no time`(_ kind: RepeatPurchaseModelKind) throws {
        #expect(!(try fit(kind, (0..<50).map { (Int32($0 % 5), 0, 0) }).status.isUsable))
    }

    @Test func `a rate that hardly varies is as good as fixed`() throws {
        let model = RepeatPurchaseModel(kind: .bgNBD, parameters: [1e6, 5e6, 0.8, 2.5])
        let rows: [History] = (0..<5_000).map { customer in
            var random = CounterRandom(seed: 3, stream: UInt64(customer))
            let age = 20 + 40 * random.uniform()
            let times = model.drawNewCustomer(using: &random).purchaseTimes(within: age, using: &random)
            return (Int32(times.count), times.last ?? 0, age)
        }
        let fit = try fit(.bgNBD, rows)
        #expect(fit.status.outcome == .hessianNotPositiveDefinite || fit.status.outcome == .onBound)
    }

    @Test func `spend with an infinite mean is refused`() {
        var (x, mean) = ([Double](), [Double]())
        for customer in 0..<5_000 {
            var random = CounterRandom(seed: 5, stream: UInt64(customer))
            let rate = random.gamma(shape: 0.7) / 10
            x.append(Double(1 + customer % 4))
            mean.append(max(1e-6, random.gamma(shape: 3 * Double(1 + customer % 4)) / rate / Double(1 + customer % 4)))
        }
        let fit = GammaGammaFit.fit(frequency: x, mean: mean, jobs: 1)
        #expect(fit.status.outcome == .infiniteMean && fit.model.q < 1 && fit.model.meanSpend == nil)
    }

    @Test func `too little spend`() {
        #expect(GammaGammaFit.fit(frequency: [], mean: [], jobs: 1).status.outcome == .tooFewData)
        #expect(GammaGammaFit.fit(frequency: [1, 2, 3], mean: [9, 9, 9], jobs: 1).status.outcome == .tooFewData)
    }

    @Test func `equal spend of everybody has no spread to learn from`() {
        let fit = GammaGammaFit.fit(
            frequency: (0..<100).map { Double(1 + $0 % 3) }, mean: (0..<100).map { 20 + Double($0 % 2) / 100 }, jobs: 1)
        #expect(!fit.status.isUsable && fit.status.reason != nil)
    }

    @Test func `a stored model must be one`() {
        let decoder = JSONDecoder()
        for text in [
            #"{"kind": "bg_nbd", "parameters": [1, 2, 3]}"#, #"{"kind": "bg_nbd", "parameters": [1, 2, 3, 0]}"#,
            #"{"kind": "nbd", "parameters": [1, 2, 3, 4]}"#,
        ] {
            #expect(throws: DecodingError.self) { try decoder.decode(RepeatPurchaseModel.self, from: Data(text.utf8)) }
        }
        #expect(throws: DecodingError.self) {
            try decoder.decode(GammaGamma.self, from: Data(#"{"p": 1, "q": -1, "v": 2}"#.utf8))
        }
    }
}
