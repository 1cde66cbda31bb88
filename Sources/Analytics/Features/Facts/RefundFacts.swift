internal import Domain

/// What somebody gives back, over the orders old enough to have come back.
///
/// Settled are orders older than the lag within which nine of ten refunds follow; where refunds have no dates, all are.
package struct RefundFacts: Equatable, Sendable {
    /// Of the settled orders, in 1/10000 of the currency unit.
    package internal(set) var total: Int64 = 0
    package internal(set) var refunded: Int64 = 0
    /// Settled orders with a refund; no trial where the frame shows no refunds.
    package internal(set) var orders = RateCount()
    /// Settled orders of which everything was given back.
    package internal(set) var fullRefunds: Int32 = 0
    /// Pieces that came back, of those bought.
    package internal(set) var pieces = RateCount()

    /// Settled orders.
    var settledOrders: Int32 { orders.trials }

    /// Where the pieces that came back are read.
    private enum Pieces {
        case byDate, byLine
    }

    init(of orders: Range<Int>, in frame: ShopFrame, _ scratch: FactsScratch) {
        guard frame.ledger.showsRefunds else { return }
        let pieces = Self.pieces(in: frame)
        for order in orders {
            guard frame.shop.orders.orderedAt[order] < frame.settledBefore else { return }
            let (total, back) = (frame.shop.orders.total[order], scratch.refunded[order - orders.lowerBound])
            self.total = self.total.addingClamped(total)
            refunded = refunded.addingClamped(back)
            self.orders.insert(back > 0)
            if back > 0, back >= total { fullRefunds += 1 }
            if let pieces { insertPieces(of: order, pieces, in: frame) }
        }
    }

    private static func pieces(in frame: ShopFrame) -> Pieces? {
        if frame.shop.has.datedRefunds, frame.reference.refundsNamePieces { return .byDate }
        return frame.isTonight && !frame.shop.lines.refundedQuantity.isEmpty ? .byLine : nil
    }

    private mutating func insertPieces(of order: Int, _ source: Pieces, in frame: ShopFrame) {
        var (bought, back): (Int64, Int64) = (0, 0)
        for line in frame.ledger.lines(of: order) {
            bought += Int64(frame.shop.lines.quantity[line])
            if source == .byLine { back += Int64(frame.shop.lines.refundedQuantity[line]) }
        }
        if source == .byDate {
            for refund in frame.shop.orders.refunds(of: order) where frame.shop.refunds.at[refund] < frame.asOf {
                back += Int64(frame.shop.refunds.quantity[refund])
            }
        }
        pieces.successes = Int32(clamping: Int64(pieces.successes) + min(back, bought))
        pieces.trials = Int32(clamping: Int64(pieces.trials) + bought)
    }
}
