package import Domain
internal import Kernels

/// A frame of a past contest as CSV, for whoever wants to try another method on the very same rows.
///
/// Three tables a past day: `train`, `calibration` and `holdout`, one row a buyer and cutoff: `customer_id`, `cutoff` (the last
/// known local day), every feature that the candidates saw (empty where not observed), `is_active` (1 where the last order
/// lies within one horizon) and, last, the label `has_left`. The holdout also carries, before the label, what `recency` and
/// each candidate made of it: log-odds by Platt's line alone, without a season, in columns that begin with `score_`.
package struct ChurnExport: Sendable {
    /// The last known day, a slash, and the table with `.csv` behind it.
    package let path: String
    package let text: String
}

extension ChurnTrial {
    /// Hands the three tables to `write`.
    func export(_ ids: StringTable, jobs: Int, to write: (ChurnExport) throws -> Void) rethrows {
        func table(_ name: String, _ parts: [ChurnFrame], _ scores: [(String, [Double])] = []) -> ChurnExport {
            var table = ExportedTable(contest.trainingSet.features, scores: scores.map(\.0))
            for part in parts { table.append(part, ids, scores.map(\.1)) }
            return ChurnExport(path: "\(knownThrough)/\(name).csv", text: table.text)
        }
        try write(table("train", contest.trainingSet.frames))
        try write(table("calibration", [frames.calibration]))
        try write(table("holdout", [frames.holdout], scores(jobs: jobs)))
    }

    private func scores(jobs: Int) -> [(String, [Double])] {
        let (calibration, holdout) = (frames.calibration, frames.holdout)
        var scores: [(String, [Double])] = []
        if let line = try? ChurnFitter.platt(RecencyBaseline.margins(calibration), calibration.hasLeft ?? []) {
            scores.append((RecencyBaseline.name, RecencyBaseline.margins(holdout).map(line.logOdds)))
        }
        for kind in ChurnCandidate.allCases {
            guard let fit = contest.fit(kind) else { continue }
            scores.append((kind.rawValue, fit.plainLogOdds(holdout, jobs: jobs)))
        }
        return scores
    }
}

/// The text of one table.
private struct ExportedTable {
    private let features: [Feature]
    private(set) var text: String

    init(_ features: [Feature], scores: [String]) {
        self.features = features
        let names = ["customer_id", "cutoff"] + features.map(\.name) + ["is_active"] + scores.map { "score_\($0)" }
        text = (names + ["has_left"]).joined(separator: ",") + "\n"
    }

    mutating func append(_ frame: ChurnFrame, _ ids: StringTable, _ scores: [[Double]]) {
        let (columns, day) = (frame.columns(features), "\(CivilDate(daysSince1970: frame.day))")
        for row in 0..<frame.count {
            var cells = [Self.quoted(ids[Int(frame.customers[row])]), day]
            cells += columns.map { Self.number($0[row]) }
            cells.append(frame.isActive(row) ? "1" : "0")
            cells += scores.map { Self.number($0[row]) }
            cells.append(frame.hasLeft?[row] == true ? "1" : "0")
            text += cells.joined(separator: ",") + "\n"
        }
    }

    private static func number(_ value: Double) -> String { value.isNaN ? "" : "\(value)" }

    private static func quoted(_ id: String) -> String {
        id.contains { ",\"\n\r".contains($0) } ? "\"" + id.replacing("\"", with: "\"\"") + "\"" : id
    }
}
