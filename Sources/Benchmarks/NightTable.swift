import Foundation

/// Medians over the runs of one kind, a line a stage.
struct NightTable {
    let text: String

    init(_ samples: [Night.Sample]) {
        let names = samples.first?.stages.map(\.name) ?? []
        var lines = [Self.line("stage", "seconds", "rows/s", "peak MiB")]
        for (index, name) in names.enumerated() {
            let stages = samples.map { $0.stages[index] }
            let seconds = Self.median(stages.map(\.seconds))
            let rate = seconds > 0 ? Double(stages[0].rowsIn) / seconds : 0
            lines.append(
                Self.line(
                    name, String(format: "%.2f", seconds), String(format: "%.0f", rate),
                    String(format: "%.0f", Self.median(stages.map(\.peakMib)))))
        }
        let peaks = samples.map { $0.stages.map(\.peakMib).max() ?? 0 }
        lines.append(
            Self.line(
                "whole run", String(format: "%.2f", Self.median(samples.map(\.wallSeconds))), "",
                String(format: "%.0f", Self.median(peaks))))
        text = lines.joined()
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    private static func line(_ cells: String...) -> String {
        let padded = cells.enumerated().map { index, cell in
            let blanks = String(repeating: " ", count: max(0, 12 - cell.count))
            return index == 0 ? cell + blanks : blanks + cell
        }
        return "  " + padded.joined() + "\n"
    }
}
