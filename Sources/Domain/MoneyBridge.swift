/// How the source's own total becomes net revenue, one line a cause, by month of the order on the shop's clock.
///
/// The lines from ``Line/source`` on add up to ``Line/net``, in every month and together: the former are counted while the
/// source is read, the latter is that of the finished ``Shop``.
package struct MoneyBridge: Sendable, Equatable {
    package enum Line: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable {
        /// What all rows of the source add up to, read loosely where they were refused.
        case source
        /// The difference that conversion makes, and orders in currencies without a rate.
        case currency
        case duplicates, superseded
        /// Rows that were refused.
        case quarantined
        /// Rows whose time cannot be right.
        case setAside = "set_aside"
        case afterAsOf = "after_as_of"
        /// Orders that are void, failed or called off.
        case cancelled
        case test
        /// Lines that are no sales, such as gift cards.
        case giftCards = "gift_cards"
        /// What was refunded, on the day of its order.
        case refunds
        case net
    }

    /// Sums that are no part of the bridge and may explain another figure.
    package enum Memo: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable {
        /// What was refunded, on the day of the refund, as far as refunds have dates.
        case refundsByRefundDay = "refunds_by_refund_day"
        /// Net revenue of orders without a customer.
        case guests
        /// Discounts, shipping and tax of the orders read that are neither cancelled nor tests.
        case discounts, shipping, tax
    }

    /// A month: years and months since year 0 in one number; ``unknown`` where a refused row tells none.
    package typealias Month = Int32
    package static let unknown: Month = -1

    package private(set) var lines: [Line: [Month: Int64]] = [:]
    package private(set) var memos: [Memo: [Month: Int64]] = [:]

    package init() {}

    package mutating func add(_ line: Line, _ month: Month, _ money: Int64) {
        guard money != 0 else { return }
        lines[line, default: [:]][month, default: 0] = (lines[line]?[month] ?? 0).addingClamped(money)
    }

    package mutating func add(_ memo: Memo, _ month: Month, _ money: Int64) {
        guard money != 0 else { return }
        memos[memo, default: [:]][month, default: 0] = (memos[memo]?[month] ?? 0).addingClamped(money)
    }

    package func total(_ line: Line) -> Int64 { Self.sum(lines[line]) }
    package func total(_ memo: Memo) -> Int64 { Self.sum(memos[memo]) }
    package func money(_ line: Line, in month: Month) -> Int64 { lines[line]?[month] ?? 0 }

    /// The months of any line, the unknown one first.
    package var months: [Month] { Set(lines.values.flatMap(\.keys)).sorted() }

    /// What is left over between the lines and net revenue; 0 where the bridge closes.
    package func gap(in month: Month) -> Int64 {
        Line.allCases.dropLast().reduce(0) { $0.addingClamped(money($1, in: month)) } - money(.net, in: month)
    }

    package var isClosed: Bool { months.allSatisfy { gap(in: $0) == 0 } }

    /// `2024-03`; `unknown` for none.
    package static func text(_ month: Month) -> String {
        guard month >= 0 else { return "unknown" }
        return "\(Int64(month / 12).padded(to: 4))-\(Int64(month % 12 + 1).padded(to: 2))"
    }

    private static func sum(_ months: [Month: Int64]?) -> Int64 {
        (months ?? [:]).values.reduce(0) { $0.addingClamped($1) }
    }
}
