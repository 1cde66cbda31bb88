internal import Domain
internal import Kernels

/// The frames of past contests as CSV, for whoever wants to try another method on the very same rows.
///
/// Three tables a past day: `train`, `calibration` and `holdout`, one row a buyer and cutoff: `customer_id`, `cutoff` (the last
/// known local day), every feature that the candidates saw (empty where not observed), `is_active` (1 where the last order
/// lies within one horizon) and the label `has_left`. The holdout also carries `recency` and what each candidate made of it:
/// calibrated log-odds.
package enum ChurnExport {
    package struct File: Sendable {
        /// The last known day, a slash, and the table with `.csv` behind it.
        package let path: String
        package let text: String
    }

    /// Runs past contests as ``ChurnBacktest`` does, and hands their tables to `write`.
    ///
    /// - Parameters:
    ///   - source: the shop as of tonight.
    ///   - options: the horizon.
    ///   - cutoffs: how many past days.
    ///   - seed: of the draw of rows.
    ///   - jobs: the number of threads.
    ///   - write: takes one table after the other.
    /// - Throws: what `write` throws.
    package static func run(
        _ source: ChurnSource, _ options: ChurnOptions, cutoffs: Int, seed: UInt64, jobs: Int,
        write: (File) throws -> Void
    ) rethrows {
        let ids = source.shop.customers.ids
        _ = try ChurnBacktest.trials(source, options, cutoffs: cutoffs, seed: seed, jobs: jobs) { trial in
            let (frames, set) = (trial.frames, trial.contest.trainingSet)
            func file(_ name: String, _ parts: [ChurnFrame], _ scores: [(String, [Double])] = []) -> File {
                File(
                    path: "\(trial.knownThrough)/\(name).csv",
                    text: text(parts, set.features, ids, scores))
            }
            try write(file("train", set.frames))
            try write(file("calibration", [frames.calibration]))
            try write(file("holdout", [frames.holdout], scores(trial, jobs: jobs)))
        }
    }

    private static func scores(_ trial: ChurnTrial, jobs: Int) -> [(String, [Double])] {
        let (calibration, holdout) = (trial.frames.calibration, trial.frames.holdout)
        var scores: [(String, [Double])] = []
        if let line = try? ChurnFitter.platt(RecencyBaseline.margins(calibration), calibration.hasLeft ?? []) {
            scores.append((RecencyBaseline.name, RecencyBaseline.margins(holdout).map(line.logOdds)))
        }
        for kind in ChurnCandidate.allCases {
            guard let fit = trial.contest.fit(kind) else { continue }
            scores.append((kind.rawValue, fit.logOdds(holdout, jobs: jobs)))
        }
        return scores
    }

    private static func text(
        _ frames: [ChurnFrame], _ features: [Feature], _ ids: StringTable, _ scores: [(String, [Double])]
    ) -> String {
        let names = ["customer_id", "cutoff"] + features.map(\.name) + ["is_active"] + scores.map(\.0) + ["has_left"]
        var text = names.joined(separator: ",") + "\n"
        for frame in frames {
            let (columns, day) = (frame.columns(features), "\(CivilDate(daysSince1970: frame.day))")
            for row in 0..<frame.count {
                var cells = [quoted(ids[Int(frame.customers[row])]), day]
                cells += columns.map { number($0[row]) }
                cells.append(frame.isActive(row) ? "1" : "0")
                cells += scores.map { number($0.1[row]) }
                cells.append(frame.hasLeft?[row] == true ? "1" : "0")
                text += cells.joined(separator: ",") + "\n"
            }
        }
        return text
    }

    private static func number(_ value: Double) -> String { value.isNaN ? "" : "\(value)" }

    private static func quoted(_ id: String) -> String {
        id.contains { ",\"\n\r".contains($0) } ? "\"" + id.replacing("\"", with: "\"\"") + "\"" : id
    }
}
