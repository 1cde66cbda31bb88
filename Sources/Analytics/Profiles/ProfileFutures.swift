internal import Domain
internal import Tables

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

    func fill(_ t: inout TableFilling<CustomerProfilesTable>) {
        (t.churnRiskScore, t.churnRiskLevel, t.pAlive) = (risk, level, probabilityAlive)
        (t.ltv12m, t.ltv12mLower, t.ltv12mUpper, t.nextOrderExpectedOn) = (value, lower, upper, nextOrder)
    }
}
