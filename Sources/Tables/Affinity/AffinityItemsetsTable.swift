/// `affinity_itemsets`: sets of items that are often bought together.
package struct AffinityItemsetsTable: Sendable {
    package let level = Column<String>("level", "What the items are: `product` or `category`.")
    package let window = Column<String>("window", "Which orders count: `all`, or `180d` for the last 180 days.")
    package let itemset = Column<Int>("itemset", "A number from 1, by the sets' rarest item, the most frequent first.")
    package let items = Column<JSONDocument>("items", "An array of product ids or category names.")
    package let size = Column<Int>("size", "items", "Items of the set.")
    package let count = Column<Int>("count", .orders, "Orders that hold all of them.")
    package let support = Column<Double>("support", .share, "`count` / all orders of the window with lines.")
    package let isClosed = Column<Bool?>(
        "is_closed", .flag, "1 where no larger set is in as many orders.",
        null: "where mining hit its budget before that could be decided")
    package let isMaximal = Column<Bool?>(
        "is_maximal", .flag, "1 where no larger set is frequent.",
        null: "where mining hit its budget before that could be decided")

    package static let table = TypedTable(
        "affinity_itemsets", AffinityItemsetsTable(),
        rows:
            "One row a frequent set, by level, window and number. If mining hits its budget, the closed sets beyond it follow.",
        stages: [.affinity], key: { [$0.level, $0.window, $0.itemset] },
        indexes: { [[$0.level, $0.window, $0.size, $0.count]] })
}
