import Foundation
import Kernels
import Testing

/// What must hold between the formulas of one model, by brute force.
struct PurchaseIdentitiesTests {
    static let models = [
        RepeatPurchaseModel(kind: .bgNBD, parameters: [0.6, 3, 0.8, 2.5]),
        RepeatPurchaseModel(kind: .bgNBD, parameters: [2.5, 8, 0.2, 0.3]),
        RepeatPurchaseModel(kind: .mbgNBD, parameters: [0.6, 3, 0.8, 2.5]),
        RepeatPurchaseModel(kind: .mbgNBD, parameters: [2.5, 8, 0.2, 0.3]),
        RepeatPurchaseModel(kind: .paretoNBD, parameters: [0.6, 3, 0.8, 12]),
        RepeatPurchaseModel(kind: .paretoNBD, parameters: [2.5, 8, 1, 2]),
    ]

    @Test(arguments: models)
    func `the masses sum to one, with the expectation as mean`(_ model: RepeatPurchaseModel) {
        for t in [0.5, 10, 60] {
            let masses = (0..<4_000).map { model.probabilityOfPurchases($0, ofNewCustomerIn: t) }
            let mean = masses.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
            expectClose(masses.reduce(0, +), 1, within: 1e-11)
            expectClose(mean, model.expectedPurchasesOfNewCustomer(in: t), within: 1e-11)
        }
        #expect(model.probabilityOfPurchases(0, ofNewCustomerIn: 0) == 1)
        #expect(model.probabilityOfPurchases(1, ofNewCustomerIn: 0) == 0)
        #expect(model.expectedPurchasesOfNewCustomer(in: 0) == 0)
    }

    /// Histories of one x differ in t_x; the density of t_x is the likelihood times the volume t_x^(x−1) / (x−1)! of the
    /// earlier purchases.
    private func sumOverHistories(
        of model: RepeatPurchaseModel, age: Double, _ x: Int, _ value: (_ tx: Double) -> Double
    ) -> Double {
        func likelihood(_ tx: Double) -> Double {
            exp(model.logLikelihood(PurchaseHistories(frequency: [Int32(x)], recency: [tx], age: [age]), jobs: 1))
        }
        guard x > 0 else { return likelihood(0) * value(0) }
        let rule = GaussLegendre(count: 48)
        return zip(rule.nodes, rule.weights).reduce(0) { sum, node in
            let tx = age * (1 + node.0) / 2
            let volume = exp(Double(x - 1) * log(tx) - logGamma(Double(x)))
            return sum + age / 2 * node.1 * likelihood(tx) * volume * value(tx)
        }
    }

    @Test(arguments: models)
    func `likelihoods add up to masses, and conditional figures to unconditional ones`(_ model: RepeatPurchaseModel) {
        let (age, t) = (10.0, 7.0)
        var (expected, stillActive) = (0.0, 0.0)
        for x in 0..<150 {
            let mass = sumOverHistories(of: model, age: age, x) { _ in 1 }
            expectClose(mass, model.probabilityOfPurchases(x, ofNewCustomerIn: age))
            expected += sumOverHistories(of: model, age: age, x) {
                model.expectedPurchases(frequency: Double(x), recency: $0, age: age, in: t)
            }
            stillActive += sumOverHistories(of: model, age: age, x) {
                model.probabilityActive(frequency: Double(x), recency: $0, age: age)
            }
        }
        let (before, after) = (
            model.expectedPurchasesOfNewCustomer(in: age), model.expectedPurchasesOfNewCustomer(in: age + t)
        )
        expectClose(expected, after - before)
        #expect(stillActive > 0 && stillActive < 1)
    }

    @Test(arguments: models)
    func `silence lengthens a history by itself`(_ model: RepeatPurchaseModel) {
        for (x, tx) in [(0.0, 0.0), (3, 4), (40, 9.5)] {
            func likelihood(_ age: Double) -> Double {
                model.logLikelihood(PurchaseHistories(frequency: [Int32(x)], recency: [tx], age: [age]), jobs: 1)
            }
            for t in [0, 1e-6, 3, 500] {
                let silent = model.probabilityOfNoPurchase(frequency: x, recency: tx, age: 10, in: t)
                expectClose(silent, exp(likelihood(10 + t) - likelihood(10)), within: 1e-11)
                #expect(silent <= 1)
            }
        }
    }

    @Test(arguments: models)
    func `expectations grow with time at a falling pace`(_ model: RepeatPurchaseModel) {
        let ends = (0...40).map { model.expectedPurchasesOfNewCustomer(in: Double($0)) }
        let steps = zip(ends.dropFirst(), ends).map { $0 - $1 }
        #expect(steps.allSatisfy { $0 > 0 } && zip(steps.dropFirst(), steps).allSatisfy { $0 <= $1 })
    }

    /// Expectations are computed by a series up to a length and by an integral beyond; both sides of the seam agree.
    @Test func `series and integral meet`() {
        for (r, alpha, a, b) in [(0.6, 3.0, 0.8, 2.5), (0.2, 1, 0.05, 0.1), (9, 2, 1, 1)] {
            let model = RepeatPurchaseModel(kind: .bgNBD, parameters: [r, alpha, a, b])
            let ends = stride(from: 1.0, to: 60 * alpha, by: 0.01 * alpha).map {
                model.expectedPurchasesOfNewCustomer(in: $0)
            }
            // The third differences of a smooth curve are tiny; a jump would stand out in them.
            let first = zip(ends.dropFirst(), ends).map { $0 - $1 }
            let second = zip(first.dropFirst(), first).map { $0 - $1 }
            let third = zip(second.dropFirst(), second).map { abs($0 - $1) }
            let largest = third.suffix(third.count - 1_000).max() ?? 1
            #expect(largest < 1e-9 * (ends.last ?? 0) + 1e-7 * abs(second[1_000]))
        }
    }
}
