internal import Domain
internal import Store

/// What is answered about a customer whom no run has seen, from the orders that the client tells of.
struct ColdStart: Sendable {
    /// Places a customer as of an instant; `nil` without a model.
    ///
    /// It blocks, and is the one thing that a request computes.
    typealias Place = @Sendable ([ContextOrder], Instant) throws -> ContextStanding?

    let place: Place
    /// What the rules say of a customer who is told of.
    let advise: (@Sendable (ToldProfile) -> CustomerAdvice)?
    let clock: @Sendable () -> Instant

    /// The member `context` of a request.
    static let context = Field.optional(
        "context", .record([orders]),
        "What the client knows of a customer whom no run has seen; not looked at for a customer of the run.")

    private static let orders = Field.optional(
        "orders",
        .list(
            .record([
                .required("ordered_at", .instant, "When it was placed; not in the future."),
                .required("total", amount, "In the reporting currency."),
                .optional("refunded", amount, "What was paid back of it."),
                .optional("discount", amount, "What was taken off it."),
                .optional("channel", .text(maxLength: 64), "Where it was placed."),
                .optional("lines", .list(line, count: 1...200), "What was bought."),
            ]), count: 1...500), "The customer's orders, in any order.")

    private static let line = Field.Kind.record([
        .required("product_id", .text(maxLength: 255), "The product."),
        .optional("category", .text(maxLength: 255), "Its category."),
        .required("quantity", .integer(1...1_000_000), "Pieces."),
        .required("unit_price", amount, "Of a piece, before discount."),
    ])

    private static let amount = Field.Kind.number(0...1e9)

    /// Where the customer stands by the orders of a call.
    ///
    /// - Throws: 404 where the context holds none or no model was fitted yet, 422 where an order lies in the future.
    func standing(_ call: Call, _ run: PublishedRun) throws -> ContextStanding {
        guard let records = call.body.record("context")?.records("orders") else { throw APIError.unknownCustomer }
        let orders = try records.enumerated().map { try order($1, at: $0) }
        guard let standing = try place(orders, run.asOf) else {
            throw APIError(
                .customerNotFound,
                "the published run has no such customer, and no segment model was fitted that could place their orders")
        }
        return standing
    }

    /// What is known of the customer by the orders of a call.
    ///
    /// - Throws: as ``standing(_:_:)``.
    func analysis(_ id: String, _ call: Call, _ run: PublishedRun) throws -> JSON {
        let standing = try standing(call, run)
        let archetype = try run.snapshot.readBlocking { reader in
            try standing.archetypes.first { candidate in
                try candidate.level == 1 || reader.archetype(candidate.id)?.level == candidate.level
            }
        }
        return Self.json(id, standing, archetype, guidance: advise?(standing.told).guidance ?? [])
    }

    private func order(_ fields: FieldValues, at index: Int) throws(APIError) -> ContextOrder {
        guard let orderedAt = fields.instant("ordered_at"), let total = fields.number("total") else {
            throw .invalid("context.orders[\(index)]", "is not whole")
        }
        guard orderedAt <= clock().adding(days: 1) else {
            throw .invalid("context.orders[\(index)].ordered_at", "lies in the future")
        }
        let lines = (fields.records("lines") ?? []).map { line in
            ContextOrder.Line(
                product: line.text("product_id") ?? "", category: line.text("category"),
                quantity: line.integer("quantity") ?? 1, unitPrice: Self.raw(line.number("unit_price") ?? 0))
        }
        return ContextOrder(
            orderedAt: orderedAt, total: Self.raw(total), refunded: fields.number("refunded").map(Self.raw),
            discount: fields.number("discount").map(Self.raw), channel: fields.text("channel"), lines: lines)
    }

    private static func raw(_ amount: Double) -> Int64 { Int64((amount * Double(Money.scale)).rounded()) }

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
                "churn_risk": nil, "churn_risk_level": nil, "ltv_12mo": nil,
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
