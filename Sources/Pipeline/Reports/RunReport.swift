package import Domain

/// The report `run`: what each stage did, and the totals that everything else adds up to.
package struct RunReport: Encodable, Sendable {
    package struct StageEntry: Encodable, Sendable {
        let name: String
        let outcome: StageReport.Outcome
        let rowsIn, rowsOut: Int
        let seconds, peakMib: Double
        let digest: String

        private enum CodingKeys: String, CodingKey {
            case name, outcome, seconds, digest
            case rowsIn = "rows_in"
            case rowsOut = "rows_out"
            case peakMib = "peak_mib"
        }
    }

    package let stages: [StageEntry]
    package let totals: RunTotals
    package let outcome: String

    package init(stages: [StageReport], totals: RunTotals, outcome: String) {
        self.stages = stages.map {
            StageEntry(
                name: $0.name, outcome: $0.outcome, rowsIn: $0.rowsIn, rowsOut: $0.rowsOut, seconds: $0.seconds,
                peakMib: $0.peakMebibytes, digest: $0.digest)
        }
        self.totals = totals
        self.outcome = outcome
    }
}

/// What a shop amounts to as of a run: guests are in the orders and the revenue, and among no customers.
package struct RunTotals: Codable, Equatable, Sendable {
    /// Everyone with a row in `customers`, an order or a ticket.
    package var customers = 0
    /// Customers with at least one order.
    package var buyers = 0
    package var orders = 0
    package var orderLines = 0
    package var tickets = 0
    package var guestOrders = 0
    /// Totals less refunds, as exact decimal text would give it, in the reporting currency.
    package var netRevenue = 0.0

    private enum CodingKeys: String, CodingKey {
        case customers, buyers, orders, tickets
        case orderLines = "order_lines"
        case guestOrders = "guest_orders"
        case netRevenue = "net_revenue"
    }

    package init(of shop: Shop) {
        customers = shop.customers.count
        buyers = (0..<shop.customers.count).count { !shop.customers.orders(of: $0).isEmpty }
        orders = shop.orders.count
        orderLines = shop.lines.count
        tickets = shop.tickets.count
        guestOrders = shop.orders.count - Int(shop.customers.orderStart[shop.customers.count])
        netRevenue = Money.units(shop.orders.net(of: 0..<shop.orders.count))
    }
}
