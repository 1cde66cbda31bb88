package import Domain

/// The clocks of all tickets of a shop as of one instant.
package struct TicketClocks: Sendable {
    /// One a ticket, in the order of ``Shop/tickets``.
    package let records: [TicketRecord]
    package let agreement: ServiceAgreement
    let frame: ClockFrame

    /// Reads every clock.
    ///
    /// - Parameters:
    ///   - shop: the shop.
    ///   - agreement: what is promised, and when the desk is open.
    ///   - frame: tonight, or a past instant, of which dated records alone tell.
    ///   - jobs: the number of threads.
    package init(of shop: Shop, _ agreement: ServiceAgreement, frame: FeatureFrame = .tonight, jobs: Int) {
        let clocks = ClockFrame(shop, agreement, frame: frame)
        records = Partitions.elements(total: shop.tickets.count, jobs: jobs) { _ in
            var story = TicketStory()
            return { ticket in
                story.read(ticket, in: clocks)
                return TicketRecord(of: ticket, story, in: clocks)
            }
        }
        (self.agreement, self.frame) = (agreement, clocks)
    }

    /// How many tickets have a summary column that says otherwise than their events.
    package var disagreements: [(column: String, tickets: Int)] {
        Disagreement.allCases.map { kind in
            (kind.name, records.count { $0.disagreements & 1 << kind.rawValue != 0 })
        }
    }

    /// How service levels were kept, by customer: tickets of which it can be said, and those with a missed target.
    package var serviceLevels: ServiceLevels {
        let customers = frame.shop.customers.count
        var levels = ServiceLevels(
            breached: Array(repeating: 0, count: customers), judged: Array(repeating: 0, count: customers))
        for (ticket, record) in records.enumerated() {
            let customer = Int(frame.shop.tickets.customer[ticket])
            let targets = ServiceTarget.allCases.map { record.target($0) }
            // In a past frame later tickets are in the shop, and do not exist.
            guard customer >= 0, frame.shop.tickets.createdAt[ticket] < frame.limit,
                targets.contains(where: { $0.judged > 0 })
            else { continue }
            levels.judged[customer] += 1
            if targets.contains(where: { $0.late > 0 }) { levels.breached[customer] += 1 }
        }
        return levels
    }
}

extension ServiceLevels {
    /// How service levels were kept as of a frame.
    ///
    /// A ticket's priority can change later, so a past frame does not know it: what was promised by priority is not judged
    /// there. Where changes are listed, the first one after the frame would tell what stood before; but a feature of the
    /// past may not hang on a record that came after it.
    ///
    /// - Returns: `nil` where there are no tickets, or where a past frame cannot know what was promised.
    package static func judged(
        _ shop: Shop, by agreement: ServiceAgreement, frame: FeatureFrame, jobs: Int
    ) -> ServiceLevels? {
        guard shop.has.tickets else { return nil }
        let asks = shop.has.ticketPriority && agreement.policies.contains { $0.priority != nil }
        guard frame == .tonight || !asks else { return nil }
        return TicketClocks(of: shop, agreement, frame: frame, jobs: jobs).serviceLevels
    }
}
