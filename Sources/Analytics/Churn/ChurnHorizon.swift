package import Domain

/// For how long an order is awaited before a customer counts as gone.
///
/// `auto` takes, among the horizons that the history allows, the one whose churn rate at its last cutoff, among customers
/// whose last order is at most a year old, is nearest to one half; of equal ones the shorter.
package struct ChurnHorizon: Codable, Equatable, Sendable {
    package struct Candidate: Codable, Equatable, Sendable {
        package let days: Int
        /// The share of the customers without an order within the horizon; `nil` where the history is too short.
        @OrNull package var churnRate: Double?
        /// Customers whose last order was at most a year old.
        package let customers: Int

        private enum CodingKeys: String, CodingKey {
            case days, customers
            case churnRate = "churn_rate"
        }
    }

    package let days: Int
    package let isAuto: Bool
    package let candidates: [Candidate]

    private enum CodingKeys: String, CodingKey {
        case days, candidates
        case isAuto = "is_auto"
    }

    package static let all = [30, 60, 90, 120, 180, 365]
    /// Customers who ordered within so many days before a cutoff choose the horizon: the long dead tell nothing of it.
    static let recentDays: Int32 = 365

    /// Chooses the horizon of a shop, with the rate of every candidate; `nil` where none fits the history.
    ///
    /// - Parameters:
    ///   - shop: the shop.
    ///   - wish: days that the pipeline asks for; `nil` for `auto`.
    ///   - jobs: the number of threads.
    package init?(of shop: Shop, wish: Int?, jobs: Int) {
        let (first, end) = (shop.firstOrderDay, shop.lastDay)
        candidates = Self.all.map { days in
            guard ChurnWindows(first: first, end: end, horizonDays: Int32(days)) != nil else {
                return Candidate(days: days, churnRate: nil, customers: 0)
            }
            return Self.candidate(days, shop, jobs: jobs)
        }
        isAuto = wish == nil
        let best = candidates.filter { $0.churnRate != nil }
            .min { abs(($0.churnRate ?? 0) - 0.5) < abs(($1.churnRate ?? 0) - 0.5) }
        guard let days = wish ?? best?.days,
            ChurnWindows(first: first, end: end, horizonDays: Int32(clamping: days)) != nil
        else { return nil }
        self.days = days
    }

    private static func candidate(_ days: Int, _ shop: Shop, jobs: Int) -> Candidate {
        let cutoff = shop.lastDay - Int32(days)
        let parts = Partitions.map(total: shop.customers.count, jobs: jobs) { range in
            var (customers, gone) = (0, 0)
            for customer in range {
                guard let last = shop.lastOrderDay(of: customer, through: cutoff), cutoff - last <= recentDays
                else { continue }
                customers += 1
                if shop.lastOrderDay(of: customer, through: shop.lastDay) == last { gone += 1 }
            }
            return (customers: customers, gone: gone)
        }
        let customers = parts.reduce(0) { $0 + $1.customers }
        let gone = parts.reduce(0) { $0 + $1.gone }
        let rate = customers > 0 ? Double(gone) / Double(customers) : nil
        return Candidate(days: days, churnRate: rate, customers: customers)
    }
}

extension Shop {
    /// The local day of a customer's last order on or before a local day; `nil` without one.
    func lastOrderDay(of customer: Int, through day: Int32) -> Int32? {
        // Orders of a customer stand in the order of time.
        customers.orders(of: customer).last { orders.localDay[$0] <= day }.map { orders.localDay[$0] }
    }
}
