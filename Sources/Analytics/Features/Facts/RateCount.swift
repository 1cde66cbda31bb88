internal import Kernels

/// How often something happened out of how often it could have.
package struct RateCount: Equatable, Sendable {
    package var successes: Int32 = 0
    package var trials: Int32 = 0

    /// Takes in one more trial.
    @inline(__always)
    mutating func insert(_ success: Bool) {
        trials += 1
        if success { successes += 1 }
    }

    /// Successes by trials; NaN without a trial.
    var share: Double {
        trials > 0 ? Double(successes) / Double(trials) : .nan
    }

    /// The share drawn towards a population's; NaN without a trial: an unknown rate is missing, never the mean.
    func drawn(to prior: BetaBinomialPrior?) -> Double {
        guard let prior else { return .nan }
        return prior.rate(successes: Double(successes), trials: Double(trials)) ?? .nan
    }
}
