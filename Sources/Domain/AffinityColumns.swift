/// The columns of what is bought together.
///
/// `level` is `product` or `category`, `window` is `all` or `180d`; lists of products or categories are JSON arrays of their
/// ids or names. Money is in units of the reporting currency.
enum AffinityColumns {
    /// One row a level, window and rank, which are the key; rank 1 has the highest leverage.
    ///
    /// - `baskets`, `count`, `antecedent_count`, `consequent_count`: all baskets, and those with both sides and with each;
    ///   the shares follow from them, as do the other measures (see ``RuleMeasures``, NULL where undefined).
    /// - `p_value` is Fisher's, one-sided, 0 below the smallest number there is: `log10_p` tells how far below. `q_value`
    ///   is its share of false discoveries among all splits of frequent sets.
    /// - `part_confidence`, `part_q_value`: the best rule with fewer conditions, and the test against it; NULL for one.
    /// - `revenue`: net, of the orders that hold both sides; NULL where the source has no prices. `reachable_orders` held the
    ///   antecedent alone.
    /// - `earlier_lift`, `later_lift`: in the first 70 % of the time, where the rule was found there alone, and in the rest.
    ///   `recent_lift`: in the last 180 days.
    /// - `antecedent_product`: the one condition's product, for look-ups; NULL where there are several.
    static let rules: [ColumnDefinition] = [
        .text("level"), .text("window"), .integer("rank"), .text("antecedent"), .text("consequent"),
        .integer("baskets"), .integer("count"), .integer("antecedent_count"), .integer("consequent_count"),
        .real("support"), .real("antecedent_support"), .real("consequent_support"), .real("confidence"),
        .real("lift"), .real("leverage"), .real("conviction", nullable: true), .real("zhang"),
        .real("all_confidence"), .real("kulczynski"), .real("p_value"), .real("log10_p"), .real("q_value"),
        .real("part_confidence", nullable: true), .real("part_q_value", nullable: true),
        .real("revenue", nullable: true), .integer("reachable_orders"), .real("earlier_lift", nullable: true),
        .real("later_lift", nullable: true), .real("recent_lift", nullable: true), .integer("is_bundle"),
        .integer("is_variant"), .text("recommendation"), .text("antecedent_product", nullable: true),
    ]

    /// One row a level, window and itemset, which are the key; numbered by their rarest item, the most frequent first.
    ///
    /// `is_closed`: no larger set is in as many baskets; `is_maximal`: no larger set is frequent. Where the budget ended the
    /// search before its end, the closed sets beyond it follow. Where it ended their search too, both are 0 for sets that a
    /// larger one was found for, and NULL for the others.
    static let itemsets: [ColumnDefinition] = [
        .text("level"), .text("window"), .integer("itemset"), .text("items"), .integer("size"), .integer("count"),
        .real("support"), .integer("is_closed", nullable: true), .integer("is_maximal", nullable: true),
    ]

    /// One row a rank, which is the key: pairs and triples by what they bring beyond chance, the most first.
    ///
    /// - `items` in the order in which they were bought, `first_product` the first of them.
    /// - `customers` did so at least once. Of `orders` with the products before the last, watched for a whole window,
    ///   `followed` were followed by the last within it, `expected` would have been by chance; `lift` is their ratio.
    /// - `median_days` from the product before the last to the last.
    static let sequences: [ColumnDefinition] = [
        .integer("rank"), .text("items"), .integer("size"), .integer("customers"), .integer("orders"),
        .integer("followed"), .real("expected"), .real("lift"), .real("median_days"), .text("recommendation"),
        .text("first_product"),
    ]

    /// One row a customer, the key, with an order; `products` is a JSON array of at most ten objects, the best first:
    /// `because_of` (products that the customer has, the strongest first), `is_due` (the customer has it, and it is due
    /// again), `product_id`, `score`.
    static let crossSell: [ColumnDefinition] = [.text("customer_id"), .text("products")]
}
