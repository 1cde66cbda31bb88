package import Domain
internal import Kernels

/// What the whole shop shows before any one customer is looked at: the yardsticks of the customers' facts.
///
/// Estimated when segments are refitted and stored with their model; other nights and past frames take it as stored, so
/// that a customer's features move only when the customer does. Guests' orders count here, and nowhere else in features.
package struct ShopReference: Codable, Equatable, Sendable {
    /// As of when it was estimated.
    package var cutoff: Instant
    /// In currency units, refunds taken off; `nil` without an order.
    package var medianOrderValue: Double?
    /// In currency units, before refunds; `nil` without an order.
    package var meanOrderTotal: Double?
    /// Gaps between the order days of one customer that follow each other, over all customers, in days.
    package var meanGapDays: Double?
    package var gapDays90: Double?
    /// Days within which nine of ten refunds follow their orders; `nil` where refunds have no dates.
    package var refundLagDays: Double?
    /// The three months of the year with the most orders a day; `nil` below 12 months of observation.
    package var peakMonths: [Int]?
    package var hasOrderHours = false
    package var hasTicketHours = false
    package var tickets = TicketSources()
    /// Whether dated refunds name the pieces that came back.
    package var refundsNamePieces = false
    package var orderChannels = 0
    package var ticketChannels = 0
    package var ticketCategories = 0
    /// Product categories of which something was sold.
    package var soldCategories = 0
    /// By the names of the categories, in the order of their bytes.
    package var priceScales: [PriceScale] = []

    /// Estimates the yardsticks of a shop.
    ///
    /// - Parameters:
    ///   - shop: the shop.
    ///   - frame: as of when, and from what.
    ///   - jobs: the number of threads; the result does not depend on it.
    package init(of shop: Shop, frame: FeatureFrame, jobs: Int) {
        let ledger = OrderLedger(shop: shop, frame: frame)
        cutoff = frame.asOf(in: shop)
        estimateOrderValues(ledger, jobs: jobs)
        estimateGaps(ledger)
        refundLagDays = ledger.refundLagDays(quantile: 0.9)
        refundsNamePieces = ledger.refundsNamePieces
        peakMonths = PeakSeason.busiestMonths(of: ledger)
        hasOrderHours = TimesOfDay.areTold(by: ledger)
        hasTicketHours = TimesOfDay.areTold(byTicketsOf: shop, before: ledger.asOf)
        tickets = TicketSources(of: shop, before: ledger.asOf)
        orderChannels = ledger.channelCount
        ticketChannels = distinctCodes(shop.tickets.channel, shop.tickets, before: ledger.asOf)
        ticketCategories = distinctCodes(shop.tickets.category, shop.tickets, before: ledger.asOf)
        priceScales = PriceScale.scales(of: ledger, jobs: jobs)
        soldCategories = priceScales.count
    }

    /// Median and mean over every order, guests' orders too.
    private mutating func estimateOrderValues(_ ledger: OrderLedger, jobs: Int) {
        let parts = Partitions.map(total: ledger.shop.orders.count, jobs: jobs) { range in
            var (values, sum): ([Double], Int64) = ([], 0)
            values.reserveCapacity(range.count)
            for order in range where ledger.exists(order) {
                values.append(Money.units(ledger.net(order)))
                sum = sum.addingClamped(ledger.shop.orders.total[order])
            }
            return (values: values, sum: sum)
        }
        let values = joined(parts.map(\.values))
        guard !values.isEmpty else { return }
        medianOrderValue = median(values)
        meanOrderTotal = Money.units(parts.reduce(Int64(0)) { $0.addingClamped($1.sum) }) / Double(values.count)
    }

    private mutating func estimateGaps(_ ledger: OrderLedger) {
        let gaps = ledger.gaps()
        guard !gaps.isEmpty else { return }
        meanGapDays = gaps.reduce(0, +) / Double(gaps.count)
        gapDays90 = quantiles(gaps, [0.9])?.first
    }
}

/// How many different codes stand in a column of tickets created before an instant.
private func distinctCodes(_ column: [Int32], _ tickets: Tickets, before asOf: Int64) -> Int {
    var isSeen: [Bool] = []
    for (ticket, code) in column.enumerated() where code >= 0 && tickets.createdAt[ticket] < asOf {
        while isSeen.count <= Int(code) { isSeen.append(false) }
        isSeen[Int(code)] = true
    }
    return isSeen.count { $0 }
}

/// Which states of a ticket the source gives dates for.
package struct TicketSources: Codable, Equatable, Sendable {
    /// Whether there is any ticket.
    package var exist = false
    /// Whether any ticket has a moment of resolution or closing.
    package var dateResolutions = false
    /// Whether any change of status is listed.
    package var listStatusChanges = false

    init() {}

    init(of shop: Shop, before asOf: Int64) {
        let (tickets, events) = (shop.tickets, shop.ticketEvents)
        exist = tickets.createdAt.contains { $0 < asOf }
        dateResolutions = [tickets.resolvedAt, tickets.closedAt].contains { column in
            column.contains { $0 != Instant.missing && $0 < asOf }
        }
        for event in 0..<events.count where events.kind[event] == TicketEventKind.status.rawValue {
            guard events.at[event] < asOf else { continue }
            listStatusChanges = true
            break
        }
    }
}
