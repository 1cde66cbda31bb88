internal import Domain
internal import Store
internal import Tables

/// What is bought together and what follows, and what to offer to a customer.
struct AffinityRoutes: Sendable {
    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/analytics/product-affinities",
                summary: "Association rules, those with the highest leverage first.",
                query: [
                    .optional("min_support", .number(0...1), "Share of baskets with both sides."),
                    .optional("min_confidence", .number(0...1), "Share of the antecedent's baskets with both sides."),
                    .optional("min_lift", .number(0...1e9), "Times as often as by chance."),
                    .optional("product", .text(maxLength: 255), "A product or category on either side."),
                    .optional("level", .choice(["product", "category"]), "What the items are; `product` by default."),
                    .optional("window", .choice(["all", "180d"]), "Which baskets count; `all` by default."),
                ],
                answer: .affinityRule, handler: .list("rules", rules)),
            Route(
                method: .get, path: "/api/analytics/product-sequences",
                summary: "What customers buy in later orders, by what it brings beyond chance.",
                query: [.optional("product", .text(maxLength: 255), "The first product of the sequence.")],
                answer: .productSequence, handler: .list("sequences", sequences)),
            Route(
                method: .get, path: "/api/analytics/cross-sell/{product}",
                summary: "What goes with a product: in the same order and in later ones.", query: [.limit],
                answer: [
                    "product": .text, "rules": .list(.affinityRule), "sequences": .list(.productSequence),
                ],
                handler: .published(companions)),
            Route(
                method: .get, path: "/api/mcp/customer/{id}/cross-sell",
                summary: "The ten best products for the customer: new ones, and those that are due again.",
                answer: [
                    "customer_id": .text,
                    "products": .list(.document).noted("product_id, score, because_of and is_due, the best first"),
                ],
                errors: [.customerNotFound], handler: .published(offers)),
        ]
    }

    /// 422 where the cursor is of another question; so below.
    @Sendable private func rules(_ call: Call, run: PublishedRun, stretch: Stretch) throws -> Page {
        var query = AffinityRuleQuery()
        query.level = call.query.text("level") ?? query.level
        query.window = call.query.text("window") ?? query.window
        query.minSupport = call.query.number("min_support") ?? 0
        query.minConfidence = call.query.number("min_confidence") ?? 0
        query.minLift = call.query.number("min_lift") ?? 0
        query.product = call.query.text("product")
        (query.after, query.limit) = (try stretch.rank(), stretch.limit + 1)
        let rows = try run.snapshot.readBlocking { [query] in try $0.affinityRules(query) }
        return Page(rows, stretch, place: { "\($0.rank)" }, JSON.init)
    }

    @Sendable private func sequences(_ call: Call, run: PublishedRun, stretch: Stretch) throws -> Page {
        let rank = try stretch.rank()
        let rows = try run.snapshot.readBlocking {
            try $0.productSequences(first: call.query.text("product"), after: rank, limit: stretch.limit + 1)
        }
        return Page(rows, stretch, place: { "\($0.rank)" }, JSON.init)
    }

    @Sendable private func companions(_ call: Call, run: PublishedRun) throws -> Answer {
        var query = AffinityRuleQuery()
        (query.product, query.fromProductAlone, query.limit) = (call["product"], true, call.limit ?? 50)
        let found = try run.snapshot.readBlocking { [query] reader in
            (
                try reader.affinityRules(query),
                try reader.productSequences(first: query.product, after: 0, limit: query.limit)
            )
        }
        return run.answer([
            "product": .text(call["product"]), "rules": .array(found.0.map(JSON.init)),
            "sequences": .array(found.1.map(JSON.init)),
        ])
    }

    /// 404 where the run has no such customer; an empty list for one who never ordered.
    @Sendable private func offers(_ call: Call, run: PublishedRun) throws -> Answer {
        let found = try run.snapshot.readBlocking { reader in
            (try reader.profile(call["id"]) != nil, try reader.crossSell(call["id"]))
        }
        guard found.0 else { throw APIError.unknownCustomer }
        return run.answer([
            "customer_id": .text(call["id"]), "products": found.1.map { .document($0.text) } ?? [],
        ])
    }
}

extension Shape {
    fileprivate static let affinityRule: Shape = [
        "rank": .integer, "antecedent": .list(.text), "consequent": .list(.text), "count": .integer,
        "support": .number, "antecedent_support": .number, "consequent_support": .number, "confidence": .number,
        "lift": .number, "leverage": .number, "conviction": .nullable(.number), "zhang": .number,
        "all_confidence": .number, "kulczynski": .number, "p_value": .number, "log10_p": .number, "q_value": .number,
        "part_confidence": .nullable(.number), "part_q_value": .nullable(.number), "revenue": .nullable(.money),
        "reachable_orders": .nullable(.integer), "earlier_lift": .nullable(.number), "later_lift": .nullable(.number),
        "recent_lift": .nullable(.number), "is_bundle": .flag, "is_variant": .flag, "recommendation": .text,
    ]

    fileprivate static let productSequence: Shape = [
        "rank": .integer, "items": .list(.text), "customers": .integer, "orders": .integer, "followed": .integer,
        "expected": .number, "lift": .number, "median_days": .number, "recommendation": .text,
    ]
}

extension JSON {
    fileprivate init(_ rule: AffinityRuleRow) {
        self = [
            "rank": JSON(rule.rank), "antecedent": .document(rule.antecedent.text),
            "consequent": .document(rule.consequent.text), "count": JSON(rule.count), "support": .number(rule.support),
            "antecedent_support": .number(rule.antecedentSupport),
            "consequent_support": .number(rule.consequentSupport), "confidence": .number(rule.confidence),
            "lift": .number(rule.lift), "leverage": .number(rule.leverage), "conviction": JSON(rule.conviction),
            "zhang": .number(rule.zhang), "all_confidence": .number(rule.allConfidence),
            "kulczynski": .number(rule.kulczynski), "p_value": .number(rule.pValue), "log10_p": .number(rule.log10P),
            "q_value": .number(rule.qValue), "part_confidence": JSON(rule.partConfidence),
            "part_q_value": JSON(rule.partQValue), "revenue": JSON(money: rule.revenue),
            "reachable_orders": JSON(rule.reachableOrders), "earlier_lift": JSON(rule.earlierLift),
            "later_lift": JSON(rule.laterLift), "recent_lift": JSON(rule.recentLift),
            "is_bundle": .bool(rule.isBundle), "is_variant": .bool(rule.isVariant),
            "recommendation": .text(rule.recommendation),
        ]
    }

    fileprivate init(_ sequence: ProductSequenceRow) {
        self = [
            "rank": JSON(sequence.rank), "items": .document(sequence.items.text),
            "customers": JSON(sequence.customers), "orders": JSON(sequence.orders),
            "followed": JSON(sequence.followed), "expected": .number(sequence.expected),
            "lift": .number(sequence.lift), "median_days": .number(sequence.medianDays),
            "recommendation": .text(sequence.recommendation),
        ]
    }
}
