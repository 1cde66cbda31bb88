/// How the search for a model's parameters ended.
package enum FitOutcome: String, CaseIterable, Codable, Sendable {
    /// At an interior maximum of the likelihood, with standard errors.
    case converged
    /// The search ended before the gradient vanished.
    case notConverged = "not_converged"
    /// The likelihood still grows towards a parameter of 0 or infinity.
    case onBound = "on_bound"
    /// The likelihood is flat, or as good as flat, in some direction: the data do not hold the parameters.
    case hessianNotPositiveDefinite = "hessian_not_positive_definite"
    /// The fitted distribution has no mean to predict with.
    case infiniteMean = "infinite_mean"
    /// Nothing was fitted.
    case tooFewData = "too_few_data"
}

/// The outcome of a fit, with the reason wherever it cannot be used.
package struct FitStatus: Codable, Equatable, Sendable {
    package let outcome: FitOutcome
    /// One sentence for a reader; `nil` if the fit converged.
    package let reason: String?

    package init(_ outcome: FitOutcome, reason: String? = nil) {
        self.outcome = outcome
        self.reason = reason
    }

    /// Whether the parameters may be used to predict.
    package var isUsable: Bool { outcome == .converged }
}
