/// `product_sequences`: what is bought after what.
package struct ProductSequencesTable: Sendable {
    package let rank = Column<Int>("rank", "From 1, the most `followed` - `expected` first.")
    package let items = Column<JSONDocument>(
        "items", "An array of two or three product ids in the order in which they were bought.")
    package let size = Column<Int>("size", "products", "2 or 3.")
    package let customers = Column<Int>("customers", .customers, "Customers who bought so at least once.")
    package let orders = Column<Int>(
        "orders", .orders, "Orders with the products before the last that were watched for a whole window after.")
    package let followed = Column<Int>(
        "followed", .orders, "Those of them that the last product followed within the window.")
    package let expected = Column<Double>(
        "expected", .orders,
        "How many would have been followed by chance, by the orders' number in their customers' histories.")
    package let lift = Column<Double>("lift", "ratio", "`followed` / `expected`.")
    package let medianDays = Column<Double>(
        "median_days", .days, "Median days from the product before the last to the last.")
    package let recommendation = Column<String>("recommendation", "What to do with the sequence, in a sentence.")
    package let firstProduct = Column<String>("first_product", "The first product, for look-ups.")

    package static let table = TypedTable(
        "product_sequences", ProductSequencesTable(), rows: "One row a sequence, by rank.", stages: [.affinity],
        key: { [$0.rank] }, indexes: { [[$0.firstProduct, $0.rank]] })
}

/// What is bought after what.
package typealias ProductSequenceRow = TableRow<ProductSequencesTable>
