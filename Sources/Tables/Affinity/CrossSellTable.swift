/// `cross_sell`: what to offer a customer.
package struct CrossSellTable: Sendable {
    package let customerID = Column<String>("customer_id", "The customer's id in the source.")
    package let products = Column<JSONDocument>(
        "products",
        "An array of at most ten `{because_of, is_due, product_id, score}`, the best first: the customer's own products that speak for the offer, the strongest first; whether the customer has the product and is due to buy it again."
    )

    package static let table = TypedTable(
        "cross_sell", CrossSellTable(), rows: "One row a customer with an order, by `customer_id`.",
        stages: [.affinity], key: { [$0.customerID] })
}
