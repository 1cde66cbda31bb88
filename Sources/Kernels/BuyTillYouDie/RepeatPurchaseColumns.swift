extension RepeatPurchaseModel {
    /// The log-likelihood of all customers, with the same digits for any number of threads.
    package func logLikelihood(_ histories: PurchaseHistories, jobs: Int) -> Double {
        likelihood(histories, jobs: jobs).value
    }

    /// The log-likelihood with its gradient by the four parameters.
    package func logLikelihoodAndGradient(
        _ histories: PurchaseHistories, jobs: Int
    ) -> (value: Double, gradient: [Double]) {
        let sum = likelihood(histories, jobs: jobs)
        return (sum.value, (0..<4).map { sum.gradient[$0] })
    }

    private func likelihood(_ histories: PurchaseHistories, jobs: Int) -> LikelihoodSum {
        switch formulas {
        case .betaGeometric(let model):
            return .inFixedParts(of: histories.count, jobs: jobs) { model.logLikelihood(histories, rows: $0) }
        case .pareto(let model):
            return .inFixedParts(of: histories.count, jobs: jobs) { model.logLikelihood(histories, rows: $0) }
        }
    }

    /// The probability of being active, for every distinct history.
    package func probabilityActive(_ histories: PurchaseHistories, jobs: Int) -> [Double] {
        column(histories, jobs: jobs) { probabilityActive(frequency: $0, recency: $1, age: $2) }
    }

    /// The expected purchases in (T, T + t], for every distinct history.
    package func expectedPurchases(_ histories: PurchaseHistories, in t: Double, jobs: Int) -> [Double] {
        column(histories, jobs: jobs) { expectedPurchases(frequency: $0, recency: $1, age: $2, in: t) }
    }

    /// The probability of no purchase in (T, T + t], for every distinct history.
    package func probabilityOfNoPurchase(_ histories: PurchaseHistories, in t: Double, jobs: Int) -> [Double] {
        column(histories, jobs: jobs) { probabilityOfNoPurchase(frequency: $0, recency: $1, age: $2, in: t) }
    }

    private func column(
        _ histories: PurchaseHistories, jobs: Int, _ value: (Double, Double, Double) -> Double
    ) -> [Double] {
        let (count, parts) = (histories.count, 64)
        return [Double](unsafeUninitializedCapacity: count) { cells, initialized in
            guard let start = cells.baseAddress else { return }
            forEachPart(parts, jobs: jobs) { _, part in
                for row in count * part / parts..<count * (part + 1) / parts {
                    let own = value(histories.frequency[row], histories.recency[row], histories.age[row])
                    (start + row).initialize(to: own)
                }
            }
            initialized = count
        }
    }
}
