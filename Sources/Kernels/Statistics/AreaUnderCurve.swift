/// The area under the receiver operating characteristic, with DeLong's standard error.
///
/// The probability that a row with the event has a higher score than one without; equal scores count half.
///
/// Source: DeLong, DeLong & Clarke-Pearson (1988); by mid-ranks as in Sun & Xu (2014).
package struct AreaUnderCurve: Codable, Equatable, Sendable {
    /// 0...1; 0.5 for scores that tell nothing.
    package let value: Double
    /// `nil` with fewer than two rows of either outcome.
    package let standardError: Double?

    /// `nil` where an outcome has no row.
    ///
    /// - Precondition: as many scores as labels, none NaN.
    package init?(scores: [Double], labels: [Bool]) {
        guard let placements = Placements(scores, labels) else { return nil }
        value = placements.area
        standardError = placements.covariance(with: placements).map { max(0, $0).squareRoot() }
    }

    /// The area under the first scores minus that under the second ones, of the same rows.
    ///
    /// - Returns: the difference with its standard error, which knows that both saw the same rows; `nil` with fewer than
    ///   two rows of either outcome.
    package static func difference(
        _ first: [Double], _ second: [Double], labels: [Bool]
    ) -> (value: Double, standardError: Double)? {
        guard let a = Placements(first, labels), let b = Placements(second, labels),
            let aa = a.covariance(with: a), let bb = b.covariance(with: b), let ab = a.covariance(with: b)
        else { return nil }
        return (a.area - b.area, max(0, aa + bb - 2 * ab).squareRoot())
    }
}

/// Where every row stands among the rows of the other outcome.
private struct Placements {
    /// Of every event the share of the others below it, and of every other row the share of events above it.
    let events, others: [Double]

    init?(_ scores: [Double], _ labels: [Bool]) {
        precondition(scores.count == labels.count, "\(scores.count) scores for \(labels.count) labels")
        let (all, chosen) = (ranks(scores), labels.indices.filter { labels[$0] })
        let rest = labels.indices.filter { !labels[$0] }
        guard !chosen.isEmpty, !rest.isEmpty else { return nil }
        let (m, n) = (Double(chosen.count), Double(rest.count))
        // A rank among all minus the rank among one's own counts the others below.
        events = zip(chosen, ranks(chosen.map { scores[$0] })).map { (all[$0] - $1) / n }
        others = zip(rest, ranks(rest.map { scores[$0] })).map { 1 - (all[$0] - $1) / m }
    }

    var area: Double {
        events.reduce(0, +) / Double(events.count)
    }

    func covariance(with other: Placements) -> Double? {
        guard events.count > 1, others.count > 1 else { return nil }
        return sampleCovariance(events, other.events) / Double(events.count)
            + sampleCovariance(others, other.others) / Double(others.count)
    }
}

private func sampleCovariance(_ x: [Double], _ y: [Double]) -> Double {
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    return zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / (n - 1)
}
