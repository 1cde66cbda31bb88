/// `next_best_actions`: what to do about a customer.
package struct NextBestActionsTable: Sendable {
    package let customerID = Column<String>("customer_id", "The customer's id in the source.")
    package let rank = Column<Int>("rank", "1 for what to do first, at most 3.")
    package let action = Column<String>("action", "The id of the action in the pipeline's catalogue.")
    package let urgency = Column<String>("urgency", "How soon to act: `urgent`, `high`, `medium` or `low`.")
    package let channel = Column<String>("channel", "The channel that the catalogue names for the action.")
    package let text = Column<String>("text", "What to do, in a sentence.")
    package let reason = Column<String>("reason", "The customer's own figures behind the rule.")
    package let scenarios = Column<JSONDocument>(
        "scenarios",
        "An array of the occasions for the action: `support_ticket`, `sales_opportunity`, `marketing_campaign`, `retention_risk`."
    )
    package let valueAtStake = Column<Double?>(
        "value_at_stake", .currency,
        "What the action can gain or save: for an action against churn `churn_scores.value_at_stake`, for one that wins an order the expected value of an order.",
        null: "where no model gives it")
    package let expectedRevenue = Column<Double?>(
        "expected_revenue", .currency, "`retention_effect` × `value_at_stake`.", null: "as `value_at_stake`")
    package let expectedRevenueLower = Column<Double?>(
        "expected_revenue_lower", .currency, "The same at the low end of the effect's range.",
        null: "as `value_at_stake`")
    package let expectedRevenueUpper = Column<Double?>(
        "expected_revenue_upper", .currency, "The same at the high end of the effect's range.",
        null: "as `value_at_stake`")
    package let effect = Column<Double>(
        "retention_effect", .share,
        "The share of the stake that the action brings: an assumption of the catalogue, not an estimate from data.")
    package let cost = Column<Double>("cost", .currency, "What the action costs, by the catalogue.")
    package let expectedValue = Column<Double?>(
        "expected_value", .currency, "`expected_revenue` - `cost`.", null: "as `value_at_stake`")

    package static let table = TypedTable(
        "next_best_actions", NextBestActionsTable(),
        rows: "One row a customer and rank, by `customer_id` and `rank`; no row where no rule holds.",
        stages: [.actions], key: { [$0.customerID, $0.rank] })
}

/// What to do about a customer.
package typealias ActionRow = TableRow<NextBestActionsTable>
