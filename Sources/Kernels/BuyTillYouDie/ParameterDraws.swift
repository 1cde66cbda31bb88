import Foundation

extension RepeatPurchaseFit {
    /// A model as likely as the fit: its parameters drawn from the normal distribution of their logarithms.
    ///
    /// Forecasts of totals that leave this uncertainty out are too sure of themselves.
    ///
    /// - Returns: `nil` for a fit without a covariance.
    package func drawModel(using random: inout CounterRandom) -> RepeatPurchaseModel? {
        guard let logCovariance else { return nil }
        return drawParameters(around: model.parameters, logCovariance, &random)
            .map { RepeatPurchaseModel(kind: model.kind, parameters: $0) }
    }
}

extension GammaGammaFit {
    /// A model as likely as the fit, drawn like those of repeat buying, among those with a finite mean: q > 1.
    ///
    /// - Returns: `nil` for a fit that is not usable.
    package func drawModel(using random: inout CounterRandom) -> GammaGamma? {
        guard status.isUsable, let logCovariance else { return nil }
        while let drawn = drawParameters(around: [model.p, model.q, model.v], logCovariance, &random) {
            if drawn[1] > 1 { return GammaGamma(p: drawn[0], q: drawn[1], v: drawn[2]) }
        }
        return nil
    }
}

/// exp(ln θ + Uᵀ z), with UᵀU the covariance and z standard normal.
private func drawParameters(
    around parameters: [Double], _ logCovariance: [Double], _ random: inout CounterRandom
) -> [Double]? {
    let n = parameters.count
    let covariance = Matrix(rows: n, columns: n, elements: logCovariance)
    guard let factor = try? CholeskyFactor(of: covariance) else { return nil }
    let z = (0..<n).map { _ in random.normal() }
    return (0..<n).map { i in
        parameters[i] * exp((0...i).reduce(0) { $0 + factor.upper[$1, i] * z[$1] })
    }
}
