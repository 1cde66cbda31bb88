import Foundation

/// A model of repeat buying fitted by maximum likelihood, with all that tells whether to trust it.
package struct RepeatPurchaseFit: Codable, Equatable, Sendable {
    /// Where the search ended, or would have begun if there were too few data.
    ///
    /// Not to be used to predict unless ``FitStatus/isUsable``.
    package let model: RepeatPurchaseModel
    package let status: FitStatus
    /// Of the parameters in their order, by the delta method; `nil` without an interior maximum.
    package let standardErrors: [Double]?
    /// The covariance of the logarithms of the parameters, 4 × 4, row-major; `nil` without an interior maximum.
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

extension RepeatPurchaseFit {
    /// Fits a model by maximum likelihood, in the logarithms of its parameters.
    ///
    /// Histories that are shared count with their weight, in the likelihood and in the standard errors.
    ///
    /// - Parameters:
    ///   - kind: the model.
    ///   - histories: of all customers, repeat buyers or not.
    ///   - jobs: threads; the digits do not depend on it.
    /// - Returns: a fit, whose status says if and why it cannot be used. Four customers with a repeat purchase are the
    ///   least for which anything is tried; whether a shop has enough of them is for the caller to judge.
    /// - Complexity: one pass over distinct histories an evaluation; the starts are told apart on ten thousand customers,
    ///   so that about thirty passes go over all.
    package static func fit(
        _ kind: RepeatPurchaseModelKind, _ histories: PurchaseHistories, jobs: Int
    ) -> RepeatPurchaseFit {
        let summary = HistorySummary(of: histories)
        let starts = summary.starts(for: kind)
        guard summary.repeatBuyers >= 4 else {
            return tooFewData(
                RepeatPurchaseModel(kind: kind, parameters: starts[0]), customers: histories.customers,
                reason: "\(Int(summary.repeatBuyers)) customers bought again, at least 4 are needed")
        }
        // Times are measured in mean ages, so that all parameters are of the order of one.
        let units = [1, summary.meanAge, 1, kind == .paretoNBD ? summary.meanAge : 1]
        let found = MaximumLikelihood.search(
            from: starts.map { zip($0, units).map { $0 / $1 } },
            names: RepeatPurchaseModel.parameterNames(of: kind), weight: Double(histories.customers),
            rough: meanLogLikelihood(kind, histories.thinned(to: 10_000), units: units, jobs: jobs),
            full: meanLogLikelihood(kind, histories, units: units, jobs: jobs))
        let model = RepeatPurchaseModel(kind: kind, parameters: zip(found.parameters, units).map { $0 * $1 })
        return RepeatPurchaseFit(
            model: model, status: found.status,
            standardErrors: found.standardErrors.map { zip($0, units).map { $0 * $1 } },
            logCovariance: found.logCovariance, logLikelihood: model.logLikelihood(histories, jobs: jobs),
            customers: histories.customers, gradientNorm: found.gradientNorm, iterations: found.iterations,
            starts: found.starts)
    }

    /// Of a customer, as a function of the logarithms of the parameters over their units.
    private static func meanLogLikelihood(
        _ kind: RepeatPurchaseModelKind, _ histories: PurchaseHistories, units: [Double], jobs: Int
    ) -> DifferentiableFunction {
        let customers = Double(histories.customers)
        return { point, gradient in
            let parameters = zip(point, units).map { exp($0) * $1 }
            let sum = RepeatPurchaseModel(kind: kind, parameters: parameters)
                .logLikelihoodAndGradient(histories, jobs: jobs)
            for i in gradient.indices { gradient[i] = sum.gradient[i] * parameters[i] / customers }
            return sum.value / customers
        }
    }

    private static func tooFewData(
        _ model: RepeatPurchaseModel, customers: Int, reason: String
    ) -> RepeatPurchaseFit {
        RepeatPurchaseFit(
            model: model, status: FitStatus(.tooFewData, reason: reason), standardErrors: nil, logCovariance: nil,
            logLikelihood: nil, customers: customers, gradientNorm: nil, iterations: 0, starts: 0)
    }
}

/// What the starts of a search are made from.
private struct HistorySummary {
    var repeatBuyers = 0.0
    /// In time units; 1 where nobody has any age.
    private(set) var meanAge = 1.0
    /// Repeat purchases in a mean age; positive.
    private var rate = 1.0

    init(of histories: PurchaseHistories) {
        var (purchases, time, customers) = (0.0, 0.0, 0.0)
        for row in 0..<histories.count {
            let weight = histories.weight[row]
            customers += weight
            purchases += weight * histories.frequency[row]
            time += weight * histories.age[row]
            if histories.frequency[row] > 0 { repeatBuyers += weight }
        }
        guard time > 0 else { return }
        meanAge = time / customers
        rate = max(1e-3, purchases / customers)
    }

    /// From customers much alike to very different ones, and from staying long to leaving soon, around the rate seen.
    func starts(for kind: RepeatPurchaseModelKind) -> [[Double]] {
        let isPareto = kind == .paretoNBD
        let leaving = isPareto ? [[0.5, 0.5], [1.5, 3], [0.3, 0.05]] : [[0.7, 2], [2, 12], [0.2, 0.4]]
        return zip([0.3, 1, 3], leaving).map { r, leaving in
            let alpha = r * meanAge / (1.5 * rate)
            return [r, alpha, leaving[0], isPareto ? leaving[1] * meanAge : leaving[1]]
        }
    }
}
