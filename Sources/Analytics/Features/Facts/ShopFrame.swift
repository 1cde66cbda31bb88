internal import Domain

/// A shop as of one instant, held against its reference: all that the facts of a customer are read from.
///
/// A class, because it is handed to every reader of every customer, and a struct of so many arrays is dear to copy. For
/// the same reason its readers index columns in place and keep no copy of a table.
final class ShopFrame: Sendable {
    let shop: Shop
    let reference: ShopReference
    let ledger: OrderLedger
    let isTonight: Bool
    /// Orders before this had time to come back.
    let settledBefore: Int64
    let season: PeakSeason?
    /// The price scale of each category by its code in this shop; `nil` where the reference has none.
    let priceScales: [PriceScale?]
    let prices: PaidPrices
    let ticketWords: TicketWords

    /// Microseconds: records at or after it do not exist.
    var asOf: Int64 { ledger.asOf }

    init(shop: Shop, frame: FeatureFrame, reference: ShopReference, questionCategories: [String]) {
        self.shop = shop
        self.reference = reference
        ledger = OrderLedger(shop: shop, frame: frame)
        isTonight = frame == .tonight
        let lag = (reference.refundLagDays ?? 0) * Double(Instant.microsecondsPerDay)
        settledBefore = ledger.asOf.addingClamped(-Int64(lag))
        season = PeakSeason(months: reference.peakMonths, ledger: ledger)
        priceScales = Self.scalesByCode(reference.priceScales, shop.products.categories)
        prices = PaidPrices(shop.lines)
        ticketWords = TicketWords(shop: shop, questionCategories: questionCategories)
    }

    /// Days from an instant to the frame's.
    @inline(__always)
    func days(since microseconds: Int64) -> Double {
        Double(asOf - microseconds) / Double(Instant.microsecondsPerDay)
    }

    /// The instant `days` before the frame's, in microseconds.
    @inline(__always)
    func before(days: Int) -> Int64 {
        asOf - Int64(days) * Instant.microsecondsPerDay
    }

    private static func scalesByCode(_ scales: [PriceScale], _ categories: StringTable) -> [PriceScale?] {
        let byName = Dictionary(scales.map { ($0.category, $0) }) { first, _ in first }
        return categories.strings.map { byName[$0] }
    }
}

/// What the codes of a shop's ticket columns mean.
struct TicketWords: Sendable {
    /// The channels that have a feature of their own.
    enum Channel: UInt8, CaseIterable, Sendable {
        case email, chat, phone, social
        case other
    }

    /// By code of the ticket's channel.
    let channel: [Channel]
    /// By code of the ticket's category: whether the pipeline calls it a question.
    let isQuestion: [Bool]
    /// By code of an event's value: the rank of the priority of that name, or -1.
    let priorityRank: [Int8]
    /// By code of an event's value: whether it names a state in which nothing is left to do.
    let isResolved: [Bool]

    init(shop: Shop, questionCategories: [String]) {
        channel = shop.tickets.channels.strings.map { name in
            Channel.allCases.dropLast().first { "\($0)" == name.lowercased() } ?? .other
        }
        isQuestion = shop.tickets.categories.strings.map(questionCategories.contains)
        let values = shop.ticketEvents.values.strings.map { $0.lowercased() }
        priorityRank = values.map { value in
            Int8(TicketPriority.allCases.firstIndex { $0.name == value } ?? -1)
        }
        isResolved = values.map(["resolved", "solved", "closed"].contains)
    }
}
