package import Domain
internal import Kernels

/// The body of the report `ltv`.
package struct LifetimeReport: Encodable, Sendable {
    /// One of the models of purchases, or the one of spend, as it was fitted.
    struct FitEntry: Encodable, Sendable {
        let name: String
        let timeUnit: LifetimeTimeUnit
        let parameters, standardErrors: [String: Double]
        @OrNull var logLikelihood: Double?
        let customers: Int
        let converged: Bool
        let status: FitStatus
        @OrNull var gradientNorm: Double?
        let iterations, starts: Int

        enum CodingKeys: String, CodingKey {
            case name, parameters, customers, converged, status, iterations, starts
            case timeUnit = "time_unit"
            case standardErrors = "standard_errors"
            case logLikelihood = "log_likelihood"
            case gradientNorm = "gradient_norm"
        }
    }

    /// A model of the contest: its fit by the day at which the later window begins is judged there.
    struct Candidate: Encodable, Sendable {
        let fit: FitEntry
        @OrNull var selection: Selection?
        @OrNull var holdout: LifetimeHoldout?

        func encode(to encoder: any Encoder) throws {
            try fit.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(selection, forKey: .selection)
            try container.encode(holdout, forKey: .holdout)
        }

        private enum CodingKeys: String, CodingKey {
            case selection, holdout
        }
    }

    /// The earlier window, on which the models compete.
    struct Selection: Encodable, Sendable {
        let meanLogLikelihood, behindBest, standardError: Double

        enum CodingKeys: String, CodingKey {
            case meanLogLikelihood = "mean_log_likelihood"
            case behindBest = "behind_best"
            case standardError = "standard_error"
        }
    }

    struct Spend: Encodable, Sendable {
        let name = "gamma_gamma"
        let parameters, standardErrors: [String: Double]
        @OrNull var logLikelihood: Double?
        let customers: Int
        @OrNull var frequencyValueCorrelation: Double?
        let leftOut: Int

        enum CodingKeys: String, CodingKey {
            case name, parameters, customers
            case standardErrors = "standard_errors"
            case logLikelihood = "log_likelihood"
            case frequencyValueCorrelation = "frequency_value_correlation"
            case leftOut = "left_out"
        }
    }

    /// The later window under the champion; errors are of net value, or of orders without spend.
    struct Holdout: Encodable, Sendable {
        let whole: LifetimeHoldout

        func encode(to encoder: any Encoder) throws {
            try whole.encode(to: encoder)
            let main = whole.value ?? whole.orders
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(whole.orders.predicted, forKey: .predictedOrders)
            try container.encode(whole.orders.actual, forKey: .actualOrders)
            try container.encode(main.mae, forKey: .mae)
            try container.encode(main.rmse, forKey: .rmse)
            try container.encode(main.spearman, forKey: .spearman)
            try container.encode(main.gini, forKey: .gini)
            try container.encode(main.bias, forKey: .bias)
            try container.encode(main.coverage90, forKey: .coverage90)
        }

        private enum CodingKeys: String, CodingKey {
            case mae, rmse, spearman, gini, bias
            case predictedOrders = "predicted_orders"
            case actualOrders = "actual_orders"
            case coverage90 = "coverage_90"
        }
    }

    /// `fitted`, `stored` (by the fit of an earlier night) or `not_enough_data`.
    package let outcome: String
    /// Why there is no fit of tonight where one was due; `nil` otherwise.
    @OrNull package var reason: String?
    @OrNull package var modelVersion: Int?
    @OrNull package var fittedAsOf: Instant?
    @OrNull var model: FitEntry?
    @OrNull package var choice: String?
    let candidates: [Candidate]
    @OrNull var spend: Spend?
    @OrNull package var spendReason: String?
    @OrNull var holdout: Holdout?
    @OrNull var correctedHoldout: Holdout?
    @OrNull package var correction: LifetimeCorrection?
    let deciles: [LifetimeHoldout.Decile]
    package let tracking: [LifetimeTracking.Week]
    package let totals: [LifetimeForecasts.Total]
    package let pastNights: [PastPredictions]
    @OrNull package var leftTruncated: Int?

    enum CodingKeys: String, CodingKey {
        case outcome, reason, model, choice, candidates, spend, holdout, correction, deciles, tracking, totals
        case modelVersion = "model_version"
        case fittedAsOf = "fitted_as_of"
        case spendReason = "spend_reason"
        case correctedHoldout = "corrected_holdout"
        case pastNights = "past_nights"
        case leftTruncated = "left_truncated"
    }

    /// - Parameters:
    ///   - model: by which tonight's forecasts come; `nil` where there is none.
    ///   - isFitted: whether it was fitted tonight.
    ///   - reason: why tonight has no fit of its own though one was due.
    ///   - forecasts: of all customers.
    ///   - past: how predictions of earlier nights turned out.
    package init(
        _ model: LifetimeModel?, isFitted: Bool, reason: String?, forecasts: LifetimeForecasts?, past: [PastPredictions]
    ) {
        outcome = model == nil ? "not_enough_data" : (isFitted ? "fitted" : "stored")
        self.reason = reason
        modelVersion = model?.version
        fittedAsOf = model?.cutoff
        self.model = model.map { FitEntry($0.purchases, $0.timeUnit) }
        choice = model?.choice
        candidates = model?.candidates ?? []
        spend = model.flatMap { Spend($0) }
        spendReason = model?.spendRefusal
        holdout = model.map { Holdout(whole: $0.holdout) }
        correctedHoldout = model?.correctedHoldout.map { Holdout(whole: $0) }
        correction = model?.correction
        deciles = model?.holdout.deciles ?? []
        tracking = model?.tracking ?? []
        totals = forecasts?.totals ?? []
        pastNights = past
        leftTruncated = model?.leftTruncated
    }
}

extension LifetimeReport.FitEntry {
    init(_ fit: RepeatPurchaseFit, _ unit: LifetimeTimeUnit) {
        let names = RepeatPurchaseModel.parameterNames(of: fit.model.kind)
        self.init(
            name: fit.model.kind.rawValue, timeUnit: unit, parameters: named(names, fit.model.parameters),
            standardErrors: named(names, fit.standardErrors), logLikelihood: fit.logLikelihood,
            customers: fit.customers, converged: fit.status.isUsable, status: fit.status,
            gradientNorm: fit.gradientNorm, iterations: fit.iterations, starts: fit.starts)
    }
}

extension LifetimeReport.Spend {
    init?(_ model: LifetimeModel) {
        guard let fit = model.spend else { return nil }
        let names = GammaGamma.parameterNames
        self.init(
            parameters: named(names, [fit.model.p, fit.model.q, fit.model.v]),
            standardErrors: named(names, fit.standardErrors), logLikelihood: fit.logLikelihood,
            customers: fit.customers, frequencyValueCorrelation: model.frequencyValueCorrelation,
            leftOut: model.spendersLeftOut)
    }
}

extension LifetimeModel {
    /// Every model that took part, in the order of the contest.
    fileprivate var candidates: [LifetimeReport.Candidate] {
        contest.entries.map { entry in
            let kind = entry.fit.model.kind
            var selection: LifetimeReport.Selection?
            if let mean = entry.meanLogLikelihood, let behind = entry.behindBest, let error = entry.standardError {
                selection = .init(meanLogLikelihood: mean, behindBest: behind, standardError: error)
            }
            return LifetimeReport.Candidate(
                fit: .init(entry.fit, timeUnit), selection: selection,
                holdout: kind == purchases.model.kind ? holdout : rivals[kind])
        }
    }
}

/// Empty where there are none.
private func named(_ names: [String], _ values: [Double]?) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: zip(names, values ?? []))
}
