import Analytics
import Domain
import Foundation
import Kernels
import Testing

struct LifetimeFittingTests {
    static let truth = RepeatPurchaseModel(kind: .mbgNBD, parameters: [0.8, 6, 0.9, 2.5])

    private static func fitted(_ shop: Shop, _ options: LifetimeOptions = .init(), jobs: Int = 2) throws
        -> LifetimeModel
    {
        switch LifetimeFitting.fit(shop, options, version: 1, seed: 1, jobs: jobs) {
        case .fitted(let model): return model
        case .refused(let reason):
            Issue.record("refused: \(reason)")
            throw CancellationError()
        }
    }

    @Test func `one thread and two give the same model and the same forecasts`() throws {
        let shop = LifetimeShop.simulated(Self.truth, customers: 900, days: 400, seed: 3)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let models = try [1, 2].map { try Self.fitted(shop, jobs: $0) }
        #expect(try encoder.encode(models[0]) == encoder.encode(models[1]))
        let forecasts = [1, 2].map { LifetimeForecasts(shop, models[0], discountRate: 0, seed: 1, jobs: $0) }
        #expect(forecasts[0].totals == forecasts[1].totals)
        #expect(forecasts[0].upper == forecasts[1].upper && forecasts[0].value == forecasts[1].value)
        let read = try JSONDecoder().decode(LifetimeModel.self, from: encoder.encode(models[0]))
        let again = LifetimeForecasts(shop, read, discountRate: 0, seed: 1, jobs: 2)
        #expect(again.lower == forecasts[0].lower && again.totals == forecasts[0].totals)
    }

    /// The oracle is the closed form: orders times spend an order, month by month.
    @Test func `expected values are expected orders times expected spend, and intervals surround what is likely`()
        throws
    {
        let shop = LifetimeShop.simulated(Self.truth, customers: 1_500, days: 500, seed: 4)
        let model = try Self.fitted(shop)
        let forecasts = LifetimeForecasts(shop, model, discountRate: 0, seed: 1, jobs: 2)
        let records = PurchaseRecords(of: shop, throughDay: shop.lastDay, unit: .week, jobs: 1)
        for row in stride(from: 0, to: records.count, by: 37) {
            let customer = Int(records.customer[row])
            let orders =
                model.purchases.model.expectedPurchases(
                    frequency: Double(records.frequency[row]), recency: records.recency[row], age: records.age[row],
                    in: 12 * 30.4375 / 7) * model.correction.factor
            #expect(abs(forecasts.orders(of: customer, month: 12) - orders) < 1e-5 * max(1, orders))
            let value = orders * forecasts.orderValue[customer]
            #expect(abs(forecasts.value(of: customer, month: 12) - value) < 0.006 + 1e-6 * value)
            #expect(forecasts.lower(of: customer, month: 36) <= forecasts.upper(of: customer, month: 36))
            #expect(forecasts.value(of: customer, month: 12) <= forecasts.value(of: customer, month: 13))
        }
        let year = try #require(forecasts.totals.first { $0.month == 12 })
        let (lower, expected, upper) = (
            try #require(year.lower), try #require(year.expected), try #require(year.upper)
        )
        #expect(lower < expected && expected < upper)
    }

    @Test func `a discount makes later value worth less`() throws {
        let shop = LifetimeShop.simulated(Self.truth, customers: 900, days: 400, seed: 3)
        let model = try Self.fitted(shop)
        let plain = LifetimeForecasts(shop, model, discountRate: 0, seed: 1, jobs: 2)
        let discounted = LifetimeForecasts(shop, model, discountRate: 0.1, seed: 1, jobs: 2)
        let ratios = [1, 36].map { month in
            discounted.totals[month - 1].expected.flatMap { now in plain.totals[month - 1].expected.map { now / $0 } }
        }
        // The middle of the first month, by hand: 1.1^(-1/24); the values of single customers are whole cents.
        #expect(abs(try #require(ratios[0]) - 0.996_036_6) < 5e-4)
        #expect(try #require(ratios[1]) < 0.9 && plain.orders == discounted.orders)
    }

    @Test func `too few buyers, nobody with three days, and too short a time are refused with the reason`() {
        func reason(_ shop: Shop) -> String? {
            if case .refused(let reason) = LifetimeFitting.fit(shop, .init(), version: 1, seed: 1, jobs: 2) {
                return reason
            }
            return nil
        }
        let few = LifetimeShop.simulated(Self.truth, customers: 499, days: 400, seed: 1)
        #expect(reason(few) == "not enough data: 499 buyers where 500 are needed")
        let short = LifetimeShop.simulated(Self.truth, customers: 600, days: 100, seed: 1)
        #expect(reason(short)?.hasPrefix("not enough data: less than 112 days") == true)
        let once = RepeatPurchaseModel(kind: .mbgNBD, parameters: [0.8, 6, 900, 0.001])
        let nobody = LifetimeShop.simulated(once, customers: 600, days: 300, seed: 1)
        #expect(reason(nobody) == "not enough data: nobody has ordered on 3 days")
    }

    @Test func `a named model is fitted without a contest`() throws {
        let shop = LifetimeShop.simulated(Self.truth, customers: 900, days: 400, seed: 3)
        var options = LifetimeOptions()
        options.model = .bgNBD
        options.timeUnit = .day
        let model = try Self.fitted(shop, options)
        #expect(model.name == "bg_nbd" && model.contest.entries.count == 1)
        #expect(model.choice == "bg_nbd is the only fit that can be used")
    }

    /// Published values: the reference values of the shared data's README, weeks, calibration to 1997-09-30.
    @Test(.enabled(if: LifetimeShop.hasCDNOW, LifetimeShop.absence))
    func `the records of CDNOW give the published fit`() throws {
        let shop = try LifetimeShop.cdnow()
        let cutoff = shop.lastDay - 273
        #expect("\(CivilDate(daysSince1970: cutoff))" == "1997-09-30")
        let records = PurchaseRecords(of: shop, throughDay: cutoff, unit: .week, jobs: 2)
        let fit = RepeatPurchaseFit.fit(.bgNBD, records.histories, jobs: 2)
        let published = [0.25162396, 4.78894295, 0.72343357, 2.16108839]
        #expect(records.count == 23_570)
        for (found, value) in zip(fit.model.parameters, published) { #expect(abs(found / value - 1) < 1e-4) }
        #expect(abs(try #require(fit.logLikelihood) + 95_368.444) < 1e-3)
    }

    /// In the first year of Online Retail II nobody is seen to leave: no model can be judged on the earlier window, and the
    /// later ones can.
    @Test(.enabled(if: LifetimeShop.hasOnlineRetail, LifetimeShop.absence))
    func `a shop whose models cannot be judged early still gets one, without a correction`() throws {
        let shop = try LifetimeShop.onlineRetail()
        let model = try Self.fitted(shop)
        #expect(model.contest.entries.allSatisfy { !$0.fit.status.isUsable && $0.meanLogLikelihood == nil })
        #expect(model.name == "mbg_nbd" && model.correction.factor == 1)
        #expect(model.choice == "no fit of the earlier window could be judged")
        let (orders, naive) = (model.holdout.orders, model.holdout.naiveOrders)
        #expect(orders.rmse < naive.rmse && (orders.maeOfMedian ?? .infinity) < naive.mae)
    }

    /// Judged on what came after, the naive forecast beside it; figures are printed, whatever they are.
    @Test(.enabled(if: LifetimeShop.hasCDNOW, LifetimeShop.absence))
    func `on CDNOW the forecast orders customers better than their own past rate`() throws {
        let shop = try LifetimeShop.cdnow()
        let entries = LifetimeBacktest.run(
            shop, models: RepeatPurchaseModelKind.allCases, unit: .week, cutoffs: 1, horizonDays: 273, seed: 1, jobs: 2)
        #expect(entries.count == 3)
        for entry in entries {
            let holdout = try #require(entry.holdout)
            let (orders, naive) = (holdout.orders, holdout.naiveOrders)
            print("CDNOW \(entry.model.rawValue): \(orders)")
            #expect(orders.actual == naive.actual)
            #expect(orders.rmse < naive.rmse && (orders.maeOfMedian ?? .infinity) < naive.mae)
            #expect(try #require(orders.gini) > #require(naive.gini))
        }
    }
}
