import Analytics
import Domain
import Testing

/// Where a shop's time is cut, and for how long an order is awaited.
struct ChurnCutsTests {
    /// By hand: 3 × 30 + 90 = 180 days, of which the first is day 1000.
    @Test func `windows end where the next begins, and a day less is too short`() throws {
        let windows = try #require(ChurnWindows(first: 1_000, end: 1_179, horizonDays: 30))
        #expect(windows.training == [1_089] && windows.calibration == 1_119 && windows.holdout == 1_149)
        #expect(ChurnWindows(first: 1_001, end: 1_179, horizonDays: 30) == nil)
        let long = try #require(ChurnWindows(first: 0, end: 999, horizonDays: 60))
        #expect(long.training == [639, 699, 759, 819])
    }

    @Test(arguments: [(0, 400), (17, 1_000), (5, 300)])
    func `every label of training and calibration ends by the holdout's cutoff`(first: Int32, end: Int32) throws {
        for horizon in ChurnHorizon.all {
            guard let windows = ChurnWindows(first: first, end: end, horizonDays: Int32(horizon)) else {
                #expect(end - first + 1 < Int32(3 * horizon + 90))
                continue
            }
            for day in windows.training {
                #expect(day - first + 1 >= 90 && day + windows.horizonDays <= windows.calibration)
            }
            #expect(windows.calibration + windows.horizonDays <= windows.holdout)
            #expect(windows.holdout + windows.horizonDays == windows.end)
        }
    }

    /// By hand: the shop has 366 days, so horizons of 30, 60 and 90 fit.
    ///
    /// By the end of day 335 all ten customers have
    /// ordered, and 6 of them order in the last 30 days, 7 in the last 60, 9 in the last 90; 4 of 10 have left in 30 days.
    @Test func `auto takes the horizon that divides the customers best`() throws {
        var rows = RowShop(asOf: Instant(secondsSince1970: 1_000 * 86_400))
        func order(_ customer: Int, _ daysAgo: Int) {
            let at = Instant(secondsSince1970: Int64(999 - daysAgo) * 86_400 + 50)
            rows.orders.append(RowShop.Order(customer: "c\(customer)", at: at))
        }
        for customer in 0..<10 {
            order(customer, 365)
            order(customer, 100)
            if customer < 9 { order(customer, customer < 6 ? 10 : (customer < 7 ? 40 : 70)) }
        }
        let horizon = try #require(ChurnHorizon(of: rows.shop, wish: nil, jobs: 2))
        #expect(horizon.days == 30 && horizon.isAuto)
        #expect(horizon.candidates.map(\.churnRate) == [0.4, 0.3, 0.1, nil, nil, nil])
        #expect(ChurnHorizon(of: rows.shop, wish: 75, jobs: 1)?.days == 75)
        #expect(ChurnHorizon(of: rows.shop, wish: 93, jobs: 1) == nil)
    }

    /// The choices of the reference, measured there on the same data.
    @Test(.enabled(if: LifetimeShop.hasCDNOW, LifetimeShop.absence))
    func `auto on CDNOW is what was measured elsewhere`() throws {
        #expect(ChurnHorizon(of: try LifetimeShop.cdnow(), wish: nil, jobs: 2)?.days == 90)
    }

    @Test(.enabled(if: LifetimeShop.hasOnlineRetail, LifetimeShop.absence))
    func `auto on Online Retail II is what was measured elsewhere`() throws {
        #expect(ChurnHorizon(of: try LifetimeShop.onlineRetail(), wish: nil, jobs: 2)?.days == 90)
    }

    @Test(arguments: [
        (0.0, ChurnLevel.low), (0.299_99, .low), (0.3, .medium), (0.5, .high), (0.699, .high), (0.7, .critical),
        (1, .critical), (.nan, .unknown),
    ])
    func `a level begins at its threshold`(probability: Double, level: ChurnLevel) {
        #expect(ChurnLevel(probability) == level)
    }

    @Test func `too few buyers, nobody with three days and too short a time are refused with the reason`() {
        func reason(_ shop: Shop, _ options: ChurnOptions = .init()) -> String? {
            if case .refused(let reason) = ChurnFitting.fit(ChurnSource(shop), options, version: 1, seed: 1, jobs: 2) {
                return reason
            }
            return nil
        }
        let few = LifetimeShop.simulated(LifetimeFittingTests.truth, customers: 499, days: 400, seed: 1)
        #expect(reason(few) == "not enough data: 499 buyers where 500 are needed")
        let short = LifetimeShop.simulated(LifetimeFittingTests.truth, customers: 600, days: 150, seed: 1)
        #expect(reason(short)?.hasSuffix("days of orders where the shortest horizon needs 180") == true)
        var options = ChurnOptions()
        options.horizonDays = 365
        let year = LifetimeShop.simulated(LifetimeFittingTests.truth, customers: 600, days: 400, seed: 1)
        #expect(reason(year, options)?.hasSuffix("days of orders where a horizon of 365 days needs 1185") == true)
        let once = RowShop(asOf: LifetimeShop.start.adding(days: 400)).withOneOrderEach(600)
        #expect(reason(once) == "not enough data: nobody has ordered on 3 days")
    }
}

extension RowShop {
    fileprivate func withOneOrderEach(_ customers: Int) -> Shop {
        var rows = self
        rows.orders = (0..<customers).map {
            Order(customer: "c\($0)", at: LifetimeShop.start.adding(days: $0 % 399).noon)
        }
        return rows.shop
    }
}
