internal import Domain

/// Axis 10, `problem_complexity_profile`: what it takes to solve somebody's problems.
///
/// Observed from the first ticket on: orders without a ticket say nothing about what one would be like. Evidence by
/// tickets.
enum ProblemComplexityProfile {
    static func lacking(_ sources: FeatureSources) -> LackingFeatures {
        var lacking = LackingFeatures()
        lacking.name(
            .meanMessagesPerTicket, .meanResolutionHours, .reassignmentRate, .reopenRate, .ticketCategoryEntropy,
            .highPriorityRate, unless: sources.showsTickets, "there are no tickets")
        lacking.name(
            .meanMessagesPerTicket, .reassignmentRate, unless: sources.has.ticketEvents, "there are no ticket events")
        lacking.name(
            .meanResolutionHours,
            unless: sources.reference.tickets.dateResolutions || sources.reference.tickets.listStatusChanges,
            "resolutions have no dates")
        lacking.name(.reopenRate, unless: sources.showsReopenings, "reopenings are not dated or not given")
        lacking.name(
            .ticketCategoryEntropy, unless: sources.reference.ticketCategories > 1,
            "there is no second ticket category")
        lacking.name(
            .highPriorityRate, unless: sources.has.ticketPriority && sources.isTonight,
            sources.has.ticketPriority ? "priorities have no dates" : "tickets have no priority")
        return lacking
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ p: FeaturePopulation) -> Observation {
        let tickets = Double(c.tickets.tickets)
        let seen = Observation(if: c.tickets.tickets >= 1, count: tickets, scale: 3)
        guard seen.isObserved else { return seen }
        row[.meanMessagesPerTicket] = Double(c.tickets.customerMessages + c.tickets.agentMessages) / tickets
        if c.tickets.resolved > 0 {
            row[.meanResolutionHours] = c.tickets.resolutionHours / Double(c.tickets.resolved)
        }
        row[.reassignmentRate] = Double(c.tickets.reassignments) / tickets
        row.set(.reopenRate, c.tickets.reopened, drawnTo: p.rates.reopened)
        row[.ticketCategoryEntropy] = c.tickets.categoryEntropy
        row.set(.highPriorityRate, c.tickets.highPriority, drawnTo: p.rates.highPriority)
        return seen
    }
}

extension ProblemComplexityProfile: AxisDefinition {
    static let axis = Axis.problemComplexityProfile

    static let features = [
        AxisFeature(.meanMessagesPerTicket, .count, low: "short", high: "long"),
        AxisFeature(.meanResolutionHours, .count, low: "quickly_solved", high: "slowly_solved"),
        AxisFeature(.reassignmentRate, .count, low: "one_agent", high: "reassigned"),
        AxisFeature(.reopenRate, .rate, low: "closed", high: "reopened"),
        AxisFeature(.ticketCategoryEntropy, .plain, low: "one_topic", high: "many_topic"),
        AxisFeature(.highPriorityRate, .rate, low: "low_priority", high: "high_priority"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        [Word("simple"), Word("complex")],
        [Word("simple"), Word("moderate"), Word("complex")],
        [Word("simple"), Word("moderate"), Word("involved"), Word("complex")],
        [Word("simple"), Word("light"), Word("moderate"), Word("involved"), Word("complex")])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c, maker.population)
    }
}
