/// `churn_scores`: how likely a customer is to leave, why, and what is at stake.
package struct ChurnScoresTable: Sendable {
    package let customerID = Column<String>("customer_id", "The customer's id in the source.")
    package let probability = Column<Double?>(
        "probability", .share,
        "The calibrated probability of no order in the `horizon_days` after the last day of the data.",
        null: "without a model or an order: `reason` says which")
    package let level = Column<String>(
        "level",
        "By probability: `low` below 0.3, `medium` below 0.5, `high` below 0.7, `critical` from there on; `unknown` without one."
    )
    package let horizonDays = Column<Int?>(
        "horizon_days", .days, "The horizon within which no order means that the customer has left.",
        null: "without a model")
    package let rank = Column<Int?>(
        "rank", "1 for the customer who is likeliest to leave; equal probabilities by `value_at_stake`, then by id.",
        null: "without a probability")
    package let valueAtStake = Column<Double?>(
        "value_at_stake", .currency,
        "What leaving would cost: `probability` × expected net value of 12 months given an order within the horizon × the pipeline's margin.",
        null: "without a probability or a model of lifetime value")
    package let base = Column<Double?>(
        "base", .logOdds,
        "The score's starting point, the same for all customers. With the contributions it adds up to the log-odds of `probability`.",
        null: "without a probability")
    package let contributions = Column<JSONDocument?>(
        "contributions", .logOdds,
        "`{feature: number}`: what each feature adds to the log-odds (TreeSHAP, or the terms of an additive model). Features that add nothing are left out.",
        null: "without a probability")
    package let factors = Column<JSONDocument?>(
        "factors",
        "The five largest contributions, the largest first: an array of `{contribution, direction, factor, impact, median, text, unit, value}`.",
        null: "without a probability")
    package let modelVersion = Column<Int?>(
        "model_version", "The version of the churn model that scored.", null: "without a model")
    package let reason = Column<String?>(
        "reason", "Why there is no probability.", null: "where there is one")

    package static let table = TypedTable(
        "churn_scores", ChurnScoresTable(), rows: "One row a customer, by `customer_id`.", stages: [.churn],
        key: { [$0.customerID] }, indexes: { [[$0.rank], [$0.level, $0.rank]] })
}

/// How likely a customer is to leave.
package typealias ChurnRow = TableRow<ChurnScoresTable>
