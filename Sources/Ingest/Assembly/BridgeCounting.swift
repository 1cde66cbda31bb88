internal import Domain

/// The months of instants on the shop's clock.
struct MonthClock {
    private let zone: ShopZone
    /// The month found last, from its first instant to that of the next: neighbours mostly share one.
    private var from: Int64 = 1
    private var until: Int64 = 0
    private var month: MoneyBridge.Month = MoneyBridge.unknown

    init(_ zone: ShopZone) { self.zone = zone }

    mutating func month(of microseconds: Int64) -> MoneyBridge.Month {
        if microseconds >= from, microseconds < until { return month }
        let day = CivilDate(daysSince1970: zone.local(microseconds).day)
        month = Self.month(day)
        from = zone.startOfDay(CivilDate.daysSince1970(validYear: day.year, month: day.month, day: 1)).microseconds
        let (year, next) = day.month == 12 ? (day.year + 1, 1) : (day.year, day.month + 1)
        until = zone.startOfDay(CivilDate.daysSince1970(validYear: year, month: next, day: 1)).microseconds
        return month
    }

    static func month(ofDay day: Int32) -> MoneyBridge.Month { month(CivilDate(daysSince1970: day)) }

    private static func month(_ day: CivilDate) -> MoneyBridge.Month {
        MoneyBridge.Month(day.year * 12 + day.month - 1)
    }
}

extension MoneyBridge {
    /// Counts the money of rows that were refused while they were read, whose month is not known.
    mutating func count(_ refusals: RefusalTally) {
        for (kind, group) in refusals.groups.sorted(by: { $0.key.reason.rawValue < $1.key.reason.rawValue }) {
            add(.source, Self.unknown, group.money)
            add(kind.reason == .unknownCurrency ? .currency : .quarantined, Self.unknown, -group.money)
        }
    }

    /// Counts what became of the rows of a table of orders.
    mutating func count(_ columns: OrderColumns, _ fates: RowFates, _ zone: ShopZone) {
        var clock = MonthClock(zone)
        for row in 0..<columns.count {
            let month = clock.month(of: columns.at[row])
            // What conversion added.
            let added = columns.conversion[row]
            // The money of a merged row is in the first row of its order already.
            let money = fates[row] == .merged ? 0 : columns.total[row]
            add(.source, month, money - added)
            add(.currency, month, added)
            count(money, month, fates[row])
        }
        add(.shipping, Self.unknown, columns.shippingSum)
        add(.tax, Self.unknown, columns.taxSum)
    }

    /// Counts what became of the lines from which orders follow; cancellations are refunds, and no part of the source's sales.
    mutating func count(_ lines: LineOrders, _ zone: ShopZone) {
        var clock = MonthClock(zone)
        for order in lines.at.indices where !lines.isCancellation[order] {
            for index in lines.range(order) {
                let row = Int(lines.rows[index])
                let money = LineAmount.of(lines.columns.lines.quantity[row], lines.columns.lines.unitPrice[row]) ?? 0
                // A line stands in the month of its order, which is that of its earliest line.
                let at = lines.at[order] == .max ? lines.columns.at[row] : lines.at[order]
                let month = clock.month(of: at)
                add(.source, month, money)
                count(money, month, lines.fates[row])
            }
        }
    }

    private mutating func count(_ money: Int64, _ month: Month, _ fate: RowFate) {
        switch fate {
        case .live, .merged, .noSale, .leftOut: break
        case .duplicate: add(.duplicates, month, -money)
        case .refused: add(.quarantined, month, -money)
        case .superseded: add(.superseded, month, -money)
        case .setAside: add(.setAside, month, -money)
        case .afterAsOf: add(.afterAsOf, month, -money)
        case .cancelled: add(.cancelled, month, -money)
        case .test: add(.test, month, -money)
        }
    }

    /// Counts what the finished shop keeps.
    mutating func close(_ shop: Shop) {
        let orders = shop.orders
        for order in 0..<orders.count {
            let month = MonthClock.month(ofDay: orders.localDay[order])
            add(.net, month, orders.net(order))
            if !orders.refunded.isEmpty { add(.refunds, month, -orders.refunded[order]) }
            if orders.customer[order] < 0 { add(.guests, month, orders.net(order)) }
            if !orders.discount.isEmpty, orders.discount[order] != Money.missing {
                add(.discounts, month, orders.discount[order])
            }
        }
        var clock = MonthClock(shop.zone)
        for refund in 0..<shop.refunds.count {
            add(.refundsByRefundDay, clock.month(of: shop.refunds.at[refund]), shop.refunds.amount[refund])
        }
    }
}
