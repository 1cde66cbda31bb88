/// Probabilities from margins: logistic(`slope` · margin + `intercept`).
///
/// The order of the scores stays, and so does a sum of contributions: times the slope, they add up to the calibrated
/// log-odds.
///
/// Source: Platt (1999), "Probabilistic outputs for support vector machines"; Lin, Lin & Weng (2007) for the search.
package struct PlattScaling: Codable, Equatable, Sendable {
    /// Calibrated log-odds for one unit of margin; > 0.
    package let slope: Double
    /// Calibrated log-odds at margin 0.
    package let intercept: Double

    package init(slope: Double, intercept: Double) {
        (self.slope, self.intercept) = (slope, intercept)
    }

    /// Fits the line to rows that did not train the model.
    ///
    /// The targets are Platt's (N₊ + 1) / (N₊ + 2) and 1 / (N₋ + 2), so that margins which separate the outcomes
    /// still get a finite slope.
    ///
    /// - Parameters:
    ///   - margins: the model's log-odds, finite.
    ///   - labels: what happened.
    /// - Returns: the line of greatest likelihood.
    /// - Throws: ``BinaryFitError``.
    package static func fit(margins: [Double], labels: [Bool]) throws(BinaryFitError) -> PlattScaling {
        precondition(margins.count == labels.count, "\(margins.count) margins for \(labels.count) labels")
        let events = labels.count(where: \.self)
        guard events > 0, events < labels.count else { throw .oneOutcome }
        let high = Double(events + 1) / Double(events + 2)
        let low = 1 / Double(labels.count - events + 2)
        let line = LogisticLine.fit(margins, targets: labels.map { $0 ? high : low })
        guard line.slope > 0, line.slope.isFinite, line.intercept.isFinite else { throw .slopeNotPositive }
        return PlattScaling(slope: line.slope, intercept: line.intercept)
    }

    /// The calibrated log-odds of a margin.
    package func logOdds(_ margin: Double) -> Double {
        slope * margin + intercept
    }

    /// The calibrated probability of a margin, 0...1.
    package func probability(_ margin: Double) -> Double {
        logistic(logOdds(margin))
    }
}
