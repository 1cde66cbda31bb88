package import Domain

/// The body of the report `churn`.
package struct ChurnReport: Encodable, Sendable {
    /// What scores: the champion's fit.
    struct Model: Encodable, Sendable {
        let name: String
        let version, horizonDays: Int
        /// The first and the last local day whose records or labels trained the candidates.
        let trainedFrom, trainedTo: String
        let rows, rowsSeen: Int

        enum CodingKeys: String, CodingKey {
            case name, version, rows
            case horizonDays = "horizon_days"
            case trainedFrom = "trained_from"
            case trainedTo = "trained_to"
            case rowsSeen = "rows_seen"
        }
    }

    /// The champion on the last horizon, with the days it ran over.
    struct Holdout: Encodable, Sendable {
        let from, to: String
        let figures: ChurnFigures

        func encode(to encoder: any Encoder) throws {
            try figures.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(from, forKey: .from)
            try container.encode(to, forKey: .to)
        }

        private enum CodingKeys: String, CodingKey { case from, to }
    }

    struct Factor: Encodable, Sendable {
        let factor, text: String
        let meanAbsoluteContribution: Double

        enum CodingKeys: String, CodingKey {
            case factor, text
            case meanAbsoluteContribution = "mean_absolute_contribution"
        }
    }

    /// `fitted`, `stored` (by the fit of an earlier night) or `not_enough_data`.
    package let outcome: String
    /// Why there is no fit of tonight where one was due; `nil` otherwise.
    @OrNull package var reason: String?
    @OrNull var model: Model?
    @OrNull package var fittedAsOf: Instant?
    @OrNull package var horizon: ChurnHorizon?
    /// Why the champion is the champion.
    @OrNull package var choice: String?
    @OrNull var holdout: Holdout?
    let candidates: [ChurnModel.Candidate]
    @OrNull var recencyBaseline: ChurnModel.Candidate?
    let calibration: [ChurnFigures.Bin]
    /// Customers by level.
    package let levels: [String: Int]
    let factors: [Factor]
    /// Probability × value of everybody, in units of the currency; `nil` without a model of lifetime value.
    @OrNull var valueAtStake: Double?

    enum CodingKeys: String, CodingKey {
        case outcome, reason, model, horizon, choice, holdout, candidates, calibration, levels, factors
        case fittedAsOf = "fitted_as_of"
        case recencyBaseline = "recency_baseline"
        case valueAtStake = "value_at_stake"
    }

    /// - Parameters:
    ///   - model: by which tonight's scores come; `nil` where there is none.
    ///   - isFitted: whether it was fitted tonight.
    ///   - reason: why tonight has no fit of its own though one was due.
    ///   - scores: of all customers.
    ///   - customers: how many there are.
    package init(_ model: ChurnModel?, isFitted: Bool, reason: String?, scores: ChurnScores?, customers: Int) {
        outcome = model == nil ? "not_enough_data" : (isFitted ? "fitted" : "stored")
        self.reason = reason
        self.model = model.map { Model($0) }
        fittedAsOf = model?.cutoff
        horizon = model?.horizon
        choice = model?.choice
        holdout = model.flatMap { model in
            model.holdout.map { figures in
                Holdout(from: text(model.windows.holdout + 1), to: text(model.windows.end), figures: figures)
            }
        }
        candidates = model?.candidates ?? []
        recencyBaseline = model?.recencyBaseline
        calibration = model?.holdout?.calibration ?? []
        let counts = scores?.levels ?? [(.unknown, customers)]
        levels = Dictionary(uniqueKeysWithValues: counts.map { ($0.level.rawValue, $0.customers) })
        factors = (scores?.meanAbsoluteContributions ?? []).filter { $0.logOdds > 0 }.map {
            Factor(factor: $0.name, text: ChurnWords.of($0.name).name, meanAbsoluteContribution: $0.logOdds)
        }
        let stakes = (scores?.valueAtStake ?? []).filter { !$0.isNaN }
        valueAtStake = stakes.isEmpty ? nil : stakes.reduce(0, +)
    }
}

extension ChurnReport.Model {
    init(_ model: ChurnModel) {
        self.init(
            name: model.name, version: model.version, horizonDays: model.horizonDays,
            trainedFrom: text((model.windows.training.first ?? model.windows.calibration) + 1),
            trainedTo: text((model.windows.training.last ?? 0) + model.windows.horizonDays), rows: model.trainingRows,
            rowsSeen: model.trainingRowsSeen)
    }
}

private func text(_ day: Int32) -> String { "\(CivilDate(daysSince1970: day))" }
