internal import Domain
package import Tables

/// What a customer is worth and how likely to leave, where a model says so; empty where none does.
package struct CustomerValues: Sendable {
    /// Expected net value of 12 months in the reporting currency, one a customer, NaN where unknown.
    package let lifetimeValue: [Double]
    /// 0...1, one a customer, NaN where unknown.
    package let churnRisk: [Double]
    /// Whom a customer is like in what is spent; `nil` where nobody could be observed.
    package let segments: CustomerGroups?

    package init(lifetimeValue: [Double] = [], churnRisk: [Double] = [], segments: CustomerGroups? = nil) {
        (self.lifetimeValue, self.churnRisk, self.segments) = (lifetimeValue, churnRisk, segments)
    }
}

/// The parts of an open ticket's score; NaN where a part cannot be observed.
struct QueueScore: Equatable {
    let priority, value, churn, age, sla, keyword: Double
    /// The keyword rules that the subject fulfils, by their indices.
    let rules: [Int]

    var sum: Double { [priority, value, churn, age, sla, keyword].filter { !$0.isNaN }.reduce(0, +) }

    /// - Parameters:
    ///   - record: the ticket.
    ///   - worth: what the customer is worth in 12 months, `nil` or NaN where unknown.
    ///   - risk: the probability that the customer leaves, likewise.
    ///   - keywords: one bit a rule; `nil` where subjects are not known.
    ///   - asOf: UTC seconds.
    ///   - weights: what all that counts.
    init(
        _ record: TicketRecord, value worth: Double?, churn risk: Double?, keywords: UInt64?, asOf: Int64,
        _ weights: QueueWeights
    ) {
        priority = weights.priority[Int(record.priority)]
        value = Self.known(worth) { weights.points($0, weights.value) }
        churn = Self.known(risk) { weights.points($0, weights.churn) }
        age = weights.points(Double(asOf - record.created) / 3_600, weights.ageHours)
        sla = Self.urgency(record.openTargets, weights)
        rules = weights.keywords.indices.filter { (keywords ?? 0) & 1 << $0 != 0 }
        keyword = keywords == nil ? .nan : rules.reduce(0) { $0 + weights.keywords[$1].boost }
    }

    /// By the share that is used of the target that is used most.
    private static func urgency(_ targets: [TicketRecord.Target], _ weights: QueueWeights) -> Double {
        guard let most = targets.map(\.used).max() else { return .nan }
        let isBroken = targets.contains { $0.status == ServiceStatus.breached }
        return isBroken ? weights.breached : weights.urgency * min(1, most)
    }

    private static func known(_ figure: Double?, _ points: (Double) -> Double) -> Double {
        guard let figure, !figure.isNaN else { return .nan }
        return points(figure)
    }
}

extension SupportAnalysis {
    /// The rows of `ticket_queue`: unresolved tickets by score, ties by age, then id.
    ///
    /// What `values` does not know of a customer is NULL in the parts of the score.
    package func queueTable(_ values: CustomerValues, _ weights: QueueWeights = QueueWeights()) -> Table {
        let (shop, asOf) = (clocks.frame.shop, clocks.frame.asOf)
        let open = clocks.records.indices.filter { !clocks.records[$0].isResolved }
        let scored = open.map { ticket -> (ticket: Int, score: QueueScore) in
            let customer = Int(shop.tickets.customer[ticket])
            func known(_ figures: [Double]) -> Double? { customer < 0 || figures.isEmpty ? nil : figures[customer] }
            let score = QueueScore(
                clocks.records[ticket], value: known(values.lifetimeValue), churn: known(values.churnRisk),
                keywords: shop.tickets.keywords.isEmpty ? nil : shop.tickets.keywords[ticket], asOf: asOf, weights)
            return (ticket, score)
        }
        let ranked = scored.sorted { left, right in
            let (a, b) = (clocks.records[left.ticket], clocks.records[right.ticket])
            if left.score.sum != right.score.sum { return left.score.sum > right.score.sum }
            return a.created != b.created ? a.created < b.created : shop.tickets.ids.precedes(left.ticket, right.ticket)
        }
        let desk = SuggestedAgents(clocks, weights.suggestion)
        let suggestions = ranked.map { entry in
            let customer = Int(shop.tickets.customer[entry.ticket])
            let isKnown = customer >= 0 && !values.lifetimeValue.isEmpty
            return desk.suggestion(for: entry.ticket, worth: isKnown ? values.lifetimeValue[customer] : .nan)
        }
        return Self.table(ranked, suggestions, clocks, weights)
    }

    private static func table(
        _ ranked: [(ticket: Int, score: QueueScore)], _ suggestions: [SuggestedAgents.Suggestion?],
        _ clocks: TicketClocks, _ weights: QueueWeights
    ) -> Table {
        let shop = clocks.frame.shop
        let agents = suggestions.map { suggestion in suggestion.map { shop.agents.ids[$0.agent] } }
        let reasons = suggestions.map { $0?.reasons }
        let rules = ranked.map { entry in
            var json = JSONText()
            json.beginArray()
            for rule in entry.score.rules { json.value(weights.keywords[rule].name) }
            json.endArray()
            return json.string
        }
        return Table(TicketQueueTable.table) { t in
            t.rank = ranked.indices.map { Int64($0 + 1) }
            t.ticketID = TextColumn(ranked.map { shop.tickets.ids[$0.ticket] })
            t.customerID = TextColumn(ranked.map { shop.customers.ids.string(shop.tickets.customer[$0.ticket]) })
            t.assigneeID = TextColumn(ranked.map { shop.agents.ids.string(clocks.records[$0.ticket].assignee) })
            t.score = ranked.map(\.score.sum)
            t.priorityScore = ranked.map(\.score.priority)
            t.valueScore = ranked.map(\.score.value)
            t.churnScore = ranked.map(\.score.churn)
            t.ageScore = ranked.map(\.score.age)
            t.slaScore = ranked.map(\.score.sla)
            t.keywordScore = ranked.map(\.score.keyword)
            t.keywords = TextColumn(rules)
            t.dueAt = TextColumn(ranked.map { clocks.records[$0.ticket].firstDue })
            (t.suggestedAgentID, t.suggestion) = (TextColumn(agents), TextColumn(reasons))
        }
    }
}

extension TicketRecord {
    /// The targets that are not fulfilled.
    fileprivate var openTargets: [Target] {
        ServiceTarget.allCases.map { target($0) }.filter { target in
            guard let status = target.status else { return false }
            return status != .met && status != .metLate
        }
    }

    /// The earliest due time of a target whose clock runs.
    fileprivate var firstDue: String? {
        let due = openTargets.map(\.dueAt).filter { $0 != Instant.missing }.min()
        return due.flatMap { Instant.text(ofSeconds: $0) }
    }
}
