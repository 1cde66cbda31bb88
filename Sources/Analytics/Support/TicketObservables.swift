internal import Domain

/// What a source shows of its tickets before an instant: which metrics can be known at all.
///
/// A log of states without messages has no first answers, and an export of messages without states no reopenings: their
/// metrics are missing there rather than zero.
struct TicketObservables: Equatable, Sendable {
    /// Messages of agents or customers: next replies, one-touch and first-contact resolution need them.
    let messages: Bool
    /// Messages, or the time of the first one: first replies need it.
    let firstReplies: Bool
    /// Changes of state, or a count of reopenings: reopenings need it.
    let reopenings: Bool

    /// So many tickets without an event of a kind show that the source has none of the kind.
    private static let enoughTickets = 20

    init(_ shop: Shop, before limit: Int64) {
        let events = shop.ticketEvents
        func has(_ kind: TicketEventKind, where isCounted: (Int) -> Bool) -> Bool {
            events.kind.indices.contains {
                events.kind[$0] == kind.rawValue && events.at[$0] < limit && isCounted($0)
            }
        }
        let system = TicketActor.system.rawValue
        // Of a handful of tickets nothing may have happened to any yet.
        let isTooFew = shop.has.ticketEvents && shop.tickets.count < Self.enoughTickets
        messages = isTooFew || has(.message) { events.actor[$0] != system }
        firstReplies = messages || shop.tickets.firstResponseAt.contains { $0 != Instant.missing && $0 < limit }
        reopenings = isTooFew || has(.status) { _ in true } || shop.tickets.reopenedCount.contains { $0 >= 0 }
    }
}
