internal import Kernels

/// How probabilities of leaving did against who left.
package struct ChurnFigures: Codable, Equatable, Sendable {
    /// The customers of a tenth of the rows by probability, the likeliest to leave first.
    package struct Decile: Codable, Equatable, Sendable {
        package let decile, customers: Int
        /// Mean probability, and the share who left.
        package let predicted, observed: Double
        /// ``observed`` by the share of everybody who left.
        package let lift: Double
    }

    /// One of 15 bins of about equal count by probability, the lowest first.
    package struct Bin: Codable, Equatable, Sendable {
        package let bin, customers: Int
        package let predicted, observed: Double
    }

    /// Who is said to leave from a level's threshold on, against who did.
    package struct Confusion: Codable, Equatable, Sendable {
        package let level: ChurnLevel
        package let threshold: Double
        package let truePositives, falsePositives, trueNegatives, falseNegatives: Int

        private enum CodingKeys: String, CodingKey {
            case level, threshold
            case truePositives = "true_positives"
            case falsePositives = "false_positives"
            case trueNegatives = "true_negatives"
            case falseNegatives = "false_negatives"
        }
    }

    package var customers = 0
    package var churnRate = 0.0
    /// The probability that somebody who left has the higher score than somebody who stayed, ties counted half.
    @OrNull package var auc: Double?
    /// Its standard error (DeLong).
    @OrNull package var aucError: Double?
    /// Customers whose last order lies within one horizon before the cutoff, and the AUC among them: the long dead flatter
    /// the other.
    package var activeCustomers = 0
    @OrNull package var activeAUC: Double?
    /// Mean squared error of the probability.
    package var brier = 0.0
    /// In nats.
    package var logLoss = 0.0
    /// Expected calibration error over 15 bins of equal count.
    package var ece = 0.0
    /// Its 95 % quantile if every probability were right.
    package var eceNull95 = 0.0
    /// Of what happened on the log-odds: 0 and 1 if calibrated.
    @OrNull package var calibrationIntercept: Double?
    @OrNull package var calibrationSlope: Double?
    /// The share who left in the tenth likeliest to, by that of all; and the share who stayed in the tenth likeliest to stay.
    @OrNull package var liftTopDecile: Double?
    @OrNull package var liftStaying: Double?
    package var deciles: [Decile] = []
    package var calibration: [Bin] = []
    package var confusion: [Confusion] = []

    private enum CodingKeys: String, CodingKey {
        case customers, auc, brier, ece, deciles, calibration, confusion
        case churnRate = "churn_rate"
        case aucError = "auc_standard_error"
        case activeCustomers = "active_customers"
        case activeAUC = "auc_active"
        case logLoss = "log_loss"
        case eceNull95 = "ece_null_95"
        case calibrationIntercept = "calibration_intercept"
        case calibrationSlope = "calibration_slope"
        case liftTopDecile = "lift_top_decile"
        case liftStaying = "lift_staying"
    }
}

extension ChurnFigures {
    /// Holds log-odds against what a frame's rows did.
    ///
    /// - Parameters:
    ///   - logOdds: of leaving, a row each.
    ///   - frame: rows whose labels are known.
    ///   - jobs: the number of threads.
    init(_ logOdds: [Double], _ frame: ChurnFrame, jobs: Int) {
        let labels = frame.hasLeft ?? []
        precondition(labels.count == logOdds.count, "\(logOdds.count) scores for \(labels.count) labels")
        let probabilities = logOdds.map(logistic)
        customers = labels.count
        churnRate = Double(labels.count { $0 }) / Double(max(1, labels.count))
        readOrder(logOdds, labels, frame)
        readErrors(probabilities, labels, jobs: jobs)
        readDeciles(probabilities, labels)
        calibration = Self.bins(probabilities, labels)
        confusion = zip(ChurnLevel.allCases.dropFirst(), ChurnLevel.thresholds).map { level, threshold in
            let counts = Kernels.Confusion(probabilities, labels, threshold: threshold)
            return Confusion(
                level: level, threshold: threshold, truePositives: counts.truePositives,
                falsePositives: counts.falsePositives, trueNegatives: counts.trueNegatives,
                falseNegatives: counts.falseNegatives)
        }
    }

    /// Log-odds tell more rows apart than probabilities near 0 and 1.
    private mutating func readOrder(_ logOdds: [Double], _ labels: [Bool], _ frame: ChurnFrame) {
        let area = AreaUnderCurve(scores: logOdds, labels: labels)
        (auc, aucError) = (area?.value, area?.standardError)
        let active = labels.indices.filter(frame.isActive)
        activeCustomers = active.count
        activeAUC = AreaUnderCurve(scores: active.map { logOdds[$0] }, labels: active.map { labels[$0] })?.value
    }

    /// Draws for the reference of the calibration error: all of them together, whatever the number of customers.
    private static let draws = 20_000_000

    private mutating func readErrors(_ probabilities: [Double], _ labels: [Bool], jobs: Int) {
        brier = brierScore(probabilities, labels) ?? 0
        logLoss = Kernels.logLoss(probabilities, labels) ?? 0
        let worlds = max(200, min(1_000, Self.draws / max(1, labels.count)))
        let error = CalibrationError.of(probabilities, labels, bins: Self.binCount, simulations: worlds, jobs: jobs)
        (ece, eceNull95) = (error?.value ?? 0, error?.chanceQuantile ?? 0)
        let line = CalibrationLine(probabilities, labels)
        (calibrationIntercept, calibrationSlope) = (line?.intercept, line?.slope)
    }

    private mutating func readDeciles(_ probabilities: [Double], _ labels: [Bool]) {
        let found = ForecastDeciles(probabilities, labels)
        (liftTopDecile, liftStaying) = (found.liftOfEvents, found.liftOfNonEvents)
        deciles = found.deciles.enumerated().filter { $1.rows > 0 }.map { place, decile in
            let observed = Double(decile.events) / Double(decile.rows)
            return Decile(
                decile: place + 1, customers: decile.rows, predicted: decile.meanForecast ?? 0, observed: observed,
                lift: churnRate > 0 ? observed / churnRate : 0)
        }
    }

    private static let binCount = 15

    private static func bins(_ probabilities: [Double], _ labels: [Bool]) -> [Bin] {
        let order = probabilities.indices.sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
        return (0..<binCount).compactMap { bin in
            let rows = order[bin * order.count / binCount..<(bin + 1) * order.count / binCount]
            guard !rows.isEmpty else { return nil }
            let n = Double(rows.count)
            return Bin(
                bin: bin + 1, customers: rows.count, predicted: rows.reduce(0) { $0 + probabilities[$1] } / n,
                observed: Double(rows.count { labels[$0] }) / n)
        }
    }
}
