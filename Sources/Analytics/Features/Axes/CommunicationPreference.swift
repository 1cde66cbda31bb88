internal import Domain

/// Axis 9, `communication_preference`: by which channels and when somebody gets in touch.
///
/// Observed from the first ticket on, or from two orders on in a shop with two order channels; evidence by tickets and a
/// quarter of the orders.
enum CommunicationPreference {
    static func lacking(_ sources: FeatureSources) -> LackingFeatures {
        var lacking = LackingFeatures()
        lacking.name(
            .emailShare, .chatShare, .phoneShare, .socialShare, .channelEntropy, .contactBusinessHoursRate,
            .customerMessagesPerTicket, unless: sources.showsTickets, "there are no tickets")
        lacking.name(
            .emailShare, .chatShare, .phoneShare, .socialShare, .channelEntropy, unless: sources.has.ticketChannel,
            "tickets have no channel")
        lacking.name(
            .channelEntropy, unless: sources.reference.ticketChannels > 1, "there is no second ticket channel")
        lacking.name(
            .contactBusinessHoursRate, unless: sources.reference.hasTicketHours,
            "tickets carry dates without times of day")
        lacking.name(.customerMessagesPerTicket, unless: sources.has.ticketEvents, "there are no ticket events")
        lacking.name(
            .orderChannelSwitchRate, unless: sources.reference.orderChannels > 1, "there is no second order channel")
        return lacking
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ p: FeaturePopulation) -> Observation {
        let (tickets, orders) = (c.tickets.tickets, c.purchases.orders)
        let isObserved = tickets >= 1 || (orders >= 2 && p.reference.orderChannels >= 2)
        let seen = Observation(if: isObserved, count: Double(tickets) + Double(orders) / 4, scale: 3)
        guard seen.isObserved else { return seen }
        row.set(.emailShare, c.tickets.email, drawnTo: p.rates.email)
        row.set(.chatShare, c.tickets.chat, drawnTo: p.rates.chat)
        row.set(.phoneShare, c.tickets.phone, drawnTo: p.rates.phone)
        row.set(.socialShare, c.tickets.social, drawnTo: p.rates.social)
        row[.channelEntropy] = c.tickets.channelEntropy
        row.set(.orderChannelSwitchRate, c.clock.channelChanges)
        row.set(.contactBusinessHoursRate, c.tickets.businessHours, drawnTo: p.rates.contactBusinessHours)
        if tickets > 0 {
            row[.customerMessagesPerTicket] = Double(c.tickets.customerMessages) / Double(tickets)
        }
        return seen
    }
}
