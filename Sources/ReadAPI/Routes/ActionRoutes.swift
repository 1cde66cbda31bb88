internal import Domain
internal import Store

/// What to do about a customer.
struct ActionRoutes: Sendable {
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
                    .required("customer_id", .text(maxLength: 255), "The customer, by the id of the source."),
                    .optional("scenario", .choice(Self.scenarios), "The occasion; every one where left out."),
                    .optional("context", .object, "What the client knows; not looked at."),
                ],
                answer: [
                    "customer_id": .text, "actions": .list(.occasionAction), "warnings": .list(.text),
                    "talking_points": .list(.text),
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

    @Sendable private func generated(_ call: Call, run: PublishedRun) throws -> Answer {
        let id = try call.body.requiredText("customer_id")
        guard let found = try run.snapshot.readBlocking({ try $0.outlook(id) }) else {
            throw APIError.unknownCustomer
        }
        let scenario = call.body.text("scenario")
        let fitting = try found.actions.filter { row in
            try scenario.map { try row.scenarios.decoded(as: [String].self).contains($0) } ?? true
        }
        return run.answer([
            "customer_id": .text(id), "actions": .array(fitting.map { JSON(occasion: $0, found.churn) }),
            "warnings": .array(found.warnings.map(JSON.text)),
            "talking_points": .array(try found.talkingPoints().map(JSON.text)),
        ])
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
            found.append(
                "churn risk is \(churn.level): \(percent(risk)) within \(churn.horizonDays ?? 0) days")
        }
        found += actions.filter { $0.urgency == "urgent" }.map { row in
            "\(row.action.replacing("_", with: " ")): \(row.reason)"
        }
        if churn?.probability == nil {
            found.append("churn risk is unknown: \(churn?.reason ?? ChurnRow.noScore)")
        }
        return found
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

    private func percent(_ share: Double) -> String { "\((share * 1_000).rounded() / 10) %" }
}

extension SnapshotReader {
    fileprivate func outlook(_ id: String) throws(StoreError) -> CustomerOutlook? {
        guard let profile = try profile(id) else { return nil }
        return CustomerOutlook(
            profile: profile, churn: try churnIfAny(id),
            actions: snapshot.has(.nextBestActions) ? try actions(id) : [])
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

    /// The probability that the customer stays rises by the effect's share of what is missing.
    fileprivate init(occasion row: ActionRow, _ churn: ChurnRow?) {
        self = [
            "action": .text(row.text), "name": .text(row.action), "priority": .text(row.urgency),
            "channel": .text(row.channel), "reasoning": .text(row.reason),
            "estimated_impact": [
                "retention_probability": JSON(churn?.probability.map { 1 - $0 * (1 - row.effect) }),
                "revenue_at_risk": JSON(money: churn?.valueAtStake),
                "expected_revenue": JSON(money: row.expectedRevenue),
            ],
        ]
    }
}

extension Shape {
    private static let urgency = Shape.choice(["urgent", "high", "medium", "low"])

    fileprivate static let rankedAction: Shape = [
        "rank": .integer, "action": .text, "urgency": urgency, "channel": .text, "text": .text,
        "reason": Shape.text.noted("the customer's own figures behind the rule"), "scenarios": .list(.text),
        "value_at_stake": .nullable(.money), "expected_revenue": .nullable(.money),
        "expected_revenue_lower": .nullable(.money), "expected_revenue_upper": .nullable(.money),
        "retention_effect": .number, "cost": .money, "expected_value": .nullable(.money),
    ]

    fileprivate static let occasionAction: Shape = [
        "action": .text, "name": .text, "priority": urgency, "channel": .text, "reasoning": .text,
        "estimated_impact": [
            "retention_probability": .nullable(.number), "revenue_at_risk": .nullable(.money),
            "expected_revenue": .nullable(.money),
        ],
    ]
}
