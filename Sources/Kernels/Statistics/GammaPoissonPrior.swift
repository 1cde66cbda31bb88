/// What a population of event rates looks like before one's own events are seen: Gamma(`shape`, `rate`).
///
/// The estimate is by moments: with x events in an exposure T, `mean = Σx/ΣT`, `S = Σ (x - mean T)² / T` and N rows, the
/// rates' variance is `v = (S - (N-1) mean) / (ΣT - ΣT²/ΣT)`; then `shape = mean²/v` and `rate = mean/v`. It takes from
/// the spread of `x/T` what chance alone gives to Poisson counts, as ``BetaBinomialPrior`` does for shares.
///
/// Source: the negative binomial's first two moments, weighted by exposure.
package struct GammaPoissonPrior: Codable, Equatable, Sendable {
    /// r, in events; 0.01...50, or 0 where nobody has had an event.
    package let shape: Double
    /// alpha, in units of exposure; > 0.
    package let rate: Double

    package init(shape: Double, rate: Double) {
        self.shape = shape
        self.rate = rate
    }

    /// The mean rate, in events per unit of exposure.
    package var mean: Double { shape / rate }

    /// Estimates the prior from a population.
    ///
    /// - Parameters:
    ///   - events: x, ≥ 0.
    ///   - exposures: T, ≥ 0; rows without exposure are left out.
    /// - Returns: the prior, its shape cut to 0.01...50 with the mean kept; the shape is 50 where rates differ no more than
    ///   chance makes them (v ≤ 0), and 1 where a single row cannot tell. Without any event the shape is 0 and the rate
    ///   the mean exposure. `nil` without exposure.
    package static func byMoments(events: [Double], exposures: [Double]) -> GammaPoissonPrior? {
        precondition(events.count == exposures.count, "\(events.count) events for \(exposures.count) exposures")
        var (rows, total, exposed, squares) = (0.0, 0.0, 0.0, 0.0)
        for (x, time) in zip(events, exposures) where time > 0 {
            rows += 1
            total += x
            exposed += time
            squares += time * time
        }
        guard rows > 0 else { return nil }
        let mean = total / exposed
        guard mean > 0 else { return GammaPoissonPrior(shape: 0, rate: exposed / rows) }
        let denominator = exposed - squares / exposed
        guard rows > 1, denominator > 0 else { return GammaPoissonPrior(shape: 1, rate: 1 / mean) }
        var spread = 0.0
        for (x, time) in zip(events, exposures) where time > 0 {
            let difference = x - mean * time
            spread += difference * difference / time
        }
        let variance = (spread - (rows - 1) * mean) / denominator
        let shape = variance > 0 ? min(50, max(0.01, mean * mean / variance)) : 50
        return GammaPoissonPrior(shape: shape, rate: shape / mean)
    }

    /// The rate of one row, drawn towards the population's: `(x + shape) / (T + rate)`, in events per unit of exposure.
    package func rate(events: Double, exposure: Double) -> Double {
        (events + shape) / (exposure + rate)
    }
}
