import Foundation
import Kernels
import Testing

struct ParameterDrawsTests {
    private let covariance = [
        0.04, 0.03, 0.001, 0, 0.03, 0.09, 0, 0.002, 0.001, 0, 0.01, 0.015, 0, 0.002, 0.015, 0.0625,
    ]

    private func fit(covariance: [Double]?) throws -> RepeatPurchaseFit {
        let stored = """
            {"model": {"kind": "pareto_nbd", "parameters": [0.5, 10, 0.6, 12]}, "status": {"outcome": "converged"},
            \(covariance.map { "\"logCovariance\": \($0)," } ?? "") "customers": 10, "iterations": 1, "starts": 1}
            """
        return try JSONDecoder().decode(RepeatPurchaseFit.self, from: Data(stored.utf8))
    }

    /// Means and covariances of 100,000 draws, within five standard errors.
    @Test func `logarithms are normal with the fit's covariance`() throws {
        let fit = try fit(covariance: covariance)
        var random = CounterRandom(seed: 1, stream: 0)
        let draws = 100_000
        var (sums, products) = ([Double](repeating: 0, count: 4), [Double](repeating: 0, count: 16))
        for _ in 0..<draws {
            let drawn = try #require(fit.drawModel(using: &random))
            let errors = zip(drawn.parameters, fit.model.parameters).map { log($0 / $1) }
            for i in 0..<4 {
                sums[i] += errors[i]
                for j in 0..<4 { products[4 * i + j] += errors[i] * errors[j] }
            }
        }
        for i in 0..<4 {
            #expect(abs(sums[i] / Double(draws)) <= 5 * (covariance[5 * i] / Double(draws)).squareRoot())
            for j in 0..<4 {
                let cell = covariance[4 * i + j]
                let error = ((cell * cell + covariance[5 * i] * covariance[5 * j]) / Double(draws)).squareRoot()
                #expect(abs(products[4 * i + j] / Double(draws) - cell) <= 5 * error)
            }
        }
    }

    @Test func `without a covariance there is nothing to draw from`() throws {
        var random = CounterRandom(seed: 1, stream: 0)
        #expect(try fit(covariance: nil).drawModel(using: &random) == nil)
    }

    @Test func `drawn spend has a mean`() throws {
        let stored = """
            {"model": {"p": 6, "q": 1.1, "v": 15}, "status": {"outcome": "converged"}, "customers": 10,
            "logCovariance": [0.01, 0, 0, 0, 0.04, 0, 0, 0, 0.01], "iterations": 1, "starts": 1}
            """
        let fit = try JSONDecoder().decode(GammaGammaFit.self, from: Data(stored.utf8))
        var random = CounterRandom(seed: 2, stream: 0)
        for _ in 0..<1_000 { #expect(try #require(fit.drawModel(using: &random)).meanSpend != nil) }
    }
}

struct SpendSimulationTests {
    private let model = GammaGamma(p: 6.25, q: 3.74, v: 15.44)

    /// 100,000 customers against the closed form, within five standard errors.
    @Test(arguments: [(0.0, 0.0), (1, 80), (7, 20)])
    func `drawn customers spend what is expected`(x: Double, m: Double) {
        var (means, totals) = ([Double](), [Double]())
        for stream in 0..<100_000 {
            var random = CounterRandom(seed: 3, stream: UInt64(stream))
            let customer = model.drawCustomer(frequency: x, mean: m, using: &random)
            means.append(customer.mean)
            totals.append(customer.total(ofPurchases: 3, using: &random))
        }
        let expected = model.expectedSpend(frequency: x, mean: m)
        for (values, mean) in [(means, expected), (totals, 3 * expected)] {
            let moments = Moments(values)
            #expect(abs(moments.mean - mean) <= 5 * (moments.standardError ?? 0))
        }
    }

    @Test func `no purchase is worth nothing`() {
        var random = CounterRandom(seed: 3, stream: 0)
        #expect(SpendProcess(p: 2, rate: 0.1).total(ofPurchases: 0, using: &random) == 0)
    }
}
