internal import Domain
internal import Kernels

/// Repeat orders week by week, expected and actual: the first look at whether a model follows a shop.
///
/// Source: Fader, Hardie & Lee (2005), figures 2 and 3.
package enum LifetimeTracking {
    package struct Week: Codable, Equatable, Sendable {
        /// Counted from 1 at the shop's first order day.
        package let week: Int
        /// Repeat order days from the first day to the end of the week, of the customers the model was fitted to.
        package let expected: Double
        package let actual: Int
    }

    /// Compares a model with what the customers it was fitted to did, also after that.
    ///
    /// - Parameters:
    ///   - shop: the shop as of tonight.
    ///   - model: the model.
    ///   - records: what it was fitted to.
    ///   - end: the last local day that is tracked.
    ///   - jobs: the number of threads.
    /// - Returns: every whole week.
    static func weeks(
        of shop: Shop, _ model: RepeatPurchaseModel, records: PurchaseRecords, through end: Int32, jobs: Int
    ) -> [Week] {
        let first = shop.firstOrderDay
        let weeks = 1...max(1, Int(end - first + 1) / 7)
        let beginnings = records.age.map { Double(records.throughDay - first) / records.unit.days - $0 }
        let expected = model.expectedCumulativePurchases(
            ofCustomersBeginningAt: beginnings, at: weeks.map { Double($0 * 7) / records.unit.days }, jobs: jobs)
        let actual = repeatOrderDays(shop, records, weeks: weeks.count)
        return weeks.map { Week(week: $0, expected: expected[$0 - 1], actual: actual[$0 - 1]) }
    }

    /// Order days after a customer's first, from the shop's first day to the end of each week.
    private static func repeatOrderDays(_ shop: Shop, _ records: PurchaseRecords, weeks: Int) -> [Int] {
        let (first, days) = (shop.firstOrderDay, shop.orders.localDay)
        var counts = [Int](repeating: 0, count: weeks)
        for customer in records.customer {
            var last = Int32.max
            for order in shop.customers.orders(of: Int(customer)) {
                let week = Int(days[order] - first) / 7
                if days[order] > last, week < weeks { counts[week] += 1 }
                last = days[order]
            }
        }
        return counts.indices.map { counts[...$0].reduce(0, +) }
    }
}
