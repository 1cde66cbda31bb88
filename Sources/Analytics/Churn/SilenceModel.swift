internal import Domain
internal import Foundation
package import Kernels

/// The closed form of a lifetime model as a predictor: the log-odds of no order within the horizon.
///
/// Contributions are exact Shapley values over x, t_x and T of the game whose value is the margin of the history that takes
/// the players' own values and the reference's for all others; where such a history cannot be, t_x is 0 without a repeat
/// order and at most T. The reference is the history of medians.
///
/// Source: Sundararajan & Najmi (2020), "The many Shapley values for model explanation", baseline Shapley.
package struct SilenceModel: Codable, Sendable {
    package static let repeatsName = "repeat_order_days"
    package static let lastDaysName = "first_to_last_order_days"
    package static let ageDaysName = "days_since_first_order"

    let model: RepeatPurchaseModel
    /// x, t_x and T of the reference; times in days.
    package let reference: [Double]
    let horizonDays: Double

    /// The unit of the model's times.
    static let unit = LifetimeTimeUnit.week

    package init(_ model: RepeatPurchaseModel, _ frame: ChurnFrame) {
        self.model = model
        reference = [frame.repeats, frame.lastDays, frame.ageDays].map { median($0) ?? 0 }
        horizonDays = Double(frame.horizonDays)
    }

    /// Fits a model to what was known by a frame's day.
    static func fit(_ kind: RepeatPurchaseModelKind, _ frame: ChurnFrame, jobs: Int) -> RepeatPurchaseFit {
        let histories = PurchaseHistories(
            frequency: frame.repeats.map { Int32($0) }, recency: frame.lastDays.map { $0 / unit.days },
            age: frame.ageDays.map { $0 / unit.days })
        return RepeatPurchaseFit.fit(kind, histories, jobs: jobs)
    }

    /// The log-odds of no order, of a history that may be none.
    package func margin(_ x: Double, _ lastDays: Double, _ ageDays: Double) -> Double {
        let unit = Self.unit.days
        let age = max(0, ageDays / unit)
        let recency = x > 0 ? min(max(0, lastDays / unit), age) : 0
        let silent = model.probabilityOfNoPurchase(frequency: x, recency: recency, age: age, in: horizonDays / unit)
        // Far from 0 and 1, so that a calibration stays finite.
        let p = min(1 - 1e-9, max(1e-9, silent))
        return log(p / (1 - p))
    }

    /// What each of x, t_x and T adds to the reference's margin.
    package func shapley(_ own: [Double]) -> [Double] {
        let values = (0..<8).map { coalition in
            let mixed = (0..<3).map { coalition >> $0 & 1 == 1 ? own[$0] : reference[$0] }
            return margin(mixed[0], mixed[1], mixed[2])
        }
        return shapleyValues(of: values, players: 3)
    }

    /// The margin of the reference.
    package var base: Double { margin(reference[0], reference[1], reference[2]) }
}

extension SilenceModel {
    /// The margin of every row.
    func margins(_ frame: ChurnFrame, jobs: Int) -> [Double] {
        Partitions.map(total: frame.count, jobs: jobs) { rows in
            rows.map { margin(frame.repeats[$0], frame.lastDays[$0], frame.ageDays[$0]) }
        }.flatMap { $0 }
    }

    /// What x, t_x and T add to the margin of every row, a column each.
    func contributions(_ frame: ChurnFrame, jobs: Int) -> [[Double]] {
        let parts = Partitions.map(total: frame.count, jobs: jobs) { rows in
            rows.map { shapley([frame.repeats[$0], frame.lastDays[$0], frame.ageDays[$0]]) }
        }
        return (0..<3).map { player in parts.flatMap { part in part.map { $0[player] } } }
    }
}
