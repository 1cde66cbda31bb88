internal import Domain
internal import Store
internal import Tables

/// What to do about a customer.
struct ActionRoutes: Sendable {
    let coldStart: ColdStart?
    /// What the rules say of a customer whom a client tells of; `nil` where nobody knows them.
    let advise: (@Sendable (ToldProfile) -> CustomerAdvice)?
    let clock: @Sendable () -> Instant

    private static let scenarios = ["support_ticket", "sales_opportunity", "marketing_campaign", "retention_risk"]

    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/mcp/customer/{id}/next-best-action",
                summary: "What to do about a customer, by expected value.",
                answer: ["customer_id": .text, "actions": .list(.rankedAction)], errors: [.customerNotFound],
                handler: .published(ranked)),
            Route(
                method: .post, path: "/api/generation/actions",
                summary: "What to do about a customer on an occasion, what to beware of and what to talk about.",
                body: [
                    .optional(
                        "customer_id", .id,
                        "The customer, by the id of the source; may be left out beside customer_profile."),
                    ToldCustomer.profile,
                    .optional("scenario", .lenient(.choice(Self.scenarios)), "The occasion; every one where left out."),
                    ColdStart.context,
                ],
                answer: [
                    "customer_id": .nullable(.text), "actions": .list(.occasionAction), "warnings": .list(.text),
                    "talking_points": .list(.text),
                    "source": .optional(.choice(["profile", "context"])).noted(
                        "that it comes from what the client tells"),
                    "context_notes": .optional(.list(.text)).noted("what was not understood or not used"),
                ], errors: [.customerNotFound], handler: .published(generated)),
        ]
    }

    /// 404 where the run has no such customer; so below.
    @Sendable private func ranked(_ call: Call, run: PublishedRun) throws -> Answer {
        let found = try run.snapshot.readBlocking { try $0.outlook(call["id"]) }
        guard let found else { throw APIError.unknownCustomer }
        return run.answer([
            "customer_id": .text(found.profile.customerID), "actions": .array(found.actions.map(JSON.init(ranked:))),
        ])
    }

    /// 404 for a customer whom neither the run knows nor the client tells of, 422 where no customer is given at all.
    @Sendable private func generated(_ call: Call, run: PublishedRun) throws -> Answer {
        var context = GivenContext(call.body.json("context"), now: clock())
        let scenario = Self.scenario(call, &context)
        let told = call.body.record("customer_profile").map { ToldCustomer($0) }
        let id = call.body.text("customer_id") ?? told?.id
        if let id, let found = try run.snapshot.readBlocking({ try $0.outlook(id) }) {
            let points = Self.points(of: context, since: run.asOf)
            return run.answer(try found.generation(for: scenario, morePoints: points).adding(context.notes))
        }
        if let advise, let told {
            let outlook = ToldOutlook(told.profile, advise(told.profile), level: told.churnLevel)
            return run.answer(outlook.generation(of: id, for: scenario, source: "profile").adding(context.notes))
        }
        guard let id else { throw APIError.invalid("customer_id", "is missing; give it or customer_profile") }
        guard let coldStart, let advise else { throw APIError.unknownCustomer }
        let placed = try coldStart.standing(context, run).told
        return run.answer(
            ToldOutlook(placed, advise(placed)).generation(of: id, for: scenario, source: "context")
                .adding(context.notes))
    }

    /// The occasion that a call names; another one than ours is noted, and means every one.
    private static func scenario(_ call: Call, _ context: inout GivenContext) -> String? {
        switch call.body.json("scenario") {
        case .string(let name)? where scenarios.contains(name): return name
        case nil, .null?: return nil
        default:
            context.note("scenario", "is none of \(scenarios.joined(separator: ", ")); actions of every one are given")
            return nil
        }
    }

    /// What the context adds to what the run knows of a customer.
    private static func points(of context: GivenContext, since asOf: Instant) -> [String] {
        let later = context.orders(after: asOf)
        let orders = later.last.map { last in
            "\(later.count) orders since the data were read, the last on \(last.orderedAt.description.prefix(10))"
        }
        return [context.ticket, orders].compactMap(\.self)
    }
}

/// Everything that the run says of what to do about a customer.
private struct CustomerOutlook {
    let profile: CustomerProfile
    let churn: ChurnRow?
    let actions: [ActionRow]

    /// What to beware of, in the customer's own figures.
    var warnings: [String] {
        var found: [String] = []
        if let churn, let risk = churn.probability, ["high", "critical"].contains(churn.level) {
            found.append("churn risk is \(churn.level): \(risk.percent) within \(churn.horizonDays ?? 0) days")
        }
        found += actions.filter { $0.urgency == "urgent" }.map { row in
            "\(row.action.replacing("_", with: " ")): \(row.reason)"
        }
        if churn?.probability == nil {
            found.append("churn risk is unknown: \(churn?.reason ?? ChurnRow.noScore)")
        }
        return found
    }

    /// What is answered on an occasion.
    func generation(for scenario: String?, morePoints: [String]) throws -> JSON {
        let fitting = try actions.filter { row in
            try scenario.map { try row.scenarios.decoded(as: [String].self).contains($0) } ?? true
        }
        return [
            "customer_id": .text(profile.customerID), "actions": .array(fitting.map { JSON(occasion: $0, churn) }),
            "warnings": .array(warnings.map(JSON.text)),
            "talking_points": .array((try talkingPoints() + morePoints).map(JSON.text)),
        ]
    }

    /// What to talk about: the guidance, then what is known of the customer.
    func talkingPoints() throws -> [String] {
        var points = try profile.communicationGuidance.decoded(as: [String].self)
        if let first = profile.firstOrderAt {
            points.append("customer since \(first.prefix(10)), \(profile.totalOrders) orders")
        }
        if let next = profile.nextOrderExpectedOn { points.append("next order expected about \(next)") }
        return points
    }
}

extension SnapshotReader {
    fileprivate func outlook(_ id: String) throws(StoreError) -> CustomerOutlook? {
        guard let profile = try profile(id) else { return nil }
        return CustomerOutlook(
            profile: profile, churn: try churnIfAny(id),
            actions: snapshot.has(NextBestActionsTable.table) ? try actions(id) : [])
    }
}

extension JSON {
    fileprivate init(ranked row: ActionRow) {
        self = [
            "rank": JSON(row.rank), "action": .text(row.action), "urgency": .text(row.urgency),
            "channel": .text(row.channel), "text": .text(row.text), "reason": .text(row.reason),
            "scenarios": .document(row.scenarios.text), "value_at_stake": JSON(money: row.valueAtStake),
            "expected_revenue": JSON(money: row.expectedRevenue),
            "expected_revenue_lower": JSON(money: row.expectedRevenueLower),
            "expected_revenue_upper": JSON(money: row.expectedRevenueUpper),
            "retention_effect": .number(row.effect), "cost": .money(row.cost),
            "expected_value": JSON(money: row.expectedValue),
        ]
    }
}

extension Shape {
    static let urgency = Shape.choice(["urgent", "high", "medium", "low"])

    fileprivate static let rankedAction: Shape = [
        "rank": .integer, "action": .text, "urgency": urgency, "channel": .text, "text": .text,
        "reason": Shape.text.noted("the customer's own figures behind the rule"), "scenarios": .list(.text),
        "value_at_stake": .nullable(.money), "expected_revenue": .nullable(.money),
        "expected_revenue_lower": .nullable(.money), "expected_revenue_upper": .nullable(.money),
        "retention_effect": .number, "cost": .money, "expected_value": .nullable(.money),
    ]
}
