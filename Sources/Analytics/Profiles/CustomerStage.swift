/// How far the acquaintance with a customer goes: what may be said about them at all.
///
/// | stage | when | because |
/// |---|---|---|
/// | `cold_start` | at most 1 order | no gap between orders was ever seen: everything that is said is the population's |
/// | `warming_up` | 2 orders, or less than 90 days since the first | a trend needs three orders, and `customer_maturity` counts 90 days as its unit of evidence |
/// | `established` | 3 orders and 90 days | all features but those that compare years |
/// | `mature` | 8 orders and 365 days | a whole year with its season was seen, and the axis that asks for most orders (c = 5) has evidence 0.8 |
package enum CustomerStage: String, CaseIterable, Codable, Sendable {
    case coldStart = "cold_start"
    case warmingUp = "warming_up"
    case established
    case mature

    /// - Parameters:
    ///   - orders: all of them, ≥ 0.
    ///   - tenureDays: elapsed days since the first one, with the fraction.
    package init(orders: Int, tenureDays: Double) {
        switch orders {
        case ..<2: self = .coldStart
        case 8... where tenureDays >= 365: self = .mature
        case 3... where tenureDays >= 90: self = .established
        default: self = .warmingUp
        }
    }
}
