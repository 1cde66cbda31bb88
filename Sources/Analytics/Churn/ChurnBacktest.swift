internal import Domain

/// The contest as it would have been on past days, held against what followed.
package enum ChurnBacktest {
    /// One candidate, or the baseline, on one past day.
    package struct Entry: Codable, Sendable {
        /// The last local day that was known.
        package let knownThrough: String
        package let horizonDays: Int
        package let candidate: String
        /// Whether the earlier window had chosen it.
        package let isChampion: Bool
        /// Log loss after calibration on the earlier window; `nil` for the baseline and where it could not be fitted.
        package let selectionLogLoss: Double?
        /// What the season added to every log-odds.
        package let seasonShift: Double?
        /// How it did; `nil` where it could not be fitted.
        package let figures: ChurnFigures?
        /// Why it could not be.
        package let reason: String?

        private enum CodingKeys: String, CodingKey {
            case candidate, figures, reason
            case knownThrough = "known_through"
            case horizonDays = "horizon_days"
            case isChampion = "is_champion"
            case selectionLogLoss = "selection_log_loss"
            case seasonShift = "season_shift"
        }
    }

    /// Repeats training, calibration and judgement at past cutoffs.
    ///
    /// - Parameters:
    ///   - source: the shop as of tonight.
    ///   - options: the horizon.
    ///   - cutoffs: how many past days, one horizon apart; the last window ends with the shop's last day.
    ///   - seed: of the draw of rows.
    ///   - jobs: the number of threads.
    ///   - export: takes the frames of every day as tables, one after the other; `nil` makes none.
    /// - Returns: by day, the latest first, then the baseline and each candidate; none for a day with too little before it.
    /// - Throws: what `export` throws.
    package static func run(
        _ source: ChurnSource, _ options: ChurnOptions, cutoffs: Int, seed: UInt64, jobs: Int,
        export: ((ChurnExport) throws -> Void)? = nil
    ) rethrows -> [Entry] {
        let shop = source.shop
        guard let horizon = ChurnHorizon(of: shop, wish: options.horizonDays, jobs: jobs) else { return [] }
        let days = Int32(horizon.days)
        return try (0..<Int32(cutoffs)).flatMap { number -> [Entry] in
            let windows = ChurnWindows(
                first: shop.firstOrderDay, end: shop.lastDay - number * days, horizonDays: days)
            guard let trial = windows.flatMap({ ChurnTrial(source, $0, seed: seed, jobs: jobs) }) else { return [] }
            if let export { try trial.export(shop.customers.ids, jobs: jobs, to: export) }
            return entries(of: trial, jobs: jobs)
        }
    }

    private static func entries(of trial: ChurnTrial, jobs: Int) -> [Entry] {
        let (frames, contest) = (trial.frames, trial.contest)
        let baseline = RecencyBaseline.judged(
            frames.calibration, on: frames.holdout, season: frames.season, jobs: jobs)
        return ([baseline] + contest.judged(on: frames.holdout, jobs: jobs)).map { candidate in
            Entry(
                knownThrough: trial.knownThrough, horizonDays: Int(frames.windows.horizonDays),
                candidate: candidate.name, isChampion: candidate.name == contest.champion?.rawValue,
                selectionLogLoss: candidate.selectionLogLoss, seasonShift: candidate.seasonShift,
                figures: candidate.holdout, reason: candidate.reason)
        }
    }
}

/// One past contest.
struct ChurnTrial {
    let frames: ChurnFrames
    let contest: ChurnContest

    /// `nil` where there is too little before the windows.
    init?(_ source: ChurnSource, _ windows: ChurnWindows, seed: UInt64, jobs: Int) {
        frames = ChurnFrames(source, windows, jobs: jobs)
        guard frames.latestTraining.count >= ChurnGate.leastBuyers, frames.refusal == nil else { return nil }
        contest = ChurnContest(
            frames.training, calibration: frames.calibration, later: frames.holdout, season: frames.season, seed: seed,
            jobs: jobs)
    }

    var knownThrough: String { "\(CivilDate(daysSince1970: frames.windows.holdout))" }
}
