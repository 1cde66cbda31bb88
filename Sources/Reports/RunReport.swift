package import Domain

/// The report `run`: what each stage did, and the totals that everything else adds up to.
package struct RunReport: Report, Equatable {
    package static let name = ReportName.run

    package struct Stage: Codable, Equatable, Sendable, Documented {
        package enum Outcome: String, CaseIterable, Codable, Sendable {
            case computed
            /// Equal inputs were computed before: the table files of the published run are shared.
            case reused
        }

        let name: String
        let outcome: Outcome
        let rowsIn, rowsOut: Int
        let seconds, peakMebibytes: Double
        let digest: String

        private enum CodingKeys: String, CodingKey {
            case name, outcome, seconds, digest
            case rowsIn = "rows_in"
            case rowsOut = "rows_out"
            case peakMebibytes = "peak_mib"
        }

        package init(
            name: String, outcome: Outcome, rowsIn: Int, rowsOut: Int, seconds: Double, peakMebibytes: Double,
            digest: String
        ) {
            (self.name, self.outcome, self.rowsIn, self.rowsOut) = (name, outcome, rowsIn, rowsOut)
            (self.seconds, self.peakMebibytes, self.digest) = (seconds, peakMebibytes, digest)
        }

        package static let meanings = [
            "name": "Name of the stage.",
            "outcome": "`reused` if the stage read the same as in the published run, whose tables are linked.",
            "rows_in": "Rows that the stage read.",
            "rows_out": "Rows that it wrote.",
            "seconds": "Seconds from its begin to its end; stages overlap.",
            "peak_mib": "Most memory that the process had held when the stage ended, MiB.",
            "digest": "SHA-256 of everything that the stage read: data, options, model, code version.",
        ]
    }

    let stages: [Stage]
    let totals: RunTotals
    let outcome: String

    package init(stages: [Stage], totals: RunTotals, outcome: String) {
        (self.stages, self.totals, self.outcome) = (stages, totals, outcome)
    }

    package static let meanings = [
        "stages": "One entry a stage, in the order in which they depend on each other.",
        "totals": "What the shop amounts to.",
        "outcome": "State of the run: `published`, `held` or `failed`.",
    ]

    package func text(_ style: TextStyle) -> String {
        FigureTable(
            stages,
            [
                .text("name", \.name), .text("outcome", \.outcome.rawValue), .count("rows_in", \.rowsIn),
                .count("rows_out", \.rowsOut), .number("seconds", \.seconds), .number("peak_mib", \.peakMebibytes),
            ]
        ).text
    }
}

/// What a shop amounts to as of a run: guests are in the orders and the revenue, and among no customers.
package struct RunTotals: Codable, Equatable, Sendable, Documented {
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
    /// The last record of the source, which gives the age of the data.
    package var dataUntil: String?
    /// Days between records that nine in ten gaps do not exceed.
    package var usualGapDays: Double?
    /// What the next run is compared with.
    package var recent: RecentVolume?

    private enum CodingKeys: String, CodingKey {
        case customers, buyers, orders, tickets
        case orderLines = "order_lines"
        case guestOrders = "guest_orders"
        case netRevenue = "net_revenue"
        case dataUntil = "data_until"
        case usualGapDays = "usual_gap_days"
        case recent
    }

    package static let meanings = [
        "customers": "Everyone with a row in `customers`, an order or a ticket; guests are none.",
        "buyers": "Customers with at least one order.",
        "orders": "Orders, those of guests included; cancelled and test orders are not.",
        "order_lines": "Lines of those orders.",
        "tickets": "Tickets.",
        "guest_orders": "Orders without a customer.",
        "net_revenue": "Order totals less refunds, exact, in the currency.",
        "data_until": "Time of the last record of the source; left out where there is none.",
        "usual_gap_days": "Days between records that nine in ten gaps do not exceed.",
        "recent": "Records and money of the last four weeks, by table and channel; the next run is compared with them.",
    ]

    package init(of shop: Shop) {
        customers = shop.customers.count
        buyers = (0..<shop.customers.count).count { !shop.customers.orders(of: $0).isEmpty }
        orders = shop.orders.count
        orderLines = shop.lines.count
        tickets = shop.tickets.count
        guestOrders = shop.orders.count - Int(shop.customers.orderStart[shop.customers.count])
        netRevenue = Money.units(shop.orders.net(of: 0..<shop.orders.count))
        let age = DataAge(of: shop)
        (dataUntil, usualGapDays) = (age.lastRecord.map { "\($0)" }, age.usualGapDays)
        recent = RecentVolume(of: shop, until: shop.asOf.microseconds)
    }
}

extension RecentVolume: Documented {
    package static let meanings = [
        "counts": "Records of the last four weeks before `until`, by table, and orders by channel.",
        "money": "Money of those orders, in ten-thousandths of the currency's unit.",
        "until": "End of the four weeks, microseconds since 1970 in UTC.",
        "orders": "Orders before `until`, all of them.",
    ]
}
