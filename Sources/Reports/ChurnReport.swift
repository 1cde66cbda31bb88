package import Analytics
package import Domain

/// The report `churn`: who is likely to leave, by which model, and how it did on a holdout.
package struct ChurnReport: Report {
    package static let name = ReportName.churn

    /// What scores: the champion's fit.
    struct Model: Codable, Sendable, Documented {
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

        static let meanings = [
            "name": "Candidate that scores: `lifetime`, `additive` or `trees`.",
            "version": "Version of the fit.",
            "horizon_days": "Churn is no order within so many days.",
            "trained_from": "First local day whose records or labels trained the candidates.",
            "trained_to": "Last such day.",
            "rows": "Rows (customer and cutoff) that trained them.",
            "rows_seen": "Rows there were; where `rows` is smaller they are a sample.",
        ]
    }

    /// The champion on the last horizon, with the days it ran over.
    struct Holdout: Codable, Sendable, Documented {
        let from, to: String
        let figures: ChurnFigures

        init(from: String, to: String, figures: ChurnFigures) {
            (self.from, self.to, self.figures) = (from, to, figures)
        }

        init(from decoder: any Decoder) throws {
            figures = try ChurnFigures(from: decoder)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            from = try container.decode(String.self, forKey: .from)
            to = try container.decode(String.self, forKey: .to)
        }

        func encode(to encoder: any Encoder) throws {
            try figures.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(from, forKey: .from)
            try container.encode(to, forKey: .to)
        }

        private enum CodingKeys: String, CodingKey { case from, to }

        static let meanings = ChurnFigures.meanings.merging([
            "from": "First local day of the holdout.", "to": "Last one.",
        ]) { own, _ in own }
    }

    struct Factor: Codable, Sendable, Documented {
        let factor, text: String
        let meanAbsoluteContribution: Double

        enum CodingKeys: String, CodingKey {
            case factor, text
            case meanAbsoluteContribution = "mean_absolute_contribution"
        }

        static let meanings = [
            "factor": "Name of the feature, or of the part of the model.",
            "text": "The same in words.",
            "mean_absolute_contribution":
                "Mean over customers of its absolute contribution to the log-odds of leaving.",
        ]
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
    /// How the last refit did against the champion; `nil` without one.
    @OrNull package var contest: ChampionContest?

    enum CodingKeys: String, CodingKey {
        case outcome, reason, model, horizon, choice, holdout, candidates, calibration, levels, factors, contest
        case fittedAsOf = "fitted_as_of"
        case recencyBaseline = "recency_baseline"
        case valueAtStake = "value_at_stake"
    }

    package static let meanings = [
        "outcome": "`fitted` in this run, `stored` (scored by an earlier fit) or `not_enough_data`.",
        "reason": "Why this run has no fit though one was due; null otherwise.",
        "model": "What scores; null without a model.",
        "fitted_as_of": "Records before this instant fitted it.",
        "horizon": "How the horizon was chosen.",
        "choice": "Why the champion was chosen among the candidates.",
        "holdout": "The champion on the last horizon, which chose nothing.",
        "candidates": "Every candidate, on windows it did not know.",
        "recency_baseline": "Recency alone, on the same rows under the same calibration.",
        "calibration": "Predicted and observed share in 15 bins of about equal count, the lowest first.",
        "levels":
            "Customers by level of probability: `low` below 0.3, `medium` from 0.3, `high` from 0.5, `critical` from 0.7, "
            + "`unknown` without a score.",
        "factors": "What moves scores, the most first.",
        "value_at_stake":
            "Sum over customers of churn probability × expected net value of 12 months × margin, in the currency; "
            + "null without a lifetime model.",
        "contest": "The last refit against the champion; null without one.",
    ]

    /// - Parameters:
    ///   - model: by which tonight's scores come; `nil` where there is none.
    ///   - isFitted: whether it was fitted tonight.
    ///   - reason: why tonight has no fit of its own though one was due.
    ///   - scores: of all customers.
    ///   - customers: how many there are.
    ///   - contest: how the last refit did against the champion.
    package init(
        _ model: ChurnModel?, isFitted: Bool, reason: String?, scores: ChurnScores?, customers: Int,
        contest: ChampionContest? = nil
    ) {
        self.contest = contest
        outcome = model == nil ? "not_enough_data" : (isFitted ? "fitted" : "stored")
        self.reason = reason
        self.model = model.map { Model($0) }
        fittedAsOf = model?.cutoff
        horizon = model?.horizon
        choice = model?.choice
        holdout = model.flatMap { model in
            model.holdout.map { figures in
                Holdout(from: date(model.windows.holdout + 1), to: date(model.windows.end), figures: figures)
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
            trainedFrom: date((model.windows.training.first ?? model.windows.calibration) + 1),
            trainedTo: date((model.windows.training.last ?? 0) + model.windows.horizonDays), rows: model.trainingRows,
            rowsSeen: model.trainingRowsSeen)
    }
}

private func date(_ day: Int32) -> String { "\(CivilDate(daysSince1970: day))" }

extension ChurnReport {
    package func text(_ style: TextStyle) -> String {
        let contest = FigureTable(
            candidates,
            [
                .text("name", \.name), .number("selection_log_loss", \.selectionLogLoss),
                .number("holdout.auc", \.holdout?.auc), .number("holdout.auc_active", \.holdout?.activeAUC),
                .number("holdout.brier", \.holdout?.brier), .number("holdout.log_loss", \.holdout?.logLoss),
                .number("holdout.ece", \.holdout?.ece), .number("holdout.lift_top_decile", \.holdout?.liftTopDecile),
            ])
        let bins = FigureTable(
            calibration,
            [
                .count("bin", \.bin), .count("customers", \.customers), .number("predicted", \.predicted),
                .number("observed", \.observed),
            ])
        let reasons = FigureTable(
            factors,
            [
                .text("factor", \.factor), .number("mean_absolute_contribution", \.meanAbsoluteContribution),
                .text("text", \.text),
            ])
        return headline + [contest.text, bins.text, reasons.text].asParts
    }

    /// Which model scores, why, and how it did.
    private var headline: String {
        var lines: [String] = []
        if let reason { lines.append("this run has no refit: \(reason)") }
        if let model {
            lines.append("churn is no order within \(model.horizonDays) days; model \(model.name) v\(model.version)")
            lines.append("  trained on \(Figure.count(model.rows)) rows of \(model.trainedFrom) to \(model.trainedTo)")
        }
        if let choice { lines.append("  because \(choice)") }
        if let holdout {
            lines.append(
                "holdout \(holdout.from) to \(holdout.to), \(Figure.percent(holdout.figures.churnRate)) left:")
            lines.append("  \(Self.text(holdout.figures))")
        }
        if let recency = recencyBaseline?.holdout { lines.append("  recency alone: \(Self.text(recency))") }
        if let contest { lines.append("last refit v\(contest.challenger.version): \(contest.verdict)") }
        let counts = ChurnLevel.allCases.map { "\($0.rawValue) \(Figure.count(levels[$0.rawValue] ?? 0))" }
        lines.append("customers: \(counts.joined(separator: ", "))")
        if let valueAtStake { lines.append("value at stake: \(Figure.decimal(valueAtStake))") }
        return lines.map { $0 + "\n" }.joined() + "\n"
    }

    private static func text(_ found: ChurnFigures) -> String {
        func figure(_ number: Double?) -> String { Figure.decimal(number, 3) }
        return "AUC \(figure(found.auc)) (active \(figure(found.activeAUC))), log loss \(figure(found.logLoss)), Brier "
            + "\(figure(found.brier)), ECE \(figure(found.ece)), lift of the top tenth \(figure(found.liftTopDecile))"
    }
}

extension ChampionContest {
    /// What came of the contest, in words.
    package var verdict: String {
        guard let champion else { return "first champion, since \(reason)" }
        let outcome = isPromoted ? "took the place of" : "did not take the place of"
        let line = "\(outcome) v\(champion.version): \(reason)"
        guard let metric else { return line }
        return line + "; \(metric) \(Figure.decimal(challenger.score, 4)) against \(Figure.decimal(champion.score, 4))"
    }
}
