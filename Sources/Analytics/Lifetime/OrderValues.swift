internal import Domain

/// What the shop kept of each order, as it was known by the end of a local day.
///
/// A class for the same reason as ``ShopFrame``: it is handed to every reader of every customer.
final class OrderValues: Sendable {
    private enum Refunds {
        case none, byDate, byTotal
    }

    let shop: Shop
    let throughDay: Int32
    private let refunds: Refunds

    /// - Parameters:
    ///   - shop: the shop.
    ///   - throughDay: the last local day that exists.
    ///   - isTonight: whether that is the present, in which undated refunds are known too. A past day knows them not, and
    ///     what is compared with it must not know them either.
    init(_ shop: Shop, throughDay: Int32, isTonight: Bool) {
        self.shop = shop
        self.throughDay = throughDay
        refunds =
            if shop.has.datedRefunds {
                .byDate
            } else if isTonight, !shop.orders.refunded.isEmpty {
                .byTotal
            } else {
                .none
            }
    }

    /// In 1/10000 of the currency unit.
    func net(_ order: Int) -> Int64 {
        switch refunds {
        case .none: shop.orders.total[order]
        case .byTotal: shop.orders.net(order)
        case .byDate: shop.orders.total[order].addingClamped(-datedRefunds(order))
        }
    }

    private func datedRefunds(_ order: Int) -> Int64 {
        var sum: Int64 = 0
        for refund in shop.orders.refunds(of: order) where shop.zone.local(shop.refunds.at[refund]).day <= throughDay {
            sum = sum.addingClamped(shop.refunds.amount[refund])
        }
        return sum
    }
}

extension Shop {
    /// The last local day of which anything is known.
    package var lastDay: Int32 { zone.local(asOf.microseconds - 1).day }

    /// The local day of the first order of a customer; ``lastDay`` without one.
    package var firstOrderDay: Int32 {
        let buyers = Int(customers.orderStart[customers.count])
        return orders.localDay[..<buyers].min() ?? lastDay
    }
}
