internal import Domain
internal import Store

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
                    .optional("product", .text(maxBytes: 255), "A product or category on either side."),
                    .optional("level", .choice(["product", "category"]), "What the items are; `product` by default."),
                    .optional("window", .choice(["all", "180d"]), "Which baskets count; `all` by default."),
                    .limit, .cursor,
                ],
                handler: .published(rules)),
            Route(
                method: .get, path: "/api/analytics/product-sequences",
                summary: "What customers buy in later orders, by what it brings beyond chance.",
                query: [
                    .optional("product", .text(maxBytes: 255), "The first product of the sequence."), .limit, .cursor,
                ],
                handler: .published(sequences)),
            Route(
                method: .get, path: "/api/analytics/cross-sell/{product}",
                summary: "What goes with a product: in the same order and in later ones.", query: [.limit],
                handler: .published(companions)),
            Route(
                method: .get, path: "/api/mcp/customer/{id}/cross-sell",
                summary: "Ten products that the customer does not have, with the customer's own that speak for them.",
                handler: .published(offers)),
        ]
    }

    private static let ruleFilters = ["min_support", "min_confidence", "min_lift"]

    /// 422 where the cursor is of another question; so below.
    @Sendable private func rules(_ call: Call, run: PublishedRun) throws -> Answer {
        var query = AffinityRuleQuery()
        query.level = call.query.text("level") ?? query.level
        query.window = call.query.text("window") ?? query.window
        query.minSupport = call.query.number("min_support") ?? 0
        query.minConfidence = call.query.number("min_confidence") ?? 0
        query.minLift = call.query.number("min_lift") ?? 0
        query.product = call.query.text("product")
        query.limit = call.limit
        let question =
            ([query.level, query.window, query.product ?? ""]
            + Self.ruleFilters.map { call.query.number($0).map { "\($0)" } ?? "" }).joined(separator: "\n")
        query.after = try call.rank(in: question)
        let rows = try run.snapshot.readBlocking { [query] in try $0.affinityRules(query) }
        return run.answer([
            "level": .text(query.level), "window": .text(query.window), "rules": .array(rows.map(JSON.init)),
            "next_cursor": run.nextCursor(
                of: question, place: rows.count == query.limit ? rows.last.map { "\($0.rank)" } : nil),
        ])
    }

    @Sendable private func sequences(_ call: Call, run: PublishedRun) throws -> Answer {
        let product = call.query.text("product")
        let question = product ?? ""
        let (after, limit) = (try call.rank(in: question), call.limit)
        let rows = try run.snapshot.readBlocking {
            try $0.productSequences(first: product, after: after, limit: limit)
        }
        return run.answer([
            "sequences": .array(rows.map(JSON.init)),
            "next_cursor": run.nextCursor(
                of: question, place: rows.count == limit ? rows.last.map { "\($0.rank)" } : nil),
        ])
    }

    @Sendable private func companions(_ call: Call, run: PublishedRun) throws -> Answer {
        var query = AffinityRuleQuery()
        (query.product, query.fromProductAlone, query.limit) = (call["product"], true, call.limit)
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

extension Call {
    /// The rank after which the page begins; 0 on the first one.
    fileprivate func rank(in question: String) throws(APIError) -> Int {
        guard let place = try place(in: question) else { return 0 }
        guard let rank = Int(place) else { throw Cursor.foreign }
        return rank
    }
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
