internal import Domain
internal import Kernels

/// Axis 14, `support_history`: how much help somebody needed, and how it went.
///
/// Observed on everyone with an order or a ticket where the shop has tickets at all: twenty orders without a ticket are
/// evidence too. Evidence by tickets and a quarter of the orders.
enum SupportHistory {
    /// Average ratings that a customer's own start with.
    static let pseudoRatings = 3.0

    static func lacking(_ sources: FeatureSources, hasServiceLevels: Bool) -> LackingFeatures {
        var lacking = LackingFeatures()
        lacking.name(
            .ticketsPerOrder, .meanCsat, .unresolvedRate, .slaBreachRate, .escalationRate, .daysSinceLastTicket,
            unless: sources.showsTickets, "there are no tickets")
        lacking.name(
            .meanCsat, unless: sources.has.csat && sources.isTonight,
            sources.has.csat ? "ratings have no dates" : "tickets have no ratings")
        lacking.name(.unresolvedRate, unless: sources.showsResolutions, "resolutions have no dates")
        lacking.name(.slaBreachRate, unless: hasServiceLevels, "no service level was judged")
        lacking.name(.escalationRate, unless: sources.has.ticketEvents, "there are no ticket events")
        return lacking
    }

    static func fill(
        _ row: FeatureRow, _ c: CustomerFacts, _ p: FeaturePopulation, serviceLevel: RateCount?
    ) -> Observation {
        let (tickets, orders) = (Double(c.tickets.tickets), Double(c.purchases.orders))
        let isObserved = p.reference.tickets.exist && tickets + orders > 0
        let seen = Observation(if: isObserved, count: tickets + orders / 4, scale: 3)
        guard seen.isObserved else { return seen }
        if let prior = p.ticketsPerOrder {
            row[.ticketsPerOrder] = prior.rate(events: tickets, exposure: orders)
        }
        if let mean = p.meanRating, c.tickets.rated > 0 {
            let sum = Double(c.tickets.ratings) + pseudoRatings * mean
            row[.meanCsat] = sum / (Double(c.tickets.rated) + pseudoRatings)
        }
        row.set(.unresolvedRate, c.tickets.unresolved, drawnTo: p.rates.unresolved)
        if let serviceLevel { row.set(.slaBreachRate, serviceLevel, drawnTo: p.rates.breached) }
        row.set(.escalationRate, c.tickets.escalated, drawnTo: p.rates.escalated)
        if c.tickets.tickets > 0 { row[.daysSinceLastTicket] = c.tickets.recencyDays }
        return seen
    }
}

extension SupportHistory: AxisDefinition {
    static let axis = Axis.supportHistory

    static let features = [
        AxisFeature(.ticketsPerOrder, .count, low: "few_ticket", high: "many_ticket"),
        AxisFeature(.meanCsat, .plain, low: "unhappy", high: "happy"),
        AxisFeature(.unresolvedRate, .rate, low: "resolved", high: "unresolved"),
        AxisFeature(.slaBreachRate, .rate, low: "on_time", high: "kept_waiting"),
        AxisFeature(.escalationRate, .rate, low: "calm", high: "escalating"),
        AxisFeature(.daysSinceLastTicket, .count, low: "recent_ticket", high: "old_ticket"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        literal: [Word("no_tickets", only: .missing("days_since_last_ticket"))],
        [Word("low_touch"), Word("high_touch")],
        [Word("low_touch"), Word("moderate_touch"), Word("high_touch")],
        [Word("low_touch"), Word("light_touch"), Word("moderate_touch"), Word("high_touch")],
        [
            Word("low_touch"), Word("light_touch"), Word("moderate_touch"), Word("raised_touch"),
            Word("high_touch"),
        ])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures {
        lacking(maker.facts.sources, hasServiceLevels: maker.serviceLevels != nil)
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c, maker.population, serviceLevel: maker.serviceLevels?.count(customer))
    }
}
