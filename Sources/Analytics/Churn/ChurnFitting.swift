package import Domain
internal import Kernels

/// Learns who leaves a shop: horizon, frames, contest, judgement, and the fit that scores.
package enum ChurnFitting {
    package enum Outcome: Sendable {
        case fitted(ChurnModel)
        /// Why there is no model of tonight's data, as a clause: too little of it, or no candidate that can be used.
        case refused(String)
    }

    /// Fits and judges the candidates.
    ///
    /// - Parameters:
    ///   - source: the shop as of tonight.
    ///   - options: what the pipeline asks for.
    ///   - version: the number of the fit.
    ///   - seed: of the draw of rows, where there are more than can be afforded.
    ///   - jobs: the number of threads; nothing depends on it.
    /// - Returns: the model with all its evidence, or why there is none.
    package static func fit(
        _ source: ChurnSource, _ options: ChurnOptions, version: Int, seed: UInt64, jobs: Int
    ) -> Outcome {
        let shop = source.shop
        let tonight = ChurnFrame(shop, day: shop.lastDay, horizonDays: 0, jobs: jobs)
        if let reason = ChurnGate.reason(ofBuyers: tonight) { return .refused(reason) }
        guard let horizon = ChurnHorizon(of: shop, wish: options.horizonDays, jobs: jobs),
            let windows = ChurnWindows(
                first: shop.firstOrderDay, end: shop.lastDay, horizonDays: Int32(horizon.days))
        else { return .refused(ChurnGate.reason(withoutHorizon: options.horizonDays, shop)) }
        let frames = ChurnFrames(source, windows, jobs: jobs)
        if let reason = frames.refusal { return .refused(reason) }
        let contest = ChurnContest(
            frames.training, calibration: frames.calibration, later: frames.holdout, season: frames.season, seed: seed,
            jobs: jobs)
        guard let champion = contest.champion, let judged = contest.fit(champion) else {
            return .refused("no churn model could be fitted: \(contest.refusals)")
        }
        let ahead = ChurnFrame(shop, day: shop.lastDay, horizonDays: windows.horizonDays, jobs: jobs)
        let (score, reason) = movedOn(champion, judged, frames, ahead, seed: seed, jobs: jobs)
        return .fitted(
            ChurnModel(
                version: version, cutoff: shop.asOf, horizon: horizon, windows: windows,
                trainingRows: contest.trainingSet.rows, trainingRowsSeen: contest.trainingSet.rowsSeen,
                population: frames.population, champion: champion, choice: contest.choice,
                candidates: contest.judged(on: frames.holdout, jobs: jobs),
                recencyBaseline: RecencyBaseline.judged(
                    frames.calibration, on: frames.holdout, season: frames.season, jobs: jobs),
                judged: judged,
                score: score, notMovedOn: reason,
                yardsticks: score.predictor.yardsticks(frames.holdout)))
    }

    /// The champion on the latest labels: calibration trains too, the holdout calibrates, and nothing judges it.
    private static func movedOn(
        _ champion: ChurnCandidate, _ judged: CalibratedChurn, _ frames: ChurnFrames, _ ahead: ChurnFrame, seed: UInt64,
        jobs: Int
    ) -> (CalibratedChurn, reason: String?) {
        let (training, calibration) = frames.movedOn
        let set = ChurnTrainingSet(training, seed: seed)
        do throws(ChurnRefusal) {
            let fitter = ChurnFitter(
                set, calibration: calibration, later: ahead, season: frames.laterSeason, jobs: jobs)
            return (try fitter.fit(champion), nil)
        } catch { return (judged, error.reason) }
    }
}

extension ChurnContest {
    func fit(_ kind: ChurnCandidate) -> CalibratedChurn? {
        entries.first { $0.kind == kind }.flatMap { try? $0.outcome.get() }
    }

    /// Why each candidate could not be fitted.
    var refusals: String {
        entries.compactMap { entry in
            if case .failure(let refusal) = entry.outcome { return "\(entry.kind.rawValue): \(refusal.reason)" }
            return nil
        }.joined(separator: "; ")
    }
}

extension ChurnPredictor {
    fileprivate func yardsticks(_ frame: ChurnFrame) -> [ChurnModel.Yardstick] {
        zip(names, values(frame)).map { ChurnModel.Yardstick(name: $0, median: median($1)) }
    }
}

extension ChurnModel {
    /// How well the champion, as it was judged, tells what the buyers by the end of a local day did in the horizon after
    /// it: the logarithm of the probability of what each did, in the order of the customers.
    ///
    /// For two models of one horizon, on a day on which the judged fits of both had seen no later label.
    package func logLikelihoods(_ source: ChurnSource, day: Int32, jobs: Int) -> [Double] {
        let frame = ChurnFrame.make(
            source, day: day, horizonDays: windows.horizonDays, population: population, jobs: jobs
        ).frame
        return judged.logLikelihoods(frame, jobs: jobs)
    }
}
