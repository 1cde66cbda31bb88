import Foundation
import Kernels
import Testing

/// Gradients, weights and the order of additions.
struct PurchaseLikelihoodTests {
    static let models = PurchaseIdentitiesTests.models

    /// Histories of all kinds: silent, quick, faithful, and bought at the cut-off itself.
    private let histories = PurchaseHistories(
        frequency: [0, 0, 1, 1, 3, 3, 9, 40, 40, 2, 0, 3], recency: [0, 0, 0.1, 9, 5, 12, 20, 29, 30, 30, 0, 5],
        age: [1, 30, 30, 9.5, 5.5, 30, 30, 30, 30, 30, 30, 5.5])

    @Test(arguments: models)
    func `the gradient is that of the value`(_ model: RepeatPurchaseModel) {
        let gradient = model.logLikelihoodAndGradient(histories, jobs: 1).gradient
        for i in 0..<4 {
            let step = 1e-5 * model.parameters[i]
            let ends = [step, -step].map { move in
                var parameters = model.parameters
                parameters[i] += move
                return RepeatPurchaseModel(kind: model.kind, parameters: parameters).logLikelihood(histories, jobs: 1)
            }
            let slope = (ends[0] - ends[1]) / (2 * step)
            #expect(abs(gradient[i] - slope) <= 1e-7 * (abs(slope) + 1))
        }
    }

    @Test func `the gradient of Gamma-Gamma is that of the value`() {
        let (x, mean) = ([1.0, 1, 2, 2, 9, 300], [5.0, 80, 0.01, 31, 30, 29.5])
        let parameters = [6.2, 3.7, 15.4]
        func value(_ parameters: [Double]) -> Double {
            GammaGamma(p: parameters[0], q: parameters[1], v: parameters[2])
                .logLikelihood(frequency: x, mean: mean, jobs: 1)
        }
        let gradient = GammaGamma(p: 6.2, q: 3.7, v: 15.4)
            .logLikelihoodAndGradient(frequency: x, mean: mean, jobs: 1).gradient
        for i in 0..<3 {
            let step = 1e-5 * parameters[i]
            var (up, down) = (parameters, parameters)
            up[i] += step
            down[i] -= step
            let slope = (value(up) - value(down)) / (2 * step)
            #expect(abs(gradient[i] - slope) <= 1e-6 * (abs(slope) + 1))
        }
    }

    @Test(arguments: models)
    func `the sum is over customers, whoever shares a history`(_ model: RepeatPurchaseModel) {
        let alone = (0..<histories.count).map { row in
            histories.weight[row]
                * model.logLikelihood(
                    PurchaseHistories(
                        frequency: [Int32(histories.frequency[row])], recency: [histories.recency[row]],
                        age: [histories.age[row]]), jobs: 1)
        }
        expectClose(model.logLikelihood(histories, jobs: 1), alone.reduce(0, +), within: 1e-14)
        #expect(model.logLikelihood(histories, jobs: 1) == model.logLikelihood(histories, jobs: 2))
    }

    @Test func `histories are sorted, and customers find theirs`() {
        let shuffled = PurchaseHistories(
            frequency: [3, 0, 3, 0, 1], recency: [5, 0, 5, 0, 2], age: [9, 4, 9, 2, 4])
        #expect(shuffled.frequency == [0, 0, 1, 3] && shuffled.recency == [0, 0, 2, 5])
        #expect(shuffled.age == [2, 4, 4, 9] && shuffled.weight == [1, 1, 1, 2])
        #expect(shuffled.indexOfCustomer == [3, 1, 3, 0, 2])
        #expect(shuffled.count == 4 && shuffled.customers == 5)
        let none = PurchaseHistories(frequency: [], recency: [], age: [])
        #expect(none.count == 0 && none.customers == 0)
    }

    @Test func `a thinned population looks like the whole`() {
        let frequency = (0..<5_000).map { Int32($0 % 50 / 10) }
        let all = PurchaseHistories(
            frequency: frequency, recency: frequency.map { Double($0) }, age: frequency.map { 9 + Double($0) })
        let thinned = all.thinned(to: 1_000)
        #expect(thinned.frequency == all.frequency && thinned.age == all.age)
        #expect(thinned.weight == [200, 200, 200, 200, 200])
        #expect(all.thinned(to: 2_501) == all)
        // Fewer customers than that share a history: every fifth in their order.
        let apart = PurchaseHistories(
            frequency: [Int32](repeating: 0, count: 50), recency: [Double](repeating: 0, count: 50),
            age: (0..<50).map(Double.init))
        #expect(apart.thinned(to: 10).age == [4, 9, 14, 19, 24, 29, 34, 39, 44, 49])
    }

    @Test(arguments: models)
    func `the tracking line is the sum over customers`(_ model: RepeatPurchaseModel) {
        let (beginnings, times) = ([0.0, 3, 3, 0.5, 10], [0.0, 3, 7.5, 10])
        let line = model.expectedCumulativePurchases(ofCustomersBeginningAt: beginnings, at: times, jobs: 2)
        for (time, value) in zip(times, line) {
            let sum = beginnings.filter { $0 < time }.reduce(0) {
                $0 + model.expectedPurchasesOfNewCustomer(in: time - $1)
            }
            #expect(abs(value - sum) <= 1e-14 * sum)
        }
    }
}
