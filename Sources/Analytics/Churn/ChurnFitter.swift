internal import Domain
internal import Kernels

/// Fits one candidate after the other to the same rows.
package struct ChurnFitter: Sendable {
    private let set: ChurnTrainingSet
    let calibration, later: ChurnFrame
    let season: ChurnSeason?
    let jobs: Int

    /// - Parameters:
    ///   - set: the rows that train.
    ///   - calibration: what followed them.
    ///   - later: the frame that will be scored: the lifetime model is fitted to its histories, which hold no label.
    ///   - season: the year before; `nil` where that is not known.
    ///   - jobs: the number of threads.
    package init(
        _ set: ChurnTrainingSet, calibration: ChurnFrame, later: ChurnFrame, season: ChurnSeason?, jobs: Int
    ) {
        (self.set, self.calibration, self.later, self.season) = (set, calibration, later, season)
        self.jobs = jobs
    }

    /// A candidate, and how well it did where it was calibrated.
    struct Contestant {
        let fit: CalibratedChurn
        /// Mean log loss of the calibration frame, in nats, by what was known before the frame's labels.
        let selectionLogLoss: Double
    }

    /// Fits a candidate and calibrates it.
    package func fit(_ kind: ChurnCandidate) throws(ChurnRefusal) -> CalibratedChurn {
        try contestant(kind).fit
    }

    /// The same with what the contest ranks it by.
    func contestant(_ kind: ChurnCandidate) throws(ChurnRefusal) -> Contestant {
        switch kind {
        case .lifetime: try fitLifetime()
        case .additive: try calibrated(additive())
        case .trees: try calibrated(trees())
        }
    }

    /// A predictor with the line through its margins on the calibration frame.
    private func calibrated(_ predictor: ChurnPredictor) throws(ChurnRefusal) -> Contestant {
        let line = try Self.platt(predictor.margins(calibration, jobs: jobs), calibration.hasLeft ?? [])
        let fit = inSeason(CalibratedChurn(predictor: predictor, calibration: line))
        return Contestant(fit: fit, selectionLogLoss: ChurnContest.logLoss(fit, calibration, jobs: jobs))
    }

    /// The same with what the season adds.
    func inSeason(_ fit: CalibratedChurn) -> CalibratedChurn {
        var fit = fit
        fit.seasonShift = season?.shift { fit.plainLogOdds($0, jobs: jobs) } ?? 0
        return fit
    }

    static func platt(_ margins: [Double], _ labels: [Bool]) throws(ChurnRefusal) -> PlattScaling {
        do throws(BinaryFitError) {
            return try PlattScaling.fit(margins: margins, labels: labels)
        } catch { throw ChurnRefusal(error) }
    }

    /// The additive model, its penalties chosen on later rows, then fitted to all.
    package func additive() throws(ChurnRefusal) -> ChurnPredictor {
        let (early, late) = set.split
        do throws(BinaryFitError) {
            let choice = try AdditiveLogistic.fit(rows(early), validation: rows(late), jobs: jobs)
            var options = AdditiveLogistic.Options()
            (options.smoothness, options.ridge) = (choice.smoothness, choice.ridge)
            let model = try AdditiveLogistic.fit(rows(set.frames), options: options, jobs: jobs)
            return .additive(model, features: set.features.map(\.name))
        } catch { throw ChurnRefusal(error) }
    }

    /// The trees, their number chosen on later rows, then grown on all.
    package func trees() throws(ChurnRefusal) -> ChurnPredictor {
        let (early, late) = set.split
        let constraints = set.features.map(ChurnSign.of)
        do throws(BinaryFitError) {
            let choice = try BoostedTrees.fit(
                rows(early), validation: rows(late), constraints: constraints, jobs: jobs)
            var options = choice.options
            options.maximumTrees = max(1, choice.trees.count)
            let model = try BoostedTrees.fit(
                rows(set.frames), constraints: constraints, options: options, jobs: jobs)
            return .trees(model, features: set.features.map(\.name))
        } catch { throw ChurnRefusal(error) }
    }

    private func rows(_ frames: [ChurnFrame]) -> LabelledRows {
        LabelledRows(columns: frames.columns(set.features), labels: frames.labels)
    }
}

extension ChurnRefusal {
    fileprivate init(_ error: BinaryFitError) {
        reason =
            switch error {
            case .oneOutcome: "nobody left, or everybody did, in the rows at hand"
            case .slopeNotPositive: "its scores do not rise with leaving in the window that calibrates"
            case .notIdentified: "its equations have no solution"
            }
    }
}

extension ChurnTrainingSet {
    /// Rows that fit, and later ones that tell when to stop.
    var split: (early: [ChurnFrame], late: [ChurnFrame]) {
        guard frames.count < 2 else { return (Array(frames.dropLast()), [frames[frames.count - 1]]) }
        func part(_ isLate: Bool) -> [ChurnFrame] {
            frames.map { frame in frame.rows(frame.customers.indices.filter { ($0 % 5 == 4) == isLate }) }
        }
        return (part(false), part(true))
    }
}

/// What is known beforehand of how a feature moves the risk.
///
/// Only of features of the silence itself: a longer one never makes leaving less likely. How often somebody used to buy
/// has no sign of its own, since the same silence says more of a frequent buyer.
enum ChurnSign {
    static func of(_ feature: Feature) -> Int {
        switch feature {
        case .recencyDays, .overdueRatio: 1
        case .orders90d: -1
        default: 0
        }
    }
}
