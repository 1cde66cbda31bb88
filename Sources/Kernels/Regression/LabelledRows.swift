/// Why no model of a yes-or-no outcome could be fitted.
package enum BinaryFitError: Error, Equatable {
    /// All labels are the same, or there is none: nothing tells the outcomes apart.
    case oneOutcome
    /// The margins do not rise with the outcome: a calibration would turn the order of the scores around.
    case slopeNotPositive
    /// The penalised normal equations have no solution: the penalty is too small for the digits of a `Double`.
    case notIdentified
}

/// Rows whose outcome is known.
package struct LabelledRows: Sendable {
    /// The features, each with a value a row; a number that is not finite is missing.
    package let columns: [[Double]]
    /// What happened in every row.
    package let labels: [Bool]

    /// - Precondition: as many values in every column as labels.
    package init(columns: [[Double]], labels: [Bool]) {
        precondition(columns.allSatisfy { $0.count == labels.count }, "a column has not \(labels.count) rows")
        (self.columns, self.labels) = (columns, labels)
    }

    /// Whether something can be learned from the labels: both outcomes happened.
    var haveBothOutcomes: Bool {
        labels.contains(true) && labels.contains(false)
    }
}
