/// The columns of the tables about what to do and what has changed.
enum ActionColumns {
    /// One row a customer and rank, which are the key: what to do first, second and third.
    ///
    /// - `reason`: the customer's own figures behind the rule; `scenarios`: a JSON array of the occasions for the action.
    /// - `value_at_stake`, `expected_revenue` (`retention_effect` of it) with the ends of the effect's range, `cost` and
    ///   `expected_value`, revenue less cost, are in units of the currency; NULL where no model says what is at stake.
    static let nextBestActions: [ColumnDefinition] = [
        .text("customer_id"), .integer("rank"), .text("action"), .text("urgency"), .text("channel"), .text("text"),
        .text("reason"), .text("scenarios"), .real("value_at_stake", nullable: true),
        .real("expected_revenue", nullable: true), .real("expected_revenue_lower", nullable: true),
        .real("expected_revenue_upper", nullable: true), .real("retention_effect"), .real("cost"),
        .real("expected_value", nullable: true),
    ]

    /// One row a customer who is not as in the run that was published before; the key is `customer_id`.
    ///
    /// - `kind`: `appeared`, `changed` or `gone`.
    /// - `cause`: of the first field.
    /// - `fields`: `[{"cause", "field", "new", "old"}]`; segments are fields `segments.<axis>`; empty unless changed.
    static let changes: [ColumnDefinition] = [
        .text("customer_id"), .text("kind"), .text("cause"), .text("fields"),
    ]
}
