package import Analytics
package import Domain
internal import Kernels

/// The report `ltv`: what customers are expected to order and to be worth, by which model, and how it did.
package struct LifetimeReport: Report {
    package static let name = ReportName.ltv

    /// One of the models of purchases, or the one of spend, as it was fitted.
    struct FitEntry: Codable, Sendable, Documented {
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

        static let meanings = [
            "name": "Name of the model: `bg_nbd`, `mbg_nbd` or `pareto_nbd`.",
            "time_unit": "Unit of time of the parameters.",
            "parameters": "Maximum likelihood estimates, by the papers' symbols.",
            "standard_errors":
                "Their standard errors from the inverse Hessian; empty where it is not positive definite.",
            "log_likelihood": "Log likelihood of all customers at the estimates, in nats.",
            "customers": "Customers that the model was fitted to.",
            "converged": "Whether the search ended at a usable maximum.",
            "status": "How the search ended.",
            "gradient_norm": "Norm of the gradient at the estimates, in the logarithms of the parameters.",
            "iterations": "Iterations of the best start.",
            "starts": "Starting points tried.",
        ]
    }

    /// A model of the contest: its fit by the day at which the later window begins is judged there.
    struct Candidate: Codable, Sendable, Documented {
        let fit: FitEntry
        @OrNull var selection: Selection?
        @OrNull var holdout: LifetimeHoldout?

        init(fit: FitEntry, selection: Selection?, holdout: LifetimeHoldout?) {
            self.fit = fit
            (self.selection, self.holdout) = (selection, holdout)
        }

        init(from decoder: any Decoder) throws {
            fit = try FitEntry(from: decoder)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            _selection = try container.decode(OrNull<Selection>.self, forKey: .selection)
            _holdout = try container.decode(OrNull<LifetimeHoldout>.self, forKey: .holdout)
        }

        func encode(to encoder: any Encoder) throws {
            try fit.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(_selection, forKey: .selection)
            try container.encode(_holdout, forKey: .holdout)
        }

        private enum CodingKeys: String, CodingKey {
            case selection, holdout
        }

        static let meanings = FitEntry.meanings.merging([
            "selection":
                "How the model did in the earlier window, on which the models compete; null where it has no fit there.",
            "holdout": "How it did in the later window, which chose nothing.",
        ]) { own, _ in own }
    }

    /// The earlier window, on which the models compete.
    struct Selection: Codable, Sendable, Documented {
        let meanLogLikelihood, behindBest, standardError: Double

        enum CodingKeys: String, CodingKey {
            case meanLogLikelihood = "mean_log_likelihood"
            case behindBest = "behind_best"
            case standardError = "standard_error"
        }

        static let meanings = [
            "mean_log_likelihood":
                "Mean over customers of the log density of what each did in the earlier window, in nats.",
            "behind_best": "Mean paired difference to the best model, in nats.",
            "standard_error": "Standard error of that difference.",
        ]
    }

    struct Spend: Codable, Sendable, Documented {
        let name: String
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

        static let meanings = [
            "name": "`gamma_gamma`.",
            "parameters": "p, q, v of Gamma-Gamma.",
            "standard_errors": "Their standard errors.",
            "log_likelihood": "Log likelihood of the mean repeat order values, in nats.",
            "customers": "Customers with a repeat order of positive value.",
            "frequency_value_correlation":
                "Correlation of repeat orders and mean order value, which the model takes for 0.",
            "left_out": "Repeat buyers without a positive mean order value.",
        ]
    }

    /// The later window under the champion; errors are of net value, or of orders without spend.
    struct Holdout: Codable, Sendable, Documented {
        let whole: LifetimeHoldout
        let predictedOrders, actualOrders, mae, rmse: Double
        let spearman, gini, bias, coverage90: Double?

        init(_ whole: LifetimeHoldout) {
            let main = whole.value ?? whole.orders
            self.whole = whole
            (predictedOrders, actualOrders) = (whole.orders.predicted, whole.orders.actual)
            (mae, rmse, spearman, gini) = (main.mae, main.rmse, main.spearman, main.gini)
            (bias, coverage90) = (main.bias, main.coverage90)
        }

        init(from decoder: any Decoder) throws {
            whole = try LifetimeHoldout(from: decoder)
            let own = try decoder.container(keyedBy: CodingKeys.self)
            predictedOrders = try own.decode(Double.self, forKey: .predictedOrders)
            actualOrders = try own.decode(Double.self, forKey: .actualOrders)
            (mae, rmse) = (try own.decode(Double.self, forKey: .mae), try own.decode(Double.self, forKey: .rmse))
            spearman = try own.decode(OrNull<Double>.self, forKey: .spearman).wrappedValue
            gini = try own.decode(OrNull<Double>.self, forKey: .gini).wrappedValue
            bias = try own.decode(OrNull<Double>.self, forKey: .bias).wrappedValue
            coverage90 = try own.decode(OrNull<Double>.self, forKey: .coverage90).wrappedValue
        }

        func encode(to encoder: any Encoder) throws {
            try whole.encode(to: encoder)
            var own = encoder.container(keyedBy: CodingKeys.self)
            try own.encode(predictedOrders, forKey: .predictedOrders)
            try own.encode(actualOrders, forKey: .actualOrders)
            try own.encode(mae, forKey: .mae)
            try own.encode(rmse, forKey: .rmse)
            try own.encode(spearman, forKey: .spearman)
            try own.encode(gini, forKey: .gini)
            try own.encode(bias, forKey: .bias)
            try own.encode(coverage90, forKey: .coverage90)
        }

        private enum CodingKeys: String, CodingKey {
            case mae, rmse, spearman, gini, bias
            case predictedOrders = "predicted_orders"
            case actualOrders = "actual_orders"
            case coverage90 = "coverage_90"
        }

        static let meanings = LifetimeHoldout.meanings.merging([
            "predicted_orders": "Orders expected of all customers together.",
            "actual_orders": "Orders that came.",
            "mae":
                "Mean absolute error a customer, of net value, or of orders without a spend model; so are those that follow.",
            "rmse": "Root mean squared error.",
            "spearman": "Spearman's rank correlation of forecast and outcome.",
            "gini": "Normalised Gini coefficient: 1 orders the customers as the outcome does, 0 not at all.",
            "bias": "Sum predicted / sum actual - 1.",
            "coverage_90": "Share of customers whose 90 % interval, ends included, holds the outcome.",
        ]) { own, _ in own }
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
    /// How the last refit did against the champion; `nil` without one.
    @OrNull package var contest: ChampionContest?

    enum CodingKeys: String, CodingKey {
        case outcome, reason, model, choice, candidates, spend, holdout, correction, deciles, tracking, totals, contest
        case modelVersion = "model_version"
        case fittedAsOf = "fitted_as_of"
        case spendReason = "spend_reason"
        case correctedHoldout = "corrected_holdout"
        case pastNights = "past_nights"
        case leftTruncated = "left_truncated"
    }

    package static let meanings = [
        "outcome": "`fitted` in this run, `stored` (scored by an earlier fit) or `not_enough_data`.",
        "reason": "Why this run has no fit though one was due; null otherwise.",
        "model_version": "Version of the model that scored; null without one.",
        "fitted_as_of": "Records before this instant fitted it.",
        "model": "The purchase model that scored.",
        "choice": "Why it was chosen among the candidates.",
        "candidates": "Every purchase model of the contest.",
        "spend": "The model of order values; null without one.",
        "spend_reason": "Why there is none.",
        "holdout": "The later window under the champion.",
        "corrected_holdout": "The same with `correction`; null where no factor is used.",
        "correction": "Factor on expected orders, found in the earlier window.",
        "deciles": "Tenths of the customers by prediction, the least first.",
        "tracking": "Repeat orders week by week, expected and actual.",
        "totals": "Expected net value of all customers, by months ahead.",
        "past_nights": "How predictions kept from earlier runs turned out.",
        "left_truncated": "Customers whose first order may lie before the data.",
        "contest": "The last refit against the champion; null without one.",
    ]

    /// - Parameters:
    ///   - model: by which tonight's forecasts come; `nil` where there is none.
    ///   - isFitted: whether it was fitted tonight.
    ///   - reason: why tonight has no fit of its own though one was due.
    ///   - forecasts: of all customers.
    ///   - past: how predictions of earlier nights turned out.
    ///   - contest: how the last refit did against the champion.
    package init(
        _ model: LifetimeModel?, isFitted: Bool, reason: String?, forecasts: LifetimeForecasts?,
        past: [PastPredictions],
        contest: ChampionContest? = nil
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
        holdout = model.map { Holdout($0.holdout) }
        correctedHoldout = model?.correctedHoldout.map { Holdout($0) }
        correction = model?.correction
        deciles = model?.holdout.deciles ?? []
        tracking = model?.tracking ?? []
        totals = forecasts?.totals ?? []
        pastNights = past
        leftTruncated = model?.leftTruncated
        self.contest = contest
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
            name: "gamma_gamma", parameters: named(names, [fit.model.p, fit.model.q, fit.model.v]),
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

extension LifetimeReport {
    package func text(_ style: TextStyle) -> String {
        let months = FigureTable(
            totals,
            [
                .count("month", \.month), .number("expected", \.expected), .number("lower", \.lower),
                .number("upper", \.upper), .number("expected_orders", \.expectedOrders),
            ])
        let tenths = FigureTable(
            deciles,
            [
                .count("decile", \.decile), .count("customers", \.customers), .number("predicted", \.predicted),
                .number("actual", \.actual),
            ])
        return headline + [months.text, tenths.text, contestText, pastText].asParts
    }

    private var contestText: String {
        FigureTable(
            candidates,
            [
                .text("name", \.fit.name), .number("log_likelihood", \.fit.logLikelihood),
                .number("selection.mean_log_likelihood", \.selection?.meanLogLikelihood),
                .number("holdout.value.bias", \.holdout?.value?.bias),
                .number("holdout.value.mae", \.holdout?.value?.mae),
                .number("holdout.value.rmse", \.holdout?.value?.rmse),
                .number("holdout.value.gini", \.holdout?.value?.gini),
                .number("holdout.value.coverage_90", \.holdout?.value?.coverage90),
            ]
        ).text
    }

    private var pastText: String {
        FigureTable(
            pastNights,
            [
                .text("predicted_as_of", \.predictedAsOf.description), .count("horizon_months", \.horizonMonths),
                .count("customers", \.customers), .number("value.predicted", \.value.predicted),
                .number("value.actual", \.value.actual), .number("value.bias", \.value.bias),
                .number("value.coverage_90", \.value.coverage90),
            ]
        ).text
    }

    /// Which model forecasts, why, and how it did.
    private var headline: String {
        var lines: [String] = []
        if let reason { lines.append("this run has no refit: \(reason)") }
        if let model {
            let version = modelVersion.map { "v\($0)" } ?? ""
            lines.append("model \(model.name) \(version), fitted as of \(fittedAsOf?.description ?? "-")")
            lines.append("  \(Self.text(model.parameters, model.standardErrors)), per \(model.timeUnit.rawValue)")
        }
        if let choice { lines.append("  because \(choice)") }
        lines += spendLines
        if let holdout { lines.append(Self.text(holdout.whole)) }
        if let correction {
            lines.append("correction of orders \(Figure.decimal(correction.factor, 3)): \(correction.reason)")
        }
        return lines.map { $0 + "\n" }.joined() + (lines.isEmpty ? "" : "\n")
    }

    private var spendLines: [String] {
        guard let spend else { return spendReason.map { ["no spend model: \($0)"] } ?? [] }
        let parameters = Self.text(spend.parameters, spend.standardErrors)
        return [
            "spend gamma_gamma: \(parameters), \(Figure.count(spend.customers)) customers",
            "  correlation of order frequency and spend, assumed 0: \(Figure.decimal(spend.frequencyValueCorrelation, 3))",
        ]
    }

    private static func text(_ holdout: LifetimeHoldout) -> String {
        let line = "holdout \(holdout.from) to \(holdout.to): orders \(text(holdout.orders))"
        return line + (holdout.value.map { "; value \(text($0))" } ?? "")
    }

    private static func text(_ figures: ForecastFigures) -> String {
        "bias \(Figure.percent(figures.bias)), gini \(Figure.decimal(figures.gini)), "
            + "90 % interval covers \(Figure.percent(figures.coverage90))"
    }

    private static func text(_ parameters: [String: Double], _ errors: [String: Double]) -> String {
        parameters.keys.sorted().map { name in
            "\(name) \(Figure.decimal(parameters[name], 4)) ± \(Figure.decimal(errors[name], 4))"
        }.joined(separator: ", ")
    }
}
