internal import Domain

/// The columns of the profile about what a customer will do.
struct ProfileFutures {
    private let forecasts: LifetimeForecasts?
    private var probabilityAlive: [Double] = []
    private var value: [Double] = []
    private var lower: [Double] = []
    private var upper: [Double] = []
    private var nextOrder = TextColumn()

    init(_ forecasts: LifetimeForecasts?) {
        self.forecasts = forecasts
    }

    mutating func append(_ customer: Int) {
        probabilityAlive.append(forecasts?.probabilityAlive[customer] ?? .nan)
        value.append(forecasts?.value(of: customer, month: 12) ?? .nan)
        lower.append(forecasts?.lower(of: customer, month: 12) ?? .nan)
        upper.append(forecasts?.upper(of: customer, month: 12) ?? .nan)
        nextOrder.append(forecasts?.nextOrder[customer].map { CivilDate(daysSince1970: $0.median).description })
    }

    /// `p_alive`, `ltv_12m` with its bounds, and `next_order_expected_on`.
    var columns: [Column.Values] {
        [.real(probabilityAlive), .real(value), .real(lower), .real(upper), .text(nextOrder)]
    }
}
