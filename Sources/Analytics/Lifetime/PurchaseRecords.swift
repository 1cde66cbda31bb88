package import Domain
package import Kernels

/// The repeat-purchase record of every buyer by the end of a local day: what the lifetime models are fitted to.
///
/// Several orders of one local day are one occasion, with their values added up. Refunds that were known by then are
/// taken off.
package struct PurchaseRecords: Sendable {
    /// The last local day that exists, in days since 1970-01-01.
    package let throughDay: Int32
    package let unit: LifetimeTimeUnit
    /// Indexes into ``Shop/customers`` of everyone with an order, ascending.
    package private(set) var customer: [Int32] = []
    /// x: order days after the first.
    package private(set) var frequency: [Int32] = []
    /// t_x: time units from the first order day to the last.
    package private(set) var recency: [Double] = []
    /// T: time units from the first order day to ``throughDay``.
    package private(set) var age: [Double] = []
    /// Net value of all order days, in units of the currency.
    package private(set) var value: [Double] = []
    /// The mean net value of the order days after the first; NaN where there is none.
    package private(set) var meanSpend: [Double] = []

    package var count: Int { customer.count }

    /// Reads the records of every buyer.
    ///
    /// - Parameters:
    ///   - shop: the shop as of tonight.
    ///   - throughDay: orders after this local day do not exist.
    ///   - unit: of times.
    ///   - jobs: the number of threads.
    package init(of shop: Shop, throughDay: Int32, unit: LifetimeTimeUnit, jobs: Int) {
        self.init(throughDay: throughDay, unit: unit)
        let values = OrderValues(shop, throughDay: throughDay, isTonight: throughDay >= shop.lastDay)
        let parts = Partitions.map(total: shop.customers.count, jobs: jobs) { customers in
            var part = PurchaseRecords(throughDay: throughDay, unit: unit)
            for customer in customers { part.append(customer, values) }
            return part
        }
        for part in parts { append(part) }
    }

    private init(throughDay: Int32, unit: LifetimeTimeUnit) {
        (self.throughDay, self.unit) = (throughDay, unit)
    }

    private mutating func append(_ index: Int, _ values: OrderValues) {
        let days = values.shop.orders.localDay
        let orders = values.shop.customers.orders(of: index)
        guard let first = orders.first, days[first] <= throughDay else { return }
        var (last, repeats): (Int32, Int32) = (days[first], 0)
        var (all, later): (Int64, Int64) = (0, 0)
        for order in orders {
            guard days[order] <= throughDay else { break }
            if days[order] > last { repeats += 1 }
            last = max(last, days[order])
            let net = values.net(order)
            all = all.addingClamped(net)
            if repeats > 0 { later = later.addingClamped(net) }
        }
        customer.append(Int32(index))
        frequency.append(repeats)
        recency.append(Double(last - days[first]) / unit.days)
        age.append(Double(throughDay - days[first]) / unit.days)
        value.append(Money.units(all))
        meanSpend.append(repeats > 0 ? Money.units(later) / Double(repeats) : .nan)
    }

    private mutating func append(_ part: PurchaseRecords) {
        customer += part.customer
        frequency += part.frequency
        recency += part.recency
        age += part.age
        value += part.value
        meanSpend += part.meanSpend
    }

    /// The records as the models take them, equal ones once.
    package var histories: PurchaseHistories {
        PurchaseHistories(frequency: frequency, recency: recency, age: age)
    }

    /// The rows from which the spend model is fitted: repeat buyers whose repeat purchases left something.
    package var spenders: [Int] {
        frequency.indices.filter { frequency[$0] > 0 && meanSpend[$0] > 0 }
    }

    /// Repeat buyers whose repeat purchases left nothing.
    package var spendersLeftOut: Int {
        frequency.count { $0 > 0 } - spenders.count
    }
}
