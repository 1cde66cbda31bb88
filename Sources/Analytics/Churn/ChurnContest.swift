internal import Domain
internal import Kernels

/// The contest of the candidates on one cut of a shop's time.
///
/// All are fitted to the training frames, calibrated on the calibration frame, and ranked there by their log loss after
/// calibration. The holdout reports, and chooses nothing.
struct ChurnContest: Sendable {
    /// One candidate, fitted and calibrated, or why it could not be.
    struct Entry: Sendable {
        let kind: ChurnCandidate
        let outcome: Result<CalibratedChurn, ChurnRefusal>
        let selectionLogLoss: Double?
    }

    let entries: [Entry]
    let trainingSet: ChurnTrainingSet

    /// Fits and calibrates every candidate.
    ///
    /// - Parameters:
    ///   - training: the earliest first.
    ///   - calibration: what followed the training.
    ///   - later: the frame that will be scored: the lifetime model is fitted to its histories, which hold no label.
    ///   - season: the year before; `nil` where that is not known.
    ///   - seed: of the draw of rows, where there are more than can be afforded.
    ///   - jobs: the number of threads.
    init(
        _ training: [ChurnFrame], calibration: ChurnFrame, later: ChurnFrame, season: ChurnSeason?, seed: UInt64,
        jobs: Int
    ) {
        let set = ChurnTrainingSet(training, seed: seed)
        trainingSet = set
        entries = ChurnCandidate.allCases.map { kind in
            let fitter = ChurnFitter(set, calibration: calibration, later: later, season: season, jobs: jobs)
            let outcome = Result { () throws(ChurnRefusal) in try fitter.contestant(kind) }
            return Entry(
                kind: kind, outcome: outcome.map(\.fit), selectionLogLoss: (try? outcome.get())?.selectionLogLoss)
        }
    }

    /// The candidate of least log loss; `nil` where none could be fitted.
    var champion: ChurnCandidate? {
        entries.filter { $0.selectionLogLoss != nil }
            .min { ($0.selectionLogLoss ?? 0) < ($1.selectionLogLoss ?? 0) }?.kind
    }

    /// Why the champion is the champion, as a clause.
    var choice: String {
        let ranked = entries.filter { $0.selectionLogLoss != nil }
        guard let champion else { return "no candidate could be fitted" }
        guard ranked.count > 1 else { return "\(champion.rawValue) is the only candidate that could be fitted" }
        return "\(champion.rawValue) has the least log loss after calibration on the earlier window"
    }

    /// How every candidate does on a frame that chose nothing.
    func judged(on holdout: ChurnFrame, jobs: Int) -> [ChurnModel.Candidate] {
        entries.map { entry in
            switch entry.outcome {
            case .success(let fit):
                ChurnModel.Candidate(
                    name: entry.kind.rawValue, reason: nil, selectionLogLoss: entry.selectionLogLoss,
                    seasonShift: fit.seasonShift,
                    holdout: ChurnFigures(fit.logOdds(holdout, jobs: jobs), holdout, jobs: jobs))
            case .failure(let refusal):
                ChurnModel.Candidate(
                    name: entry.kind.rawValue, reason: refusal.reason, selectionLogLoss: nil, seasonShift: nil,
                    holdout: nil)
            }
        }
    }

    /// The mean log loss of the frame that calibrated, in nats: by the line alone, the season is of another window.
    static func logLoss(_ fit: CalibratedChurn, _ frame: ChurnFrame, jobs: Int) -> Double {
        let losses = CalibratedChurn.logLikelihoods(fit.plainLogOdds(frame, jobs: jobs), frame)
        return -losses.reduce(0, +) / Double(max(1, losses.count))
    }
}

/// Why a candidate could not be fitted, as a clause.
package struct ChurnRefusal: Error {
    package let reason: String
}
