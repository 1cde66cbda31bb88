internal import Domain
package import Kernels

/// One fitted candidate: margins of leaving, and what each thing adds to them.
package enum ChurnPredictor: Codable, Sendable {
    case lifetime(SilenceModel)
    /// With the features, by name, whose columns it was fitted on.
    case additive(AdditiveLogistic, features: [String])
    case trees(BoostedTrees, features: [String])

    /// The names of what contributes, in the order of ``contributions(_:jobs:)``.
    package var names: [String] {
        switch self {
        case .lifetime: [SilenceModel.repeatsName, SilenceModel.lastDaysName, SilenceModel.ageDaysName]
        case .additive(_, let features), .trees(_, let features): features
        }
    }

    /// The values of what contributes, a column a name.
    func values(_ frame: ChurnFrame) -> [[Double]] {
        switch self {
        case .lifetime: [frame.repeats, frame.lastDays, frame.ageDays]
        case .additive(_, let features), .trees(_, let features): frame.columns(named: features)
        }
    }

    /// The margin that contributions are counted from.
    package var base: Double {
        switch self {
        case .lifetime(let model): model.base
        case .additive(let model, _): model.base
        case .trees(let model, _): model.base
        }
    }

    /// The log-odds of leaving of every row, before calibration.
    package func margins(_ frame: ChurnFrame, jobs: Int) -> [Double] {
        switch self {
        case .lifetime(let model): model.margins(frame, jobs: jobs)
        case .additive(let model, _): model.margins(columns: values(frame), jobs: jobs)
        case .trees(let model, _): model.margins(columns: values(frame), jobs: jobs)
        }
    }

    /// What each thing adds to the margin, a column a name; with ``base`` a row adds up to its margin.
    package func contributions(_ frame: ChurnFrame, jobs: Int) -> [[Double]] {
        switch self {
        case .lifetime(let model): model.contributions(frame, jobs: jobs)
        case .additive(let model, _): model.contributions(columns: values(frame), rows: 0..<frame.count, jobs: jobs)
        case .trees(let model, _): model.contributions(columns: values(frame), rows: 0..<frame.count, jobs: jobs)
        }
    }
}

extension ChurnFrame {
    /// The columns of features by their public names.
    func columns(named names: [String]) -> [[Double]] {
        names.map { name in
            guard let column = Feature.columnByName[name] else { preconditionFailure("no feature is called \(name)") }
            return features[column]
        }
    }
}

extension Feature {
    fileprivate static let columnByName = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.name, $0.rawValue) })
}
