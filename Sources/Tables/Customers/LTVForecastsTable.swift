/// `ltv_forecasts`: what a customer is expected to order and to be worth.
package struct LTVForecastsTable: Sendable {
    package let customerID = Column<String>("customer_id", "The customer's id in the source.")
    package let pAlive = Column<Double?>(
        "p_alive", .share,
        "The probability that the customer is still active, that is will ever order again, under the fitted buy-till-you-die model.",
        null: "without a model or an order, or where the model cannot tell (BG/NBD before a repeat order)")
    package let expectedOrderValue = Column<Double?>(
        "expected_order_value", .currency,
        "Expected net value of an order to come: the Gamma-Gamma model's mean, drawn towards the shop's for customers with few orders.",
        null: "without a model of spend or an order")
    package let expectedOrders = Column<JSONDocument?>(
        "expected_orders", .orders,
        "An array of 36 numbers: expected orders from `as_of` to the end of months 1...36 of 30.4375 days, cumulative.",
        null: "without a model or an order")
    package let expectedValue = Column<JSONDocument?>(
        "expected_value", .currency,
        "An array of 36 numbers: expected net value of the same months, cumulative, discounted at the pipeline's rate.",
        null: "without a model of spend or an order")
    package let lower = Column<JSONDocument?>(
        "lower", .currency,
        "The lower ends of the 90 % prediction intervals of `expected_value`, simulated with parameter uncertainty.",
        null: "as `expected_value`")
    package let upper = Column<JSONDocument?>(
        "upper", .currency, "Their upper ends.", null: "as `expected_value`")
    package let nextOrderExpectedOn = Column<String?>(
        "next_order_expected_on", .day, "The median day of the next order, given that there is one within 36 months.",
        null: "where such an order is less likely than not, or nothing is forecast")
    package let nextOrderEarliest = Column<String?>(
        "next_order_earliest", .day, "The day before which that order falls with probability 0.05.",
        null: "as `next_order_expected_on`")
    package let nextOrderLatest = Column<String?>(
        "next_order_latest", .day, "The day after which that order falls with probability 0.05.",
        null: "as `next_order_expected_on`")
    package let reason = Column<String?>(
        "reason", "Why a figure of the row is missing.", null: "where none of them is")

    package static let table = TypedTable(
        "ltv_forecasts", LTVForecastsTable(), rows: "One row a customer, by `customer_id`.", stages: [.lifetime],
        key: { [$0.customerID] })
}

/// What a customer is expected to order and to be worth.
package typealias ForecastRow = TableRow<LTVForecastsTable>
