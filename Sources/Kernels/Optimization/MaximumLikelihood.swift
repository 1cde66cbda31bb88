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

    /// Where the logarithms of parameters are searched, the parameters being of the order of one.
    static let bounds = log(1e-6)...log(1e4)

    /// Maximises from several starts: each is followed to within sight of a maximum, and the best one to the end.
    ///
    /// - Parameters:
    ///   - starts: parameters to start from, all positive.
    ///   - names: of the parameters, for the reasons.
    ///   - weight: how many observations the mean stands for.
    ///   - rough: the mean log-likelihood of an observation, with its gradient by the logarithms of the parameters; of a
    ///     part of the observations, to tell the starts apart.
    ///   - full: the same over all observations.
    /// - Returns: where the search ended, and the status that says how.
    static func search(
        from starts: [[Double]], names: [String], weight: Double, rough: @escaping DifferentiableFunction,
        full: @escaping DifferentiableFunction
    ) -> MaximumLikelihood {
        let (rough, full) = (negative(rough), negative(full))
        let trials = starts.map {
            Minimum.search(
                from: $0.map { log($0) }, within: bounds, tolerance: 1e-3, maximumIterations: 100, of: rough)
        }
        let best = trials.filter(\.value.isFinite).min { $0.value < $1.value } ?? trials[0]
        let final = Minimum.search(
            from: best.point, inverseHessian: best.inverseHessian, within: bounds, tolerance: 1e-9,
            maximumIterations: 200, of: full)
        let isInterior = final.onBound.isEmpty && final.gradientNorm <= convergedBelow
        let covariance = isInterior ? inverse(of: hessian(at: final.point, of: full), weight: weight) : nil
        let parameters = final.point.map { exp($0) }
        return MaximumLikelihood(
            parameters: parameters, status: status(of: final, names: names, covariance: covariance),
            standardErrors: covariance.map { matrix in
                parameters.indices.map { parameters[$0] * matrix[$0, $0].squareRoot() }
            },
            logCovariance: covariance?.elements, gradientNorm: final.gradientNorm,
            iterations: trials.reduce(final.iterations) { $0 + $1.iterations }, starts: starts.count)
    }

    private static func negative(_ function: @escaping DifferentiableFunction) -> DifferentiableFunction {
        { point, gradient in
            let value = function(point, &gradient)
            for i in gradient.indices { gradient[i] = -gradient[i] }
            return -value
        }
    }

    /// A gradient this small is lost in the rounding of the sums; the parameters are then right to six digits or more.
    private static let convergedBelow = 1e-7

    /// Above this standard error of a logarithm, a 90 % interval spans more than five orders of magnitude: the parameter
    /// may as well be zero or infinite.
    private static let flatAbove = 4.0

    private static func status(of final: Minimum, names: [String], covariance: Matrix?) -> FitStatus {
        if let first = final.onBound.first {
            let end = final.point[first] > 0 ? "infinity" : "zero"
            return FitStatus(.onBound, reason: "the likelihood keeps growing as \(names[first]) goes to \(end)")
        }
        guard final.value.isFinite, final.gradientNorm <= convergedBelow else {
            return FitStatus(
                .notConverged,
                reason: "the search stopped after \(final.iterations) steps with a gradient of \(final.gradientNorm)")
        }
        guard let covariance else {
            let all = names.joined(separator: ", ")
            return FitStatus(
                .hessianNotPositiveDefinite, reason: "the likelihood is flat: the data do not tell \(all) apart")
        }
        if let flat = names.indices.first(where: { covariance[$0, $0].squareRoot() > flatAbove }) {
            let error = covariance[flat, flat].squareRoot()
            return FitStatus(
                .hessianNotPositiveDefinite,
                reason: "the likelihood is flat: the logarithm of \(names[flat]) has a standard error of \(error)")
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
