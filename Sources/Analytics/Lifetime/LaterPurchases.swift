package import Domain
internal import Foundation
package import Kernels

/// What some customers did after a local day, up to the end of a later one.
package struct LaterPurchases: Sendable {
    /// Order days in between.
    package private(set) var frequency: [Int32] = []
    /// Net value of these order days, in units of the currency, discounted to the day after which they count.
    package private(set) var value: [Double] = []
    /// The last of these order days; the day after which they count where there is none.
    package private(set) var lastDay: [Int32] = []
    /// The last local day that counts.
    package let throughDay: Int32
    private let discountRate: Double

    /// Follows some customers.
    ///
    /// - Parameters:
    ///   - shop: the shop as of tonight.
    ///   - customers: who is followed, by index.
    ///   - day: orders after this local day count.
    ///   - throughDay: orders after this one do not, nor do refunds with a later date.
    ///   - knowsUndatedRefunds: whether refunds without a date are taken off: only where the forecast knew such refunds too.
    ///   - discountRate: by how much a value that comes a year later is less worth.
    package init(
        of shop: Shop, customers: [Int32], after day: Int32, throughDay: Int32, knowsUndatedRefunds: Bool,
        discountRate: Double = 0
    ) {
        (self.throughDay, self.discountRate) = (throughDay, discountRate)
        let values = OrderValues(shop, throughDay: throughDay, isTonight: knowsUndatedRefunds)
        for customer in customers { append(Int(customer), after: day, values) }
    }

    private mutating func append(_ customer: Int, after day: Int32, _ values: OrderValues) {
        let days = values.shop.orders.localDay
        var (last, count): (Int32, Int32) = (day, 0)
        var (sum, lost): (Int64, Double) = (0, 0)
        for order in values.shop.customers.orders(of: customer) where days[order] > day {
            guard days[order] <= throughDay else { break }
            if days[order] > last { count += 1 }
            last = days[order]
            let net = values.net(order)
            sum = sum.addingClamped(net)
            if discountRate > 0 { lost += Money.units(net) * (1 - worth(days: last - day)) }
        }
        frequency.append(count)
        value.append(Money.units(sum) - lost)
        lastDay.append(last)
    }

    /// What a unit that comes in so many days is worth on the first.
    private func worth(days: Int32) -> Double { pow(1 + discountRate, -Double(days) / 365.25) }

    /// The records with what followed, as the models take them: the longer histories.
    package func histories(after records: PurchaseRecords) -> PurchaseHistories {
        func units(_ day: Int32) -> Double { Double(day - records.throughDay) / records.unit.days }
        return PurchaseHistories(
            frequency: zip(records.frequency, frequency).map { $0 + $1 },
            recency: frequency.indices.map { row in
                frequency[row] > 0 ? records.age[row] + units(lastDay[row]) : records.recency[row]
            },
            age: records.age.map { $0 + units(throughDay) })
    }
}
