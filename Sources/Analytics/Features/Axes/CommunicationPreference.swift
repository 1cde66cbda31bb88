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

extension CommunicationPreference: AxisDefinition {
    static let axis = Axis.communicationPreference

    static let features = [
        AxisFeature(.emailShare, .rate, low: "little_email", high: "email"),
        AxisFeature(.chatShare, .rate, low: "little_chat", high: "chat"),
        AxisFeature(.phoneShare, .rate, low: "little_phone", high: "phone"),
        AxisFeature(.socialShare, .rate, low: "little_social", high: "social"),
        AxisFeature(.channelEntropy, .plain, low: "one_channel", high: "many_channel"),
        AxisFeature(.orderChannelSwitchRate, .rate, low: "channel_true", high: "channel_switching"),
        AxisFeature(.contactBusinessHoursRate, .rate, low: "off_hours", high: "office_hours"),
        AxisFeature(.customerMessagesPerTicket, .count, low: "brief", high: "wordy"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        literal: [
            Word("email", only: .init("email_share", 0.5...1)), Word("chat", only: .init("chat_share", 0.5...1)),
            Word("phone", only: .init("phone_share", 0.5...1)), Word("social", only: .init("social_share", 0.5...1)),
        ],
        [Word("other_channels"), Word("email_leaning")],
        [Word("other_channels"), Word("multi_channel"), Word("email_leaning")],
        [Word("other_channels"), Word("multi_channel"), Word("email_open"), Word("email_leaning")])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c, maker.population)
    }
}
