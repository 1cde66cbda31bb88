internal import Domain

/// Whether a shop has enough to say who is about to leave.
enum ChurnGate {
    static let leastBuyers = 500
    /// Order days that somebody must have.
    static let leastOrderDays = 3
    /// Customers of either kind, gone and not gone, that each of training, calibration and holdout must have.
    static let leastOfAKind = 25

    /// Why the buyers of a shop are too few for any horizon, as a clause; `nil` where they are enough.
    static func reason(ofBuyers tonight: ChurnFrame) -> String? {
        guard tonight.count >= leastBuyers else {
            return "not enough data: \(tonight.count) buyers where \(leastBuyers) are needed"
        }
        guard tonight.repeats.contains(where: { $0 + 1 >= Double(leastOrderDays) }) else {
            return "not enough data: nobody has ordered on \(leastOrderDays) days"
        }
        return nil
    }

    /// Why no horizon fits, as a clause.
    static func reason(withoutHorizon wish: Int?, _ shop: Shop) -> String {
        let days = Int32(clamping: wish ?? ChurnHorizon.all[0])
        let asked = wish == nil ? "the shortest horizon" : "a horizon of \(days) days"
        return "not enough data: \(shop.lastDay - shop.firstOrderDay + 1) days of orders where \(asked) needs "
            + "\(ChurnWindows.leastHistory(days))"
    }

    /// Why a frame cannot be learnt from or judged on, as a clause; `nil` where it can.
    static func reason(against frame: ChurnFrame) -> String? {
        guard let hasLeft = frame.hasLeft else { return "not enough data: what follows is not known yet" }
        let gone = hasLeft.count { $0 }
        guard min(gone, hasLeft.count - gone) >= leastOfAKind else {
            return
                "not enough data: of \(hasLeft.count) buyers by \(CivilDate(daysSince1970: frame.day)), \(gone) did not "
                + "order within \(frame.horizonDays) days; at least \(leastOfAKind) of either kind are needed"
        }
        return nil
    }
}
