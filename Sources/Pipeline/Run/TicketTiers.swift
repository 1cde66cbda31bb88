internal import Analytics
internal import Domain
internal import Store

/// Which tier the customer of a ticket belonged to when it was created, as the history of earlier runs has it.
///
/// The last frame of history at or before the creation tells what the customer was expected to bring in twelve months. Who is
/// in no such frame, or had no forecast then, has no tier: today's value does not change what was promised.
struct TicketTiers {
    private let agreement: ServiceAgreement
    /// The last published run.
    private let published: Snapshot

    init(_ agreement: ServiceAgreement, _ published: Snapshot) {
        (self.agreement, self.published) = (agreement, published)
    }

    /// One a ticket of the shop, see ``Tickets/tier``; empty where no policy asks for one.
    func tiers(of shop: Shop) throws(StoreError) -> [Int8] {
        guard agreement.asksForTiers else { return [] }
        var tiers = [Int8](repeating: -1, count: shop.tickets.count)
        let dates = try published.historyDates().sorted()
        let ofTicket = shop.tickets.createdAt.map { created in dates.lastIndex { $0.microseconds <= created } }
        for (index, date) in dates.enumerated() where ofTicket.contains(index) {
            guard let frame = try published.historyFrame(asOf: date) else { continue }
            let ofCustomer = standing(of: shop.customers.ids, in: frame)
            for ticket in tiers.indices where ofTicket[ticket] == index && shop.tickets.customer[ticket] >= 0 {
                tiers[ticket] = ofCustomer[Int(shop.tickets.customer[ticket])]
            }
        }
        return tiers
    }

    /// By customer; -1 for whoever is not in the frame, or has no value there.
    private func standing(of ids: StringTable, in frame: HistoryFrame) -> [Int8] {
        var tiers = [Int8](repeating: -1, count: ids.count)
        for row in 0..<frame.customerIDs.count where !frame.ltv12m[row].isNaN {
            guard let id = frame.customerIDs[row], let customer = ids.sortedIndex(of: id) else { continue }
            tiers[customer] = Int8(agreement.tiers.firstIndex { frame.ltv12m[row] > $0.above } ?? -1)
        }
        return tiers
    }
}
