internal import Domain

/// The columns of the profile about what a customer will do.
struct ProfileFutures {
    private let forecasts: LifetimeForecasts?
    private let churn: ChurnScores?
    private var risk: [Double] = []
    private var level = TextColumn()
    private var probabilityAlive: [Double] = []
    private var value: [Double] = []
    private var lower: [Double] = []
    private var upper: [Double] = []
    private var nextOrder = TextColumn()

    init(_ forecasts: LifetimeForecasts?, _ churn: ChurnScores?) {
        (self.forecasts, self.churn) = (forecasts, churn)
    }

    mutating func append(_ customer: Int) {
        risk.append(churn?.probability[customer] ?? .nan)
        level.append((churn?.level(of: customer) ?? .unknown).rawValue)
        probabilityAlive.append(forecasts?.probabilityAlive[customer] ?? .nan)
        value.append(forecasts?.value(of: customer, month: 12) ?? .nan)
        lower.append(forecasts?.lower(of: customer, month: 12) ?? .nan)
        upper.append(forecasts?.upper(of: customer, month: 12) ?? .nan)
        nextOrder.append(forecasts?.nextOrder[customer].map { CivilDate(daysSince1970: $0.median).description })
    }

    /// `churn_risk_score` and `churn_risk_level`, `p_alive`, `ltv_12m` with its bounds, and `next_order_expected_on`.
    var columns: [Column.Values] {
        [
            .real(risk), .text(level), .real(probabilityAlive), .real(value), .real(lower), .real(upper),
            .text(nextOrder),
        ]
    }
}
