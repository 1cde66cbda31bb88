internal import Domain

/// What somebody's orders are worth after refunds.
package struct ValueFacts: Equatable, Sendable {
    /// Totals less refunds, in 1/10000 of the currency unit.
    package internal(set) var net: Int64 = 0
    /// Totals alone.
    package internal(set) var gross: Int64 = 0
    /// Of the net order values, in currency units; NaN without an order.
    package internal(set) var median = Double.nan
    package internal(set) var highest = Double.nan
    /// The standard deviation of the net order values; NaN below two.
    package internal(set) var deviation = Double.nan
    /// The least-squares slope of net order value on the order's number, in currency units an order; NaN below two.
    package internal(set) var slope = Double.nan
    /// Orders above twice the customer's own median; no trial where that is not positive.
    package internal(set) var splurges = RateCount()
    /// Net value of the last 180 days and of the 180 before, in 1/10000 of the currency unit.
    package internal(set) var netIn180: Int64 = 0
    package internal(set) var netIn180Before: Int64 = 0

    /// The splurges, from three orders on.
    var countedSplurges: RateCount { splurges.trials >= 3 ? splurges : RateCount() }

    init(of orders: Range<Int>, in frame: ShopFrame, _ scratch: inout FactsScratch) {
        guard !orders.isEmpty else { return }
        for (order, value) in zip(orders, scratch.nets) {
            net = net.addingClamped(value)
            gross = gross.addingClamped(frame.shop.orders.total[order])
        }
        readWindows(of: orders, in: frame, scratch.nets)
        readSpread(of: scratch.nets)
        readOrder(of: scratch.nets, &scratch)
    }

    private mutating func readWindows(of orders: Range<Int>, in frame: ShopFrame, _ nets: [Int64]) {
        let (since180, since360) = (frame.before(days: 180), frame.before(days: 360))
        for order in orders.reversed() {
            let at = frame.shop.orders.orderedAt[order]
            guard at >= since360 else { return }
            let value = nets[order - orders.lowerBound]
            if at >= since180 {
                netIn180 = netIn180.addingClamped(value)
            } else {
                netIn180Before = netIn180Before.addingClamped(value)
            }
        }
    }

    private mutating func readSpread(of nets: [Int64]) {
        let count = Double(nets.count)
        guard nets.count >= 2 else { return }
        let (mean, middle) = (Money.units(net) / count, (count - 1) / 2)
        var (squares, products) = (0.0, 0.0)
        for (index, value) in nets.enumerated() {
            let difference = Money.units(value) - mean
            squares += difference * difference
            products += (Double(index) - middle) * difference
        }
        deviation = (squares / (count - 1)).squareRoot()
        // The squared distances of 0..<n from their mean add up to n (n² - 1) / 12.
        slope = products / (count * (count * count - 1) / 12)
    }

    private mutating func readOrder(of nets: [Int64], _ scratch: inout FactsScratch) {
        scratch.keys.removeAll(keepingCapacity: true)
        scratch.keys.append(contentsOf: nets)
        scratch.sorter.sort(&scratch.keys)
        let (low, high) = (scratch.keys[(nets.count - 1) / 2], scratch.keys[nets.count / 2])
        median = (Money.units(low) + Money.units(high)) / 2
        highest = Money.units(scratch.keys[nets.count - 1])
        guard median > 0 else { return }
        for value in nets { splurges.insert(Money.units(value) > 2 * median) }
    }
}
