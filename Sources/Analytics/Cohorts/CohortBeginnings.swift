internal import Domain

/// On which local day each customer's cohort begins, by what was known before an instant.
struct CohortBeginnings: Sendable {
    /// By customer; ``none`` for whoever belongs to no cohort.
    let days: [Int32]
    /// By customer: whether it is the account that tells how old the customer is.
    private let isToldByAccount: [Bool]
    private let createdAt: [Int64]
    private let observedFrom: Int64

    static let none = Int32.min

    init(_ shop: Shop, _ start: CohortStart, before limit: Int64, jobs: Int) {
        (createdAt, observedFrom) = (shop.customers.createdAt, shop.observedFrom.microseconds)
        let accounts = start == .createdAt ? shop.customers.createdAt : []
        let parts = Partitions.map(total: shop.customers.count, jobs: jobs) { customers in
            customers.map { customer -> (day: Int32, isToldByAccount: Bool) in
                let order = Self.firstOrderDay(customer, shop, before: limit)
                guard !accounts.isEmpty, accounts[customer] != Instant.missing, accounts[customer] < limit else {
                    return (order ?? Self.none, false)
                }
                let created = shop.zone.local(accounts[customer]).day
                return (min(created, order ?? created), true)
            }
        }
        days = parts.flatMap { $0.map(\.day) }
        isToldByAccount = parts.flatMap { $0.map(\.isToldByAccount) }
    }

    private static func firstOrderDay(_ customer: Int, _ shop: Shop, before limit: Int64) -> Int32? {
        let orders = shop.customers.orders(of: customer)
        guard let first = orders.first, shop.orders.orderedAt[first] < limit else { return nil }
        return shop.orders.localDay[first]
    }

    /// The first and the last day on which a cohort begins; `nil` where none does.
    var range: ClosedRange<Int32>? {
        var (first, last) = (Int32.max, Int32.min)
        for day in days where day != Self.none { (first, last) = (min(first, day), max(last, day)) }
        return first <= last ? first...last : nil
    }

    /// Whether the account says that the customer was there before the records begin; `nil` where no account tells.
    func isOlderThanRecords(_ customer: Int) -> Bool? {
        isToldByAccount[customer] ? createdAt[customer] < observedFrom : nil
    }
}
