internal import Foundation

/// The files `orders.csv`, `order_lines.csv` and `refunds.csv` on their way.
struct OrderTables {
    let orders, lines, refunds: OrderedTable

    init(in directory: URL) throws {
        orders = try OrderedTable(
            "orders",
            columns: [
                "order_id", "customer_id", "ordered_at", "status", "currency", "subtotal", "discount", "shipping",
                "tax", "total", "refunded", "channel", "discount_code",
            ], in: directory)
        lines = try OrderedTable(
            "order_lines",
            columns: [
                "order_id", "line_no", "product_id", "category", "quantity", "unit_price", "discount",
                "refunded_quantity",
            ], in: directory)
        refunds = try OrderedTable(
            "refunds", columns: ["order_id", "line_no", "at", "quantity", "amount"], in: directory)
    }

    func write(_ order: Order, _ catalogue: Catalogue) throws {
        try writeOrder(order)
        try writeLines(order, catalogue)
        try writeRefunds(order)
    }

    private func writeOrder(_ order: Order) throws {
        orders.row.identifier(order.id)
        orders.row.identifier(order.customer)
        orders.row.instant(order.instant)
        orders.row.text(order.status.rawValue)
        orders.row.text("EUR")
        orders.row.money(order.subtotal)
        orders.row.money(order.discount)
        orders.row.money(order.shipping)
        orders.row.money(order.tax)
        orders.row.money(order.total)
        orders.row.money(order.refunded)
        orders.row.text(ShopVocabulary.orderChannels[order.channel])
        orders.row.text(order.code.map { ShopVocabulary.discountCodes[$0] } ?? "")
        orders.endRow()
        try orders.endRecord(at: order.instant)
    }

    private func writeLines(_ order: Order, _ catalogue: Catalogue) throws {
        for (index, line) in order.lines.enumerated() {
            lines.row.identifier(order.id)
            lines.row.integer(index + 1)
            lines.row.identifier(.product(line.product))
            lines.row.text(Catalogue.categoryNames[catalogue.categories[line.product]])
            lines.row.integer(line.quantity)
            lines.row.money(line.unitPrice)
            lines.row.money(line.discount)
            lines.row.integer(line.refunded)
            lines.endRow()
        }
        try lines.endRecord(at: order.instant)
    }

    private func writeRefunds(_ order: Order) throws {
        for refund in order.refunds {
            refunds.row.identifier(order.id)
            if let line = refund.line { refunds.row.integer(line) } else { refunds.row.empty() }
            refunds.row.instant(order.refundInstant)
            if refund.line != nil { refunds.row.integer(refund.quantity) } else { refunds.row.empty() }
            refunds.row.money(refund.amount)
            refunds.endRow()
        }
        try refunds.endRecord(at: order.refundInstant)
    }
}
