internal import Domain
internal import Kernels

/// Whether a shop has enough to say what its customers will be worth.
enum LifetimeGate {
    static let leastBuyers = 500
    /// Order days that somebody must have.
    static let leastOrderDays = 3

    /// Why the data are too thin, as a clause; `nil` where they are enough.
    static func reason(against records: PurchaseRecords, _ windows: HoldoutWindows?) -> String? {
        guard records.count >= leastBuyers else {
            return "not enough data: \(records.count) buyers where \(leastBuyers) are needed"
        }
        guard records.frequency.contains(where: { $0 + 1 >= leastOrderDays }) else {
            return "not enough data: nobody has ordered on \(leastOrderDays) days"
        }
        guard windows != nil else {
            return "not enough data: less than \(4 * HoldoutWindows.shortest) days of orders"
        }
        return nil
    }
}
