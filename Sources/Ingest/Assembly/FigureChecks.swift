internal import Domain

/// Two sources of one figure, held against each other by order and in total.
///
/// A few that differ are worth a look. Where most of them do, a column means something else than it is taken for: that holds
/// the run back.
enum FigureChecks {
    /// Below so many records a rule cannot be told from an exception.
    private static let fewest = 20
    private static let minorUnit = Money.scale / 100

    static func outcome(_ differing: Int, of compared: Int) -> QualityCheck.Outcome {
        if differing == 0 { return .passed }
        return compared >= fewest && differing * 2 > compared ? .failed : .warned
    }

    // MARK: - Refunds

    /// What the dated refunds of orders come to, beside what their column `refunded` says.
    struct RefundComparison: Sendable {
        var compared = 0
        var differing = 0
        var dated: Int64 = 0
        var column: Int64 = 0
        /// Orders that the table of refunds does not know, and what their column says.
        var uncovered = 0
        var uncoveredMoney: Int64 = 0

        mutating func add(dated: Int64?, column: Int64) {
            guard column != Money.missing else { return }
            guard let dated else {
                if column > 0 {
                    uncovered += 1
                    uncoveredMoney = uncoveredMoney.addingClamped(column)
                }
                return
            }
            compared += 1
            if (dated - column).magnitude > UInt64(minorUnit) { differing += 1 }
            self.dated = self.dated.addingClamped(dated)
            self.column = self.column.addingClamped(column)
        }

        var check: QualityCheck {
            let uncoveredText =
                uncovered > 0
                ? "; \(uncovered) orders with \(Money.text(uncoveredMoney)) in `refunded` have no row in refunds and count by"
                    + " that column" : ""
            let outcome = FigureChecks.outcome(differing, of: compared)
            return QualityCheck(
                name: "refunds_match_refunded", outcome: outcome == .passed && uncovered > 0 ? .warned : outcome,
                found: "\(differing) of \(compared) orders differ, \(Money.text(dated)) in refunds,"
                    + " \(Money.text(column)) in `refunded`\(uncoveredText)",
                allowed: "0; the dated refunds of an order count where it has any")
        }
    }

    // MARK: - Totals

    /// Which sums of an order's parts come to its total.
    struct TotalFormulas: Sendable {
        private(set) var compared = 0
        private(set) var differing = 0
        /// By formula, how many of the orders it fits.
        private var fits = [Int](repeating: 0, count: TotalFormulas.names.count)

        static let names = [
            "subtotal - discount + shipping + tax", "subtotal + shipping", "subtotal + shipping + tax",
            "subtotal - discount + shipping", "subtotal", "subtotal - discount", "subtotal + tax",
            "subtotal + discount + shipping + tax", "subtotal - discount + tax",
        ]
        private static let remedies: [String: String] = [
            "subtotal + shipping":
                "`subtotal` is after the discount and the tax is within the prices: `orders: { columns: { subtotal: { sum:"
                + " [subtotal, discount] }, tax: { constant: \"0\" } } }`",
            "subtotal + shipping + tax":
                "`subtotal` is after the discount: `orders: { columns: { subtotal: { sum: [subtotal, discount] } } }`",
            "subtotal - discount + shipping":
                "the tax is within the prices: `orders: { columns: { tax: { constant: \"0\" } } }`",
            "subtotal + discount + shipping + tax":
                "`discount` is below zero: `orders: { columns: { discount: { negate: true } } }`",
        ]

        /// Takes an order in; whether its parts differ from its total by more than a minor unit.
        mutating func differs(
            _ subtotal: Int64, _ discount: Int64, _ shipping: Int64, _ tax: Int64, _ total: Int64
        ) -> Bool {
            compared += 1
            guard (subtotal - discount + shipping + tax - total).magnitude > UInt64(minorUnit) else {
                fits[0] += 1
                return false
            }
            noteOthers(subtotal, discount, shipping, tax, total)
            return true
        }

        private mutating func noteOthers(
            _ subtotal: Int64, _ discount: Int64, _ shipping: Int64, _ tax: Int64, _ total: Int64
        ) {
            let sums = [
                subtotal - discount + shipping + tax, subtotal + shipping, subtotal + shipping + tax,
                subtotal - discount + shipping, subtotal, subtotal - discount, subtotal + tax,
                subtotal + discount + shipping + tax, subtotal - discount + tax,
            ]
            differing += 1
            for (formula, sum) in sums.enumerated() where (sum - total).magnitude <= UInt64(minorUnit) {
                fits[formula] += 1
            }
        }

        /// What fits better than the sum that is asked for; empty where nothing does.
        var advice: String {
            guard let best = fits.indices.max(by: { (fits[$0], $1) < (fits[$1], $0) }), best > 0, fits[best] > fits[0]
            else {
                return ""
            }
            let name = Self.names[best]
            return "; \(name) = total fits \(fits[best]) of \(compared)" + (Self.remedies[name].map { ": \($0)" } ?? "")
        }
    }

    // MARK: - Lines

    /// The lines of orders against what the orders say: against the subtotal where there is one, else roughly against the total.
    static func lines(_ shop: Shop) -> QualityCheck? {
        let orders = shop.orders
        guard shop.has.orderLines, shop.lines.count > 0 else { return nil }
        return orders.subtotal.isEmpty ? linesAgainstTotals(shop) : linesAgainstSubtotals(shop)
    }

    private static func sum(_ shop: Shop, _ order: Int) -> Int64 {
        shop.orders.lines(of: order).reduce(Int64(0)) { sum, line in
            sum.addingClamped(LineAmount.of(shop.lines.quantity[line], shop.lines.unitPrice[line]) ?? 0)
        }
    }

    private static func linesAgainstSubtotals(_ shop: Shop) -> QualityCheck {
        let (orders, lines) = (shop.orders, shop.lines)
        var (compared, differing, afterDiscount, hundredfold) = (0, 0, 0, 0)
        for order in 0..<orders.count where !orders.lines(of: order).isEmpty && orders.subtotal[order] != Money.missing
        {
            compared += 1
            let (sum, subtotal) = (sum(shop, order), orders.subtotal[order])
            guard (sum - subtotal).magnitude > UInt64(minorUnit) else { continue }
            differing += 1
            let off =
                lines.discount.isEmpty
                ? 0 : orders.lines(of: order).reduce(Int64(0)) { $0 + max(lines.discount[$1], 0) }
            if (sum - off - subtotal).magnitude <= UInt64(minorUnit) { afterDiscount += 1 }
            if sum / 100 == subtotal || sum == subtotal / 100 { hundredfold += 1 }
        }
        var cause = ""
        if afterDiscount * 2 > differing {
            cause = "; they do after the lines' discounts: `subtotal` is after discount"
        }
        if hundredfold * 2 > differing { cause = "; one of them is in minor units: `minor_units: true` at its column" }
        return QualityCheck(
            name: "lines_match_subtotal", outcome: outcome(differing, of: compared),
            found: "\(differing) of \(compared) orders differ from their lines\(cause)", allowed: "0")
    }

    private static func linesAgainstTotals(_ shop: Shop) -> QualityCheck {
        var ratios: [Double] = []
        for order in 0..<shop.orders.count where !shop.orders.lines(of: order).isEmpty && shop.orders.total[order] > 0 {
            let sum = sum(shop, order)
            if sum > 0 { ratios.append(Double(shop.orders.total[order]) / Double(sum)) }
        }
        ratios.sort()
        let median = ratios.isEmpty ? 1 : ratios[ratios.count / 2]
        let isOff = ratios.count >= fewest && !(0.5...2).contains(median)
        return QualityCheck(
            name: "lines_match_total", outcome: isOff ? .failed : .passed,
            found: "the median order's total is \((median * 1000).rounded() / 1000) times its lines",
            allowed: "between 0.5 and 2; where one of them is in minor units, write `minor_units: true` at its column")
    }

    // MARK: - Times

    /// Refunds before their orders: a time zone, or day and month exchanged.
    static func refundsBeforeOrders(_ shop: Shop) -> QualityCheck? {
        guard shop.has.datedRefunds, shop.refunds.count > 0 else { return nil }
        var early = 0
        for order in 0..<shop.orders.count {
            for refund in shop.orders.refunds(of: order)
            where shop.refunds.at[refund] < shop.orders.orderedAt[order] - Instant.microsecondsPerDay {
                early += 1
            }
        }
        return QualityCheck(
            name: "refund_before_order", outcome: outcome(early, of: shop.refunds.count),
            found: "\(early) of \(shop.refunds.count) refunds are more than a day before their order", allowed: "0")
    }

    /// Orders before there were shops on the net: seconds read as milliseconds.
    static func plausibleTimes(_ shop: Shop) -> QualityCheck? {
        guard shop.orders.count > 0 else { return nil }
        // 1990-01-01T00:00:00Z
        let bound = Int64(631_152_000) * Instant.microsecondsPerSecond
        let early = shop.orders.orderedAt.count { $0 < bound }
        return QualityCheck(
            name: "times_plausible", outcome: early * 2 > shop.orders.count ? .failed : early > 0 ? .warned : .passed,
            found: "\(early) of \(shop.orders.count) orders before 1990",
            allowed: "0; where seconds are read as milliseconds, write `format: unix_seconds` at the column")
    }

    /// All orders on one day of the month, over many months: the month was read for the day.
    static func exchangedDays(_ shop: Shop) -> QualityCheck? {
        guard shop.orders.count >= 30 else { return nil }
        var byDay = [Int](repeating: 0, count: 32)
        // Months since 1970, to 2100.
        var hasMonth = [Bool](repeating: false, count: 1600)
        for day in shop.orders.localDay {
            let date = CivilDate(daysSince1970: day)
            byDay[Int(date.day)] += 1
            hasMonth[max(0, min(1599, (Int(date.year) - 1970) * 12 + Int(date.month) - 1))] = true
        }
        let months = hasMonth.count { $0 }
        let (day, most) = byDay.enumerated().max { ($0.element, $1.offset) < ($1.element, $0.offset) } ?? (0, 0)
        let isExchanged = day <= 12 && most * 10 >= shop.orders.count * 9 && months >= 4
        return QualityCheck(
            name: "days_of_month", outcome: isExchanged ? .failed : .passed,
            found: "\(most) of \(shop.orders.count) orders are on day \(day) of a month, in \(months) months",
            allowed: "days as sales fall; where day and month are exchanged, turn them in `format:`")
    }
}
