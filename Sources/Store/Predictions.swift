package import Domain

/// What a run predicted of customers over one horizon: kept until it can be held against what happened.
package struct Predictions: Equatable, Sendable {
    /// Months of 30.4375 days.
    package let horizonMonths: Int
    /// By how much a value that comes a year later is less worth in them.
    package let discountRate: Double
    /// In key order.
    package let customerIDs: TextColumn
    /// Net value over the horizon, with its 90 % interval, in units of the reporting currency.
    package let expected, lower, upper: [Double]
    package let expectedOrders: [Double]

    /// - Precondition: as many numbers of each as customers.
    package init(
        horizonMonths: Int, discountRate: Double, customerIDs: TextColumn, expected: [Double], lower: [Double],
        upper: [Double], expectedOrders: [Double]
    ) {
        precondition(
            [expected.count, lower.count, upper.count, expectedOrders.count].allSatisfy { $0 == customerIDs.count },
            "predictions are not all of \(customerIDs.count) customers")
        (self.horizonMonths, self.discountRate) = (horizonMonths, discountRate)
        self.customerIDs = customerIDs
        (self.expected, self.lower, self.upper) = (expected, lower, upper)
        self.expectedOrders = expectedOrders
    }
}

/// Predictions of a run, and whether they have been held against what happened.
package struct PredictionRecord: Equatable, Sendable {
    package let run: RunID
    package let asOf: Instant
    package let horizonMonths: Int
    package let discountRate: Double
    /// How they turned out, as JSON, once the horizon has passed.
    package let outcome: String?
}

/// What became of predictions: in the order of ``Predictions/customerIDs``.
package struct PredictionOutcomes: Equatable, Sendable {
    package let predictions: Predictions
    /// NaN for a customer whom the source does not know any more.
    package let actual, actualOrders: [Double]
    /// The figures of all of them, as JSON.
    package let summary: String

    package init(of predictions: Predictions, actual: [Double], actualOrders: [Double], summary: String) {
        precondition(
            actual.count == predictions.customerIDs.count && actualOrders.count == actual.count,
            "outcomes are not of \(predictions.customerIDs.count) customers")
        self.predictions = predictions
        (self.actual, self.actualOrders) = (actual, actualOrders)
        self.summary = summary
    }
}

extension RunStore {
    /// The predictions that the line of runs up to `run` kept, the latest first.
    package func predictionRecords(visibleFrom run: RunID) throws(StoreError) -> [PredictionRecord] {
        try ledger.predictionRecords(visibleFrom: run)
    }

    package func predictions(_ record: PredictionRecord) throws(StoreError) -> Predictions {
        try ledger.predictions(record)
    }
}

extension RunDraft {
    /// Keeps what the run predicts; it shows with the run's publication, as do outcomes.
    package func load(_ predictions: [Predictions], asOf: Instant) throws(StoreError) {
        try ledger.load(predictions, run: id, asOf: asOf)
    }

    /// Keeps what became of the predictions of an earlier run.
    package func load(_ outcomes: PredictionOutcomes, of record: PredictionRecord) throws(StoreError) {
        try ledger.load(outcomes, of: record, by: id)
    }
}
