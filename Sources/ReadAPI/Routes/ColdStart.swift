internal import Domain
internal import Store
internal import Tables

/// What is answered about a customer whom no run has seen, from the orders that the client tells of.
struct ColdStart: Sendable {
    /// Places a customer as of an instant; `nil` without a model.
    ///
    /// It blocks, and is the one thing that a request computes.
    typealias Place = @Sendable ([ContextOrder], Instant) throws -> ContextStanding?

    let place: Place
    /// What the rules say of a customer who is told of.
    let advise: (@Sendable (ToldProfile) -> CustomerAdvice)?

    /// The member `context` of a request.
    static let context = Field.optional(
        "context",
        .lenient(
            .record([
                orders,
                .optional("ticket", .object, "The ticket at hand, with `priority` and `channel`; of actions alone."),
            ])),
        "What the client knows besides. A customer whom no run has seen is placed by the orders; of a customer of the run, orders "
            + "since the run are named. Other members are passed over.")

    private static let orders = Field.optional(
        "orders",
        .list(
            .record([
                .required(
                    "ordered_at", .instant,
                    "When it was placed, not in the future; also as `created_at`, `processed_at`, `order_date` or `date`."
                ),
                .required(
                    "total", amount,
                    "In the reporting currency, as a number or as text; also as `total_price`, `order_total` or `amount`."
                ),
                .optional("refunded", amount, "What was paid back of it."),
                .optional("discount", amount, "What was taken off it."),
                .optional("channel", .text(maxLength: 64), "Where it was placed."),
                .optional(
                    "lines", .list(line, count: 0...GivenContext.mostLines), "What was bought; also as `line_items`."),
            ]), count: 0...GivenContext.mostOrders), "The customer's orders, in any order; of more the newest count.")

    private static let line = Field.Kind.record([
        .required("product_id", .text(maxLength: 255), "The product."),
        .optional("category", .text(maxLength: 255), "Its category."),
        .required("quantity", .integer(1...1_000_000), "Pieces."),
        .required("unit_price", amount, "Of a piece, before discount."),
    ])

    private static let amount = Field.Kind.number(0...1e9)

    /// Where the customer stands by the orders of a context.
    ///
    /// - Throws: 404 where none was understood or no model was fitted yet.
    func standing(_ context: GivenContext, _ run: PublishedRun) throws -> ContextStanding {
        guard !context.orders.isEmpty else { throw APIError.unknownCustomer(context.notes) }
        guard let standing = try place(context.orders, run.asOf) else {
            throw APIError(
                .customerNotFound,
                "the published run has no such customer, and no segment model was fitted that could place their orders")
        }
        return standing
    }

    /// What is known of the customer by the orders of a context.
    ///
    /// - Throws: as ``standing(_:_:)``.
    func analysis(_ id: String, _ context: GivenContext, _ run: PublishedRun) throws -> JSON {
        let standing = try standing(context, run)
        let archetype = try run.snapshot.readBlocking { reader in
            try standing.archetypes.first { candidate in
                try candidate.level == 1 || reader.archetype(candidate.id)?.level == candidate.level
            }
        }
        return Self.json(id, standing, archetype, guidance: advise?(standing.told).guidance ?? [])
    }

    private static func json(
        _ id: String, _ standing: ContextStanding, _ archetype: ContextStanding.Candidate?, guidance: [String]
    ) -> JSON {
        let segments = standing.segments.map { JSON.Member(key: $0.axis.rawValue, value: .text($0.segment)) }
        return [
            "customer_id": .text(id),
            "archetype": archetype.map { found in
                [
                    "id": .text(found.id), "level": JSON(found.level), "name": .text(found.name),
                    "segments": .object(segments),
                ]
            } ?? .null,
            "behavioral_metrics": [
                "lifetime_value": .money(standing.value), "total_orders": JSON(standing.orders),
                "avg_order_value": .money(standing.averageOrderValue),
                "days_since_last_purchase": JSON(standing.daysSinceLastPurchase),
                "customer_tenure_days": JSON(max(1, Int(standing.asOf.days(since: standing.firstOrderAt)))),
            ],
            "predictions": [
                "churn_risk": nil, "churn_risk_level": "unknown", "ltv_12mo": nil,
                "reasons": .object(
                    ["churn_risk", "churn_risk_level", "ltv_12mo"].map { .init(key: $0, value: .text(noPrediction)) }),
            ],
            "communication_guidance": .array(guidance.map(JSON.text)), "source": "context",
            "context_as_of": JSON(standing.asOf),
        ]
    }

    private static let noPrediction =
        "predictions are made by runs alone, and no run has seen this customer: their segments come from the orders given"
}

extension APIError {
    /// 404, with what of the context was not understood.
    static func unknownCustomer(_ notes: [String]) -> APIError {
        guard !notes.isEmpty else { return unknownCustomer }
        return APIError(
            .customerNotFound, unknownCustomer.message + ", and no order of the context was understood",
            details: [.init(key: "context_notes", value: .array(notes.map(JSON.text)))])
    }
}

extension ContextStanding {
    /// Totals less refunds, in units of the reporting currency.
    fileprivate var value: Double { Money.units(net) }
    fileprivate var averageOrderValue: Double { value / Double(orders) }
    fileprivate var daysSinceLastPurchase: Int { Int(asOf.days(since: lastOrderAt)) }

    /// What the orders tell of the customer.
    var told: ToldProfile {
        ToldProfile(
            figures: [
                "lifetime_value": value, "total_orders": Double(orders), "avg_order_value": averageOrderValue,
                "days_since_last_purchase": Double(daysSinceLastPurchase),
            ], segments: Dictionary(uniqueKeysWithValues: segments.map { ($0.axis, $0.segment) }))
    }
}
