internal import Domain
package import Tables

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

extension SnapshotReader {
    /// Rules by rank.
    package func affinityRules(_ query: AffinityRuleQuery) throws(StoreError) -> [AffinityRuleRow] {
        let t = AffinityRulesTable.table.column
        let mention = query.product.map(Self.quotedJSON)
        let filter =
            query.fromProductAlone
            ? "\(t.antecedentProduct) = ?"
            : "(? IS NULL OR instr(\(t.antecedent), ?) > 0 OR instr(\(t.consequent), ?) > 0)"
        let products: [any Storable] =
            query.fromProductAlone ? [query.product] : [mention, mention, mention]
        return try rows(
            of: AffinityRulesTable.table,
            """
            WHERE \(filter) AND \(t.level) = ? AND \(t.window) = ? AND \(t.rank) > ? AND \(t.support) >= ?
            AND \(t.confidence) >= ? AND \(t.lift) >= ? ORDER BY \(t.rank) LIMIT ?
            """,
            StatementArguments(
                products + [
                    query.level, query.window, query.after, query.minSupport, query.minConfidence, query.minLift,
                    query.limit,
                ]))
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
        let t = ProductSequencesTable.table.column
        let filter = product == nil ? "? IS NULL" : "\(t.firstProduct) = ?"
        return try rows(
            of: ProductSequencesTable.table, "WHERE \(filter) AND \(t.rank) > ? ORDER BY \(t.rank) LIMIT ?",
            [product, rank, limit])
    }

    /// The products offered to a customer, a JSON array; `nil` for one who never ordered.
    package func crossSell(_ customer: String) throws(StoreError) -> JSONDocument? {
        let t = CrossSellTable.table.column
        return try row(of: CrossSellTable.table, "WHERE \(t.customerID) = ?", [customer])?.products
    }
}
