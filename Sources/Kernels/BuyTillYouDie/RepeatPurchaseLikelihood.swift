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
}
