import Foundation

/// A Gamma-Gamma model fitted by maximum likelihood, with all that tells whether to trust it.
package struct GammaGammaFit: Codable, Equatable, Sendable {
    /// Where the search ended, or would have begun if there were too few data.
    ///
    /// Not to be used to predict unless ``FitStatus/isUsable``.
    package let model: GammaGamma
    package let status: FitStatus
    /// Of p, q and v, by the delta method; `nil` without an interior maximum.
    package let standardErrors: [Double]?
    /// The covariance of the logarithms of p, q and v, 3 × 3, row-major; `nil` without an interior maximum.
    package let logCovariance: [Double]?
    /// Of all customers; `nil` where nothing was fitted.
    package let logLikelihood: Double?
    package let customers: Int
    /// The largest derivative of the mean log-likelihood of a customer by the logarithm of a parameter.
    package let gradientNorm: Double?
    /// Steps over all starts.
    package let iterations: Int
    package let starts: Int
}

extension GammaGammaFit {
    /// Fits the model to customers' mean spends, by maximum likelihood in the logarithms of the parameters.
    ///
    /// - Parameters:
    ///   - frequency: the purchases that each mean is over, > 0.
    ///   - mean: the mean values, > 0; their order does not change the fit.
    ///   - jobs: threads; the digits do not depend on it.
    /// - Returns: a fit, whose status says if and why it cannot be used: q ≤ 1 is ``FitOutcome/infiniteMean``.
    package static func fit(frequency: [Double], mean: [Double], jobs: Int) -> GammaGammaFit {
        precondition(
            zip(frequency, mean).allSatisfy { $0 > 0 && $1 > 0 && $1.isFinite },
            "purchases and mean values must be positive")
        let order = mean.indices.sorted {
            frequency[$0] != frequency[$1] ? frequency[$0] < frequency[$1] : mean[$0] < mean[$1]
        }
        let (x, sorted) = (order.map { frequency[$0] }, order.map { mean[$0] })
        // Values are measured in their mean, so that all parameters are of the order of one.
        let unit = sorted.isEmpty ? 1 : sorted.reduce(0, +) / Double(sorted.count)
        let starts = [[2, 3, 1], [6, 4, 0.5], [1, 1.5, 0.5], [10, 12, 1.1]]
        guard sorted.count >= 3, sorted.contains(where: { $0 != sorted[0] }) else {
            return tooFewData(customers: sorted.count, model: GammaGamma(p: 2, q: 3, v: unit))
        }
        let scaled = sorted.map { $0 / unit }
        let found = MaximumLikelihood.search(
            from: starts, names: GammaGamma.parameterNames, weight: Double(scaled.count),
            rough: meanLogLikelihood(thinned(x), thinned(scaled), jobs: jobs),
            full: meanLogLikelihood(x, scaled, jobs: jobs))
        let model = GammaGamma(p: found.parameters[0], q: found.parameters[1], v: found.parameters[2] * unit)
        return GammaGammaFit(
            model: model, status: status(of: found, model: model),
            standardErrors: found.standardErrors.map { [$0[0], $0[1], $0[2] * unit] },
            logCovariance: found.logCovariance,
            logLikelihood: model.logLikelihood(frequency: x, mean: sorted, jobs: jobs), customers: sorted.count,
            gradientNorm: found.gradientNorm, iterations: found.iterations, starts: found.starts)
    }

    private static func meanLogLikelihood(
        _ frequency: [Double], _ mean: [Double], jobs: Int
    ) -> DifferentiableFunction {
        { point, gradient in
            let model = GammaGamma(p: exp(point[0]), q: exp(point[1]), v: exp(point[2]))
            let sum = model.logLikelihoodAndGradient(frequency: frequency, mean: mean, jobs: jobs)
            for i in gradient.indices { gradient[i] = sum.gradient[i] * exp(point[i]) / Double(mean.count) }
            return sum.value / Double(mean.count)
        }
    }

    /// About ten thousand of a sorted column, to tell starts apart.
    private static func thinned(_ column: [Double]) -> [Double] {
        stride(from: 0, to: column.count, by: max(1, column.count / 10_000)).map { column[$0] }
    }

    private static func status(of found: MaximumLikelihood, model: GammaGamma) -> FitStatus {
        guard found.status.isUsable, model.q <= 1 else { return found.status }
        return FitStatus(
            .infiniteMean, reason: "q = \(model.q) is not above 1, so that the mean spend of all customers is infinite")
    }

    private static func tooFewData(customers: Int, model: GammaGamma) -> GammaGammaFit {
        GammaGammaFit(
            model: model,
            status: FitStatus(
                .tooFewData, reason: "\(customers) customers, at least 3 with different mean values are needed"),
            standardErrors: nil, logCovariance: nil, logLikelihood: nil, customers: customers, gradientNorm: nil,
            iterations: 0, starts: 0)
    }
}
