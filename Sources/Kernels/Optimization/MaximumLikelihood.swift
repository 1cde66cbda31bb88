import Foundation

/// A maximum of a likelihood over positive parameters, found in their logarithms.
struct MaximumLikelihood {
    let parameters: [Double]
    let status: FitStatus
    /// Of the parameters themselves, by the delta method; `nil` without an interior maximum.
    let standardErrors: [Double]?
    /// Of the logarithms: the inverse of the negative Hessian, n × n, row-major; `nil` without an interior maximum.
    let logCovariance: [Double]?
    /// The largest derivative of the mean log-likelihood of one unit of weight by a log-parameter.
    let gradientNorm: Double
    /// Steps over all starts.
    let iterations: Int
    let starts: Int

    /// Logarithms of parameters are searched within ± this: six orders of magnitude around one.
    static let logBound = 6 * log(10.0)

    /// Maximises from several starts: each is followed to within sight of its maximum, and the best one to the end.
    ///
    /// - Parameters:
    ///   - starts: parameters to start from, all positive.
    ///   - names: of the parameters, for the reasons.
    ///   - weight: how many observations the mean stands for.
    ///   - meanLogLikelihood: of one observation, with its gradient by the logarithms of the parameters.
    static func search(
        from starts: [[Double]], names: [String], weight: Double, meanLogLikelihood: @escaping DifferentiableFunction
    ) -> MaximumLikelihood {
        let negative: DifferentiableFunction = { point, gradient in
            let value = meanLogLikelihood(point, &gradient)
            for i in gradient.indices { gradient[i] = -gradient[i] }
            return -value
        }
        func descend(_ start: [Double], to tolerance: Double) -> Minimum {
            .search(
                from: start, within: -logBound...logBound, tolerance: tolerance, maximumIterations: 200, of: negative)
        }
        let rough = starts.map { descend($0.map { log($0) }, to: 1e-3) }
        let best = rough.filter(\.value.isFinite).min { $0.value < $1.value } ?? rough[0]
        let final = descend(best.point, to: 1e-9)
        let curvature = final.onBound.isEmpty ? hessian(at: final.point, of: negative) : nil
        let covariance = curvature.flatMap { inverse(of: $0, weight: weight) }
        let parameters = final.point.map { exp($0) }
        let n = parameters.count
        return MaximumLikelihood(
            parameters: parameters,
            status: status(of: final, names: names, hasCovariance: covariance != nil),
            standardErrors: covariance.map { matrix in
                (0..<n).map { parameters[$0] * matrix[$0, $0].squareRoot() }
            },
            logCovariance: covariance?.elements, gradientNorm: final.gradientNorm,
            iterations: rough.reduce(final.iterations) { $0 + $1.iterations }, starts: starts.count)
    }

    /// A gradient this small is lost in the rounding of the sums; the parameters are then right to eight digits or more.
    private static let convergedBelow = 1e-7

    private static func status(of final: Minimum, names: [String], hasCovariance: Bool) -> FitStatus {
        guard final.value.isFinite, final.gradientNorm <= convergedBelow else {
            return FitStatus(
                .notConverged,
                reason: "the search stopped after \(final.iterations) steps with a gradient of \(final.gradientNorm)")
        }
        if let first = final.onBound.first {
            let end = final.point[first] > 0 ? "infinity" : "zero"
            return FitStatus(.onBound, reason: "the likelihood keeps growing as \(names[first]) goes to \(end)")
        }
        guard hasCovariance else {
            return FitStatus(
                .hessianNotPositiveDefinite,
                reason: "the data do not tell \(names.joined(separator: ", ")) apart: the likelihood is flat between them")
        }
        return FitStatus(.converged)
    }
}

/// The Hessian of a function, by central differences of its gradient.
///
/// Steps of 10⁻⁴ in a logarithm leave a relative error of about 10⁻⁸.
package func hessian(at point: [Double], of function: DifferentiableFunction) -> Matrix {
    let (n, step) = (point.count, 1e-4)
    let slopes = (0..<n).map { i in
        let ends = [step, -step].map { move in
            var (moved, gradient) = (point, [Double](repeating: 0, count: n))
            moved[i] += move
            _ = function(moved, &gradient)
            return gradient
        }
        return zip(ends[0], ends[1]).map { ($0 - $1) / (2 * step) }
    }
    var result = Matrix(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { result[i, j] = (slopes[i][j] + slopes[j][i]) / 2 } }
    return result
}

/// The inverse of `weight` times a mean Hessian; `nil` where it is not positive definite beyond rounding.
private func inverse(of hessian: Matrix, weight: Double) -> Matrix? {
    guard hessian.elements.allSatisfy(\.isFinite), let eigen = try? SymmetricEigen(of: hessian),
        let smallest = eigen.values.first, let largest = eigen.values.last, smallest > 1e-9 * largest,
        let inverse = try? CholeskyFactor(of: hessian).inverse()
    else { return nil }
    return Matrix(rows: inverse.rows, columns: inverse.columns, elements: inverse.elements.map { $0 / weight })
}
