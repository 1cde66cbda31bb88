package import Domain

/// A row of `affinity_rules`.
package struct AffinityRuleRow: Equatable, Sendable {
    package let rank: Int
    /// JSON arrays of ids.
    package let antecedent, consequent: JSONColumn
    package let baskets, count, antecedentCount, consequentCount: Int
    package let support, antecedentSupport, consequentSupport, confidence, lift, leverage: Double
    package let conviction: Double?
    package let zhang, allConfidence, kulczynski, pValue, log10P, qValue: Double
    package let partConfidence, partQValue, revenue: Double?
    package let reachableOrders: Int
    package let earlierLift, laterLift, recentLift: Double?
    package let isBundle, isVariant: Bool
    package let recommendation: String
}

/// Which rules are asked for.
package struct AffinityRuleQuery: Equatable, Sendable {
    package var level = "product"
    package var window = "all"
    package var minSupport = 0.0
    package var minConfidence = 0.0
    package var minLift = 0.0
    /// A product or category on either side; with ``fromProductAlone``, the only condition.
    package var product: String?
    package var fromProductAlone = false
    package var limit = 50
    /// The rank of the last row of the page before.
    package var after = 0

    package init() {}
}

/// A row of `product_sequences`.
package struct ProductSequenceRow: Equatable, Sendable {
    package let rank: Int
    package let items: JSONColumn
    package let size, customers, orders, followed: Int
    package let expected, lift, medianDays: Double
    package let recommendation, firstProduct: String
}

/// A row of `cohort_insights`.
package struct CohortInsightRow: Equatable, Sendable {
    package let granularity, metric, cohort: String
    package let period: Int
    package let difference, lower, upper, qValue: Double
    package let text: String
}

extension SnapshotReader {
    /// Rules by rank.
    package func affinityRules(_ query: AffinityRuleQuery) throws(StoreError) -> [AffinityRuleRow] {
        let mention = query.product.map(Self.quotedJSON)
        let filter =
            query.fromProductAlone
            ? "t.antecedent_product = ?"
            : "(? IS NULL OR instr(t.antecedent, ?) > 0 OR instr(t.consequent, ?) > 0)"
        let products: [any Storable] =
            query.fromProductAlone ? [query.product] : [mention, mention, mention]
        return try all(
            .affinityRules,
            """
            \(TableSchema.affinityRules.selectSQL) WHERE \(filter) AND t.level = ? AND t.window = ? AND t.rank > ?
            AND t.support >= ? AND t.confidence >= ? AND t.lift >= ? ORDER BY t.rank LIMIT ?
            """,
            StatementArguments(
                products + [
                    query.level, query.window, query.after, query.minSupport, query.minConfidence, query.minLift,
                    query.limit,
                ]), AffinityRuleRow.init)
    }

    /// A text as it stands in a JSON array.
    private static func quotedJSON(_ text: String) -> String {
        var json = JSONText()
        json.value(text)
        return json.string
    }

    /// Sequences by rank, those that begin with a product or all.
    package func productSequences(
        first product: String?, after rank: Int, limit: Int
    ) throws(StoreError) -> [ProductSequenceRow] {
        let filter = product == nil ? "? IS NULL" : "t.first_product = ?"
        return try all(
            .productSequences,
            "\(TableSchema.productSequences.selectSQL) WHERE \(filter) AND t.rank > ? ORDER BY t.rank LIMIT ?",
            [product, rank, limit], ProductSequenceRow.init)
    }

    /// The products offered to a customer, a JSON array; `nil` for whoever never ordered.
    package func crossSell(_ customer: String) throws(StoreError) -> JSONColumn? {
        try first(
            .crossSell, "\(TableSchema.crossSell.selectSQL) WHERE customer_id = ?", [customer]
        ) { row in
            var cells = RowCells(row)
            _ = cells.next(as: String.self)
            return cells.next()
        }
    }

    /// The insights about one metric of the cohorts from `first` to `last`, the surest first; none in a run of before there
    /// were any.
    package func cohortInsights(
        granularity: CohortGranularity, metric: CohortMetric, from first: String, to last: String
    ) throws(StoreError) -> [CohortInsightRow] {
        try unlessMissing { () throws(StoreError) in
            try all(
                .cohortInsights,
                """
                \(TableSchema.cohortInsights.selectSQL) WHERE granularity = ? AND metric = ? AND cohort BETWEEN ? AND ?
                ORDER BY "rank"
                """, [granularity.rawValue, metric.rawValue, first, last], CohortInsightRow.init)
        } ?? []
    }
}

extension AffinityRuleRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        _ = (cells.next(as: String.self), cells.next(as: String.self))
        rank = cells.next()
        (antecedent, consequent) = (cells.next(), cells.next())
        (baskets, count, antecedentCount, consequentCount) = (cells.next(), cells.next(), cells.next(), cells.next())
        (support, antecedentSupport, consequentSupport) = (cells.next(), cells.next(), cells.next())
        (confidence, lift, leverage, conviction) = (cells.next(), cells.next(), cells.next(), cells.next())
        (zhang, allConfidence, kulczynski) = (cells.next(), cells.next(), cells.next())
        (pValue, log10P, qValue) = (cells.next(), cells.next(), cells.next())
        (partConfidence, partQValue, revenue) = (cells.next(), cells.next(), cells.next())
        reachableOrders = cells.next()
        (earlierLift, laterLift, recentLift) = (cells.next(), cells.next(), cells.next())
        (isBundle, isVariant, recommendation) = (cells.next(), cells.next(), cells.next())
    }
}

extension ProductSequenceRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        (rank, items) = (cells.next(), cells.next())
        (size, customers, orders, followed) = (cells.next(), cells.next(), cells.next(), cells.next())
        (expected, lift, medianDays) = (cells.next(), cells.next(), cells.next())
        (recommendation, firstProduct) = (cells.next(), cells.next())
    }
}

extension CohortInsightRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        _ = cells.next(as: Int.self)
        (granularity, metric, cohort, period) = (cells.next(), cells.next(), cells.next(), cells.next())
        (difference, lower, upper, qValue) = (cells.next(), cells.next(), cells.next(), cells.next())
        text = cells.next()
    }
}
