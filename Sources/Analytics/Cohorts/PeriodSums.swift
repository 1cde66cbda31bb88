internal import Domain

/// What some customers did in one period, exactly.
struct PeriodSums: Codable, Sendable, Equatable {
    /// Everyone who was watched.
    var customers = 0
    /// Those who ordered in the period.
    var active = 0
    /// Those who ordered in the period or later.
    var activeOrLater = 0
    var orders: Int64 = 0
    /// Order totals, and what was refunded of them, in 1/10000 of the currency unit.
    var gross: Int64 = 0
    var refunded: Int64 = 0

    var net: Int64 { gross.addingClamped(-refunded) }

    /// Adds other customers in the same period.
    mutating func merge(_ other: PeriodSums) {
        customers += other.customers
        active += other.active
        activeOrLater += other.activeOrLater
        orders += other.orders
        gross = gross.addingClamped(other.gross)
        refunded = refunded.addingClamped(other.refunded)
    }
}
