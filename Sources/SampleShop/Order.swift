/// One order on its way into the files; reused from order to order, so its storage is too.
struct Order {
    /// Money is in cents; `refunded` counts pieces that came back within the window.
    struct Line {
        let product: Int
        var quantity: Int
        let unitPrice: Int
        var discount = 0
        var refunded = 0

        var gross: Int { quantity * unitPrice }
    }

    /// Money that went back: for a line's pieces, or for the rest of the order where `line` is nil.
    struct Refund {
        let line: Int?
        let quantity: Int
        let amount: Int
    }

    enum Status: String {
        case placed, paid, cancelled, test
    }

    var id: Identifier
    /// Nil for a guest.
    var customer: Identifier?
    /// Seconds since 1970.
    var instant = 0
    var status = Status.paid
    var channel = 0
    /// Percent off every line; 0 for none.
    var discountPercent = 0
    /// Index into ``ShopVocabulary/discountCodes``; nil also for a promotion without a code.
    var code: Int?
    var lines: [Line] = []
    var refunds: [Refund] = []
    var refundInstant = 0
    private(set) var subtotal = 0
    private(set) var discount = 0
    private(set) var shipping = 0
    private(set) var tax = 0

    var total: Int { subtotal - discount + shipping + tax }
    var refunded: Int { refunds.reduce(0) { $0 + $1.amount } }
    /// Whether the order is a sale: not cancelled, not a test.
    var counts: Bool { status == .placed || status == .paid }

    /// Sets the sums from the lines and the discount.
    mutating func price(_ parameters: Parameters) {
        (subtotal, discount) = (0, 0)
        for index in lines.indices {
            lines[index].discount = lines[index].gross * discountPercent / 100
            subtotal += lines[index].gross
            discount += lines[index].discount
        }
        let net = subtotal - discount
        shipping = net >= parameters.freeShippingFrom ? 0 : parameters.shipping
        tax = (net * parameters.taxPercent + 50) / 100
    }

    /// What the customer paid for `quantity` pieces of a line with their tax, rounded down.
    ///
    /// Rounding down keeps the sum over all lines at or below the order's total.
    func paid(for quantity: Int, of line: Line, taxPercent: Int) -> Int {
        (line.gross - line.discount) * (100 + taxPercent) * quantity / (100 * line.quantity)
    }
}
