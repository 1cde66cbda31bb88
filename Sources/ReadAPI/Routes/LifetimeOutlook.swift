internal import Store
internal import Tables

/// The forecast of one customer over one horizon, as it is answered.
struct LifetimeOutlook {
    private let profile: CustomerProfile
    private let forecast: ForecastRow?
    private let months: Int
    private let value, lower, upper, orders: Double?

    /// `months` is 1...36.
    init(_ profile: CustomerProfile, _ forecast: ForecastRow?, months: Int) throws {
        (self.profile, self.forecast, self.months) = (profile, forecast, months)
        func figure(_ column: JSONDocument?) throws -> Double? {
            try column.map { try $0.decoded(as: [Double].self)[months - 1] }
        }
        value = try figure(forecast?.expectedValue)
        lower = try figure(forecast?.lower)
        upper = try figure(forecast?.upper)
        orders = try figure(forecast?.expectedOrders)
    }

    /// `forecasted_ltv` is what the customer will have been worth by the end of the horizon: `current_ltv`, what they have
    /// been worth so far, plus `incremental_ltv`, what is expected to come.
    var json: JSON {
        let current = profile.lifetimeValue
        func total(_ future: Double?) -> Double? { future.map { (current ?? 0) + $0 } }
        return [
            "customer_id": .text(profile.customerID), "horizon_months": JSON(months),
            "forecasted_ltv": JSON(money: total(value)), "current_ltv": JSON(money: current),
            "incremental_ltv": JSON(money: value),
            "confidence_interval": [
                "lower": JSON(money: total(lower)), "upper": JSON(money: total(upper)),
                "confidence_level": .number(0.9),
            ],
            "key_drivers": .array(drivers),
            "next_order": [
                "expected_on": JSON(forecast?.nextOrderExpectedOn), "earliest": JSON(forecast?.nextOrderEarliest),
                "latest": JSON(forecast?.nextOrderLatest),
            ],
            "reasons": .object(
                value == nil
                    ? [.init(key: "forecasted_ltv", value: .text(forecast?.reason ?? ForecastRow.noForecast))] : []),
        ]
    }

    /// What the value is made of: but for a discount it is the product of the last two.
    private var drivers: [JSON] {
        func driver(_ name: String, _ value: Double?, _ text: String) -> JSON? {
            value.map { ["driver": .text(name), "value": .number($0), "text": .text(text)] }
        }
        return [
            driver("p_alive", forecast?.pAlive, "probability that the customer is still active"),
            driver("expected_orders", orders, "orders expected within the horizon"),
            driver("expected_order_value", forecast?.expectedOrderValue, "expected net value of an order"),
        ].compactMap { $0 }
    }
}

extension LifetimeOutlook {
    static let shape: Shape = [
        "customer_id": .text, "horizon_months": .integer, "forecasted_ltv": .nullable(.money),
        "current_ltv": .nullable(.money), "incremental_ltv": .nullable(.money),
        "confidence_interval": [
            "lower": .nullable(.money), "upper": .nullable(.money), "confidence_level": .number,
        ],
        "key_drivers": .list(["driver": .text, "value": .number, "text": .text]),
        "next_order": [
            "expected_on": .nullable(.text), "earliest": .nullable(.text), "latest": .nullable(.text),
        ],
        "reasons": .map(.text).noted("why the forecast is null"),
    ]
}

extension ForecastRow {
    static let noForecast = "the run holds no forecast for this customer: no lifetime model has scored it"
}
