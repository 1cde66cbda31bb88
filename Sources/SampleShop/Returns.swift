internal import Kernels

/// What comes back, and when.
struct Returns {
    let parameters: Parameters
    /// End of the window in seconds since 1970: what would come back later has not come back.
    let end: Int

    /// Decides on an order's refunds; only a paid order has any.
    func decide(_ order: inout Order, _ habits: Habits, _ random: inout CounterRandom) {
        order.refunds.removeAll(keepingCapacity: true)
        let days = 3 + parameters.returnDelayDays * random.exponential()
        order.refundInstant = order.instant + Int(days * Double(secondsPerDay))
        guard order.status == .paid, order.refundInstant < end else { return }
        let whole = random.uniform() < habits.returnRate * parameters.wholeOrderPart
        for index in order.lines.indices {
            guard whole || random.uniform() < habits.returnRate * (1 - parameters.wholeOrderPart) else { continue }
            let quantity = order.lines[index].quantity
            let all = whole || random.uniform() < parameters.wholeLineShare
            refund(all ? quantity : 1 + random.index(below: quantity), ofLine: index, in: &order)
        }
        if whole { refundRest(of: &order) }
    }

    private func refund(_ quantity: Int, ofLine index: Int, in order: inout Order) {
        let amount = order.paid(for: quantity, of: order.lines[index], taxPercent: parameters.taxPercent)
        order.lines[index].refunded = quantity
        order.refunds.append(Order.Refund(line: index + 1, quantity: quantity, amount: amount))
    }

    /// Gives back shipping and what rounding left of the total.
    private func refundRest(of order: inout Order) {
        let rest = order.total - order.refunded
        if rest > 0 { order.refunds.append(Order.Refund(line: nil, quantity: 0, amount: rest)) }
    }
}
