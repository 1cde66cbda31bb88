/// The columns of the table about who is about to leave.
enum ChurnColumns {
    /// One row a customer; the key is `customer_id`.
    ///
    /// - `probability`: of no order in the `horizon_days` after the last day of the data; NULL where it is unknown, with the
    ///   `reason`. `level` is `low` below 0.3, `medium` below 0.5, `high` below 0.7, `critical` from there on, or `unknown`.
    /// - `rank`: 1 for whoever is likeliest to leave.
    /// - `value_at_stake`: probability × expected net value of 12 months given an order within the horizon × margin, in
    ///   units of the currency; NULL without a model of lifetime value.
    /// - `base` and `contributions`, `{feature: number}`, keys in the order of their bytes, are log-odds and add up to those
    ///   of the probability; what contributes nothing is left out.
    /// - `factors`: the five largest contributions, `[{factor, text, value, median, unit, direction, impact, contribution}]`.
    static let scores: [ColumnDefinition] = [
        .text("customer_id"), .real("probability", nullable: true), .text("level"),
        .integer("horizon_days", nullable: true), .integer("rank", nullable: true),
        .real("value_at_stake", nullable: true), .real("base", nullable: true),
        .text("contributions", nullable: true), .text("factors", nullable: true),
        .integer("model_version", nullable: true), .text("reason", nullable: true),
    ]
}
