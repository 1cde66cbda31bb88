extension RepeatPurchaseModel {
    /// The log-likelihood of one customer with each of the distinct histories.
    package func logLikelihoods(_ histories: PurchaseHistories, jobs: Int) -> [Double] {
        let formulas = formulas
        return inParts(histories.count, jobs: jobs) { row in
            let sum =
                switch formulas {
                case .betaGeometric(let model): model.logLikelihood(histories, rows: row..<row + 1)
                case .pareto(let model): model.logLikelihood(histories, rows: row..<row + 1)
                }
            return sum.value / histories.weight[row]
        }
    }
}
