import Foundation
import Kernels
import Testing

/// Customers simulated from known parameters give these back, as closely as the fit's covariance says.
struct ParameterRecoveryTests {
    static let models = [
        RepeatPurchaseModel(kind: .bgNBD, parameters: [0.5, 35, 0.8, 2.5]),
        RepeatPurchaseModel(kind: .mbgNBD, parameters: [0.7, 40, 0.8, 1.6]),
        RepeatPurchaseModel(kind: .paretoNBD, parameters: [0.6, 70, 0.7, 60]),
    ]

    /// 50,000 customers in days, who began within a year and were watched for at least one.
    private func histories(of model: RepeatPurchaseModel, customers: Int = 50_000) -> PurchaseHistories {
        var (frequency, recency, age) = ([Int32](), [Double](), [Double]())
        for customer in 0..<customers {
            var random = CounterRandom(seed: 42, stream: UInt64(customer))
            let own = 365 + 365 * random.uniform()
            let times = model.drawNewCustomer(using: &random).purchaseTimes(within: own, using: &random)
            frequency.append(Int32(times.count))
            recency.append(times.last ?? 0)
            age.append(own)
        }
        return PurchaseHistories(frequency: frequency, recency: recency, age: age)
    }

    @Test(arguments: models)
    func `the joint Wald statistic stays below its 99.9 % quantile`(_ model: RepeatPurchaseModel) throws {
        let fit = RepeatPurchaseFit.fit(model.kind, histories(of: model), jobs: 2)
        #expect(fit.status.isUsable)
        let errors = zip(fit.model.parameters, model.parameters).map { log($0 / $1) }
        let statistic = try waldStatistic(errors, covariance: #require(fit.logCovariance))
        #expect(statistic < 18.5)  // chi-square with four degrees of freedom
        // Not so low that the covariance must be too wide: the 0.1 % quantile.
        #expect(statistic > 0.09)
    }

    @Test func `spend comes back, too`() throws {
        let truth = GammaGamma(p: 6, q: 4, v: 15)
        var (x, mean) = ([Double](), [Double]())
        for customer in 0..<50_000 {
            var random = CounterRandom(seed: 43, stream: UInt64(customer))
            let rate = random.gamma(shape: truth.q) / truth.v
            let purchases = 1 + random.geometric(probability: 0.3)
            x.append(Double(purchases))
            mean.append(random.gamma(shape: truth.p * Double(purchases)) / (rate * Double(purchases)))
        }
        let fit = GammaGammaFit.fit(frequency: x, mean: mean, jobs: 2)
        let errors = [log(fit.model.p / truth.p), log(fit.model.q / truth.q), log(fit.model.v / truth.v)]
        let statistic = try waldStatistic(errors, covariance: #require(fit.logCovariance))
        #expect(fit.status.isUsable && statistic < 16.3 && statistic > 0.02)  // chi-square, three degrees of freedom
    }

    /// Everybody four times over: the same parameters, half the standard errors.
    @Test(arguments: models)
    func `shared histories count in the standard errors`(_ model: RepeatPurchaseModel) throws {
        let once = histories(of: model, customers: 2_000)
        let everybody = once.indexOfCustomer.map { Int($0) }
        let customers = everybody + everybody + everybody + everybody
        let four = PurchaseHistories(
            frequency: customers.map { Int32(once.frequency[$0]) }, recency: customers.map { once.recency[$0] },
            age: customers.map { once.age[$0] })
        #expect(four.count == once.count && four.weight.allSatisfy { $0 >= 4 })
        let (single, fourfold) = (
            RepeatPurchaseFit.fit(model.kind, once, jobs: 2), RepeatPurchaseFit.fit(model.kind, four, jobs: 2)
        )
        for i in 0..<4 {
            expectClose(fourfold.model.parameters[i], single.model.parameters[i], within: 1e-5)
            let (less, more) = (try #require(fourfold.standardErrors)[i], try #require(single.standardErrors)[i])
            expectClose(2 * less, more, within: 1e-4)
        }
    }

    /// The unit of time is a matter of taste.
    @Test(arguments: models)
    func `weeks and days give one fit`(_ model: RepeatPurchaseModel) {
        let days = histories(of: model, customers: 3_000)
        let customers = days.indexOfCustomer.map { Int($0) }
        let weeks = PurchaseHistories(
            frequency: customers.map { Int32(days.frequency[$0]) }, recency: customers.map { days.recency[$0] / 7 },
            age: customers.map { days.age[$0] / 7 })
        let (byDay, byWeek) = (
            RepeatPurchaseFit.fit(model.kind, days, jobs: 2), RepeatPurchaseFit.fit(model.kind, weeks, jobs: 2)
        )
        let times = model.kind == .paretoNBD ? [1, 3] : [1]
        for i in 0..<4 {
            let unit = times.contains(i) ? 7.0 : 1
            expectClose(byWeek.model.parameters[i] * unit, byDay.model.parameters[i], within: 1e-6)
        }
    }
}

/// eᵀ C⁻¹ e.
private func waldStatistic(_ errors: [Double], covariance: [Double]) throws -> Double {
    let matrix = Matrix(rows: errors.count, columns: errors.count, elements: covariance)
    return zip(errors, try solveCholesky(matrix, errors)).reduce(0) { $0 + $1.0 * $1.1 }
}
