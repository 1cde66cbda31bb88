import Analytics
import Domain
import Kernels
import Testing

/// Axes 1 to 8 on customers small enough to do by hand.
///
/// The cut-off is the first moment of 2024-07-01, in UTC.
struct PurchaseAxesTests {
    /// Orders of one customer on some days, all else as it comes.
    static func shop(_ days: [String], _ change: (inout RowShop) -> Void = { _ in }) -> RowShop {
        var rows = RowShop(asOf: at("2024-07-01"))
        rows.orders = days.map { RowShop.Order(customer: "a", at: at($0)) }
        change(&rows)
        return rows
    }

    // MARK: Axis 1

    @Test func `frequency counts repeat days against the days since the first order`() {
        let rows = Self.shop(["2024-06-01", "2024-06-11", "2024-06-11T18:00:00Z", "2024-06-21"])
        var population = rows.features().population
        population.repeatOrders = GammaPoissonPrior(shape: 1, rate: 30)
        population.gapSquaredVariation = 1
        let table = rows.features(population: population)
        // x = 2 repeat days (two orders on the 11th are one), T = 30: 30.4375 (2 + 1) / (30 + 30).
        #expect(agree(table["a", .ordersPerMonth], 30.4375 * 3 / 60))
        #expect(table["a", .meanGapDays] == 10)
        // CV² = (2 · 0 + 4 · 1) / (2 + 4) = 2/3.
        #expect(agree(table["a", .gapRegularity], 1 / (1 + (2.0 / 3).squareRoot())))
        #expect(table["a", .orders90d] == 4)
        #expect(table["a", .recencyDays] == 10)
        // 1 - exp(-4 / 3).
        #expect(agree(table.evidence("a", .purchaseFrequency), 0.7364028618842733))
    }

    @Test func `one order shows no gap, two show no regularity`() {
        let one = Self.shop(["2024-06-01"]).features()
        #expect(one["a", .meanGapDays].isNaN && one["a", .gapRegularity].isNaN)
        let two = Self.shop(["2024-06-01", "2024-06-11"]).features()
        #expect(two["a", .meanGapDays].isNaN && two["a", .gapRegularity].isNaN)
        #expect(two.isObserved("a", .purchaseFrequency))
    }

    @Test func `an order just before the cut-off has a tenure of one day`() {
        let table = Self.shop(["2024-06-30T23:59:59Z"]).features()
        #expect(agree(table["a", .tenureMonths], 1 / 30.4375))
    }

    @Test func `a gap spans the days of the shop's own clock`() {
        // 22:30 UTC on March 30 is 23:30 in Berlin; 22:30 on March 31, after the clocks went forward, is April 1.
        let days = ["2024-03-30T22:30:00Z", "2024-03-31T22:30:00Z", "2024-04-02T10:00:00Z"]
        let table = Self.shop(days) { $0.zone = ShopZone(identifier: "Europe/Berlin") ?? .utc }.features()
        // March 30, April 1, April 2: gaps of 2 and 1 days.
        #expect(table["a", .meanGapDays] == 1.5)
    }

    // MARK: Axis 2

    @Test func `value is net of dated refunds`() {
        let rows = Self.shop(["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]) { rows in
            rows.has.refunds = true
            rows.has.datedRefunds = true
            for (index, total) in [10.0, 20, 60, 30].enumerated() { rows.orders[index].total = total }
            rows.orders[2].refunds = [RowShop.Refund(at: at("2024-03-05"), amount: 20)]
        }
        let table = rows.features()
        // Net 10, 20, 40, 30.
        #expect(table["a", .netLifetimeValue] == 100)
        #expect(table["a", .avgOrderValue] == 25)
        #expect(table["a", .medianOrderValue] == 25)
        #expect(table["a", .maxOrderValue] == 40)
        // Slope: (-1.5·-15 - 0.5·-5 + 0.5·15 + 1.5·5) / 5 = 8 an order, by the mean of 25.
        #expect(agree(table["a", .valueTrend], 8.0 / 25))
        // Variance: (225 + 25 + 225 + 25) / 3.
        #expect(agree(table["a", .valueConsistency], 1 / (1 + (500.0 / 3).squareRoot() / 25)))
        // By March 2 nothing had come back.
        #expect(rows.features(.dated(at("2024-03-02")))["a", .maxOrderValue] == 60)
    }

    @Test func `a trend needs three orders and a positive mean`() {
        #expect(Self.shop(["2024-01-01", "2024-02-01"]).features()["a", .valueTrend].isNaN)
        let free = Self.shop(["2024-01-01", "2024-02-01", "2024-03-01"]) { rows in
            for index in 0..<3 { rows.orders[index].total = 0 }
        }
        #expect(free.features()["a", .valueTrend].isNaN)
        #expect(free.features()["a", .valueConsistency].isNaN)
        #expect(free.features()["a", .netLifetimeValue] == 0)
    }

    // MARK: Axis 3

    /// Orders of lines, each written as a product, whose category is its first letter.
    static func baskets(_ orders: [[String]], _ change: (inout RowShop) -> Void = { _ in }) -> RowShop {
        shop(orders.indices.map { "2024-0\($0 + 1)-01" }) { rows in
            rows.has.orderLines = true
            rows.has.categories = true
            for (index, products) in orders.enumerated() {
                rows.orders[index].lines = products.map { RowShop.Line(product: $0, category: String($0.prefix(1))) }
            }
            change(&rows)
        }
    }

    @Test func `exploration counts lines by product and category`() {
        let table = Self.baskets([["x1", "x1"], ["x2", "y1"]]).features()
        #expect(table["a", .distinctCategories] == 2)
        // Lines 3 : 1; plain entropy 0.562335, (2 - 1) / (2 · 4) added, by ln 2.
        #expect(agree(table["a", .categoryEntropy], (0.5623351446188083 + 0.125) / 0.6931471805599453))
        // One pair of equal lines both ways: 1 - 2 / (4 · 3).
        #expect(agree(table["a", .productDiversity], 1 - 2.0 / 12))
        #expect(table["a", .primaryCategoryShare] == 0.75)
        #expect(table["a", .newProductRate] == 0.75)
        // y is first seen in the second of two orders.
        #expect(table["a", .lateNewCategoryShare] == 0.5)
        #expect(table.trials("a", .newProductRate) == 4)
        #expect(table.trials("a", .lateNewCategoryShare) == 2)
    }

    @Test func `with three orders the second is in the first half`() {
        #expect(Self.baskets([["x1"], ["y1"], ["z1"]]).features()["a", .lateNewCategoryShare] == 1.0 / 3)
    }

    @Test func `entropy is missing where only one category was sold`() {
        let table = Self.baskets([["x1", "x2"]]).features()
        #expect(table["a", .categoryEntropy].isNaN)
        #expect(table["a", .primaryCategoryShare] == 1)
    }

    @Test func `without categories exploration is out for everyone`() {
        let table = Self.baskets([["x1", "x2"]]) { rows in
            rows.has.categories = false
            for index in rows.orders.indices { rows.orders[index].lines = [.init(product: "p"), .init(product: "q")] }
        }.features()
        #expect(
            table.matrix.unobservable[.categoryExploration] == "products have no categories"
        )
        #expect(!table.isObserved("a", .categoryExploration))
        #expect(table["a", .productDiversity] == 1)
    }

    // MARK: Axis 4

    @Test func `discounts are rates, depths and shares of spending`() {
        let rows = Self.shop(["2024-01-01", "2024-02-01", "2024-03-01"]) { rows in
            rows.has.discount = true
            rows.has.subtotal = true
            rows.has.discountCode = true
            rows.has.orderLines = true
            rows.has.lineDiscount = true
            for (index, discount) in [0.0, 10, 30].enumerated() {
                rows.orders[index].subtotal = 100
                rows.orders[index].discount = discount
                rows.orders[index].lines = [RowShop.Line(product: "p", discount: discount), .init(product: "q")]
            }
            rows.orders[2].code = "TEN"
        }
        var population = rows.features().population
        population.rates.discountedOrder = BetaBinomialPrior(p: 0.2, m: 5)
        population.rates.code = BetaBinomialPrior(p: 0.1, m: 7)
        let table = rows.features(population: population)
        #expect(agree(table["a", .discountedOrderRate], (2 + 5 * 0.2) / (3 + 5)))
        #expect(agree(table["a", .meanDiscountDepth], 0.2))
        #expect(agree(table["a", .discountSpendShare], 40.0 / 300))
        #expect(agree(table["a", .codeRate], (1 + 7 * 0.1) / (3 + 7)))
        // Lines whose discount is not given do not count.
        #expect(agree(table["a", .fullPriceLineShare], 1.0 / 3))
        #expect(table.trials("a", .fullPriceLineShare) == 3)
    }

    @Test func `an order without a subtotal divides by nothing`() {
        let table = Self.shop(["2024-01-01"]) { rows in
            rows.has.discount = true
            rows.has.subtotal = true
            rows.orders[0].discount = 5
            rows.orders[0].subtotal = 0
        }.features()
        #expect(table["a", .meanDiscountDepth].isNaN)
        #expect(table["a", .discountSpendShare].isNaN)
    }

    @Test func `without discount columns nobody is price sensitive`() {
        let table = Self.shop(["2024-01-01"]).features()
        #expect(!table.isObserved("a", .priceSensitivity))
        #expect(
            table.matrix.unobservable[.priceSensitivity]
                == "orders have no discount; orders have no discount with a subtotal; orders have no discount code; lines have no discount"
        )
    }

    // MARK: Axis 5

    @Test func `cadence reads the shop's own clock`() {
        // In Berlin: Sunday 00:30, Monday 06:00 (both summer time), Monday 12:00 (winter time).
        let days = ["2024-06-01T22:30:00Z", "2024-06-03T04:00:00Z", "2024-01-08T11:00:00Z"]
        let rows = Self.shop(days) { $0.zone = ShopZone(identifier: "Europe/Berlin") ?? .utc }
        var population = rows.features().population
        population.rates.weekend = BetaBinomialPrior(p: 0.5, m: 2)
        population.rates.businessHours = BetaBinomialPrior(p: 0.25, m: 4)
        let table = rows.features(population: population)
        #expect(agree(table["a", .weekendRate], (1 + 1.0) / (3 + 2)))
        #expect(agree(table["a", .businessHoursRate], (1 + 1.0) / (3 + 4)))
        // Angles of 7.5, 90 and 180 degrees.
        let (c, s) = ((0.9914448613738104 + 0 - 1) / 3, (0.13052619222005157 + 1 + 0) / 3)
        #expect(agree(table["a", .hourCos], c))
        #expect(agree(table["a", .hourSin], s))
        // 3 R² = 0.426 is below 1: three hours so far apart show no concentration.
        #expect(table["a", .hourConcentration] == 0)
        #expect(table["a", .peakSeasonRate].isNaN)
    }

    @Test func `equal hours are fully concentrated`() {
        let table = Self.shop(["2024-06-01T10:00:00Z", "2024-06-02T10:00:00Z"]) { rows in
            rows.orders.append(RowShop.Order(customer: "b", at: at("2024-06-02T11:00:00Z")))
        }.features()
        #expect(agree(table["a", .hourConcentration], 1))
    }

    @Test(arguments: ["UTC", "Europe/Berlin"])
    func `dates without times of day show no hours`(zone: String) {
        let table = Self.shop(["2024-01-01", "2024-06-01", "2024-06-12"]) {
            $0.zone = ShopZone(identifier: zone) ?? .utc
        }.features()
        #expect(table["a", .hourCos].isNaN && table["a", .businessHoursRate].isNaN)
        #expect(
            table.matrix.unobservable[.purchaseCadence]
                == "orders carry dates without times of day; the orders cover less than 12 months")
    }

    @Test func `the peak season is measured against the customer's own calendar`() {
        // Two years; all of the shop's busiest months are October to December.
        let rows = Self.shop(["2022-07-01", "2022-10-05", "2022-11-05", "2022-12-05", "2023-10-05", "2023-11-05"]) {
            $0.orders[0].customer = "b"
            $0.orders.append(RowShop.Order(customer: "a", at: at("2023-03-01T08:00:00Z")))
            $0.orders.append(RowShop.Order(customer: nil, at: at("2023-12-05")))
        }
        var population = rows.features().population
        #expect(population.reference.peakMonths == [10, 11, 12])
        population.rates.peakSeason = BetaBinomialPrior(p: 0.5, m: 4)
        let table = rows.features(population: population)
        // 5 of 6 orders; of the 635 days from 2022-10-05 on, 27 + 30 + 31 + 31 + 30 + 31 are in these months.
        #expect(agree(table["a", .peakSeasonRate], (5 + 2.0) / (6 + 4) - 180.0 / 635))
    }

    // MARK: Axis 6

    @Test func `maturity counts months and compares the last 90 days`() {
        let table = Self.shop(["2023-07-02", "2023-07-20", "2024-05-01", "2024-06-01"]).features()
        // T = 365 days, 12 bins of 30.4375 days, three of them with an order.
        #expect(agree(table["a", .tenureMonths], 365 / 30.4375))
        #expect(table["a", .orderCount] == 4)
        #expect(agree(table["a", .recencyRatio], 30.0 / 365))
        #expect(agree(table["a", .activeMonthShare], 3.0 / 12))
        // Two repeat days of three in the last 90: ln(2.5 / (3 · 90 / 365 + 0.5)).
        #expect(agree(table["a", .acceleration], 0.7014003223, within: 1e-9))
        // 1 - exp(-365 / 90).
        #expect(agree(table.evidence("a", .customerMaturity), 0.9826741480, within: 1e-9))
    }

    @Test func `half a year is needed for an acceleration`() {
        #expect(Self.shop(["2024-01-03", "2024-06-01"]).features()["a", .acceleration].isFinite)
        #expect(Self.shop(["2024-01-04", "2024-06-01"]).features()["a", .acceleration].isNaN)
        #expect(Self.shop(["2024-01-03"]).features()["a", .recencyRatio].isNaN)
    }

    // MARK: Axis 7

    @Test func `repurchase counts order days of the same product`() {
        let table = Self.baskets([["x1", "x2"], ["x1"], ["x3"], ["x1", "x3"]]).features()
        // x1 on January 1, February 1 and April 1; x3 on March 1 and April 1; x2 once.
        #expect(agree(table["a", .repeatProductRate], 2.0 / 3))
        #expect(agree(table["a", .repeatOrderRate], 2.0 / 3))
        #expect(agree(table["a", .topProductShare], 3.0 / 6))
        // Intervals of 31 and 60 days, and of 31.
        #expect(agree(table["a", .meanRepeatIntervalDays], 122.0 / 3))
        #expect(table["a", .meanRepeatCount] == 2.5)
    }

    @Test func `two orders on a day are no repurchase`() {
        let table = Self.shop(["2024-01-01T08:00:00Z", "2024-01-01T09:00:00Z"]) { rows in
            rows.has.orderLines = true
            for index in 0..<2 { rows.orders[index].lines = [.init(product: "p")] }
        }.features()
        #expect(!table.isObserved("a", .repurchaseBehavior))
        #expect(table["a", .repeatProductRate].isNaN)
    }

    // MARK: Axis 8

    @Test func `returns count settled orders only`() {
        let rows = Self.shop(["2024-01-01", "2024-02-01", "2024-06-25"]) { rows in
            rows.has.refunds = true
            rows.has.datedRefunds = true
            rows.has.orderLines = true
            for index in 0..<3 { rows.orders[index].lines = [.init(product: "p", quantity: 4)] }
            rows.orders[0].refunds = [RowShop.Refund(at: at("2024-01-11"), amount: 10, quantity: 4)]
            rows.orders[1].refunds = [RowShop.Refund(at: at("2024-02-11"), amount: 5, quantity: 1)]
        }
        var population = rows.features().population
        // Both refunds came after ten days, so the order of June 25 is not settled.
        #expect(population.reference.refundLagDays == 10)
        population.rates.returnedPiece = BetaBinomialPrior(p: 0.1, m: 2)
        population.rates.refundedOrder = BetaBinomialPrior(p: 0.1, m: 8)
        population.refundedShare = 0.2
        let table = rows.features(population: population)
        // m is the mean order total, 10: (15 + 10 · 0.2) / (20 + 10).
        #expect(agree(table["a", .refundValueRate], 17.0 / 30))
        #expect(agree(table["a", .returnedItemRate], (5 + 0.2) / (8 + 2)))
        #expect(agree(table["a", .refundedOrderRate], (2 + 0.8) / (2 + 8)))
        #expect(table["a", .fullRefundRate] == 0.5)
        #expect(table.trials("a", .refundedOrderRate) == 2)
    }

    @Test func `a customer with fresh orders only has not returned anything yet`() {
        let rows = Self.shop(["2024-01-01", "2024-06-25"]) { rows in
            rows.has.refunds = true
            rows.has.datedRefunds = true
            rows.orders[0].refunds = [RowShop.Refund(at: at("2024-01-21"), amount: 10)]
            rows.orders[1].customer = "b"
        }
        let table = rows.features()
        #expect(!table.isObserved("b", .returnBehavior))
        #expect(table["b", .refundedOrderRate].isNaN)
        #expect(table["a", .returnedItemRate].isNaN, "no refund names pieces")
    }
}
