internal import Domain
internal import Kernels

/// How likely every customer is to leave, and why.
///
/// Whoever has an order is scored, however long ago; whoever has none is `unknown`, and the reason says so.
package struct ChurnScores: Sendable {
    package let horizonDays: Int
    package let modelVersion: Int
    /// The calibrated log-odds that contributions are counted from.
    package let base: Double
    /// Of every customer of the shop; NaN where it is unknown.
    package let probability: [Double]
    /// 1 for whoever is likeliest to leave; 0 where that is unknown.
    package let rank: [Int32]
    /// Probability × expected net value of 12 months given an order within the horizon × margin, in units of the currency;
    /// NaN without a model of lifetime value.
    package let valueAtStake: [Double]
    let currency: String
    /// The row of every customer in the columns below; -1 for none.
    private let rowOfCustomer: [Int32]
    private let yardsticks: [ChurnModel.Yardstick]
    private let values: [[Double]]
    private let contributions: [[Double]]

    /// Factors that are told of a customer.
    static let mostFactors = 5

    /// Scores every customer of a shop as of its last day.
    ///
    /// The features are those of the dated frame that trained the model, as of the end of the last local day.
    ///
    /// - Parameters:
    ///   - source: the shop.
    ///   - model: the model; it may have been fitted on an earlier night.
    ///   - lifetime: tonight's model of lifetime value, for what is at stake.
    ///   - margin: the share of net value that a lost customer costs.
    ///   - jobs: the number of threads.
    package init(_ source: ChurnSource, _ model: ChurnModel, lifetime: LifetimeModel?, margin: Double, jobs: Int) {
        let frame = ChurnFrame.make(
            source, day: source.shop.lastDay, horizonDays: model.windows.horizonDays, population: model.population,
            jobs: jobs
        ).frame
        self.init(source.shop, frame, model, lifetime: lifetime, margin: margin, jobs: jobs)
    }

    init(
        _ shop: Shop, _ frame: ChurnFrame, _ model: ChurnModel, lifetime: LifetimeModel?, margin: Double, jobs: Int
    ) {
        horizonDays = model.horizonDays
        modelVersion = model.version
        currency = shop.currency
        base = model.score.base
        yardsticks = model.yardsticks
        values = model.score.predictor.values(frame)
        contributions = model.score.contributions(frame, jobs: jobs)
        let byRow = model.score.logOdds(frame, jobs: jobs).map(logistic)
        let worth = lifetime.flatMap {
            ValueAtStake($0, horizonDays: model.horizonDays)?.yearGivenOrder(shop, jobs: jobs)
        }
        var probability = [Double](repeating: .nan, count: shop.customers.count)
        var (rowOfCustomer, stake) = ([Int32](repeating: -1, count: probability.count), probability)
        for (row, customer) in frame.customers.enumerated() {
            rowOfCustomer[Int(customer)] = Int32(row)
            probability[Int(customer)] = byRow[row]
            if let worth { stake[Int(customer)] = byRow[row] * worth[Int(customer)] * margin }
        }
        (self.probability, self.rowOfCustomer, valueAtStake) = (probability, rowOfCustomer, stake)
        rank = Self.ranks(frame.customers, probability, stake)
    }

    /// By probability, of equal ones by what is at stake, then in the order of the customers.
    private static func ranks(_ customers: [Int32], _ probability: [Double], _ stake: [Double]) -> [Int32] {
        func key(_ customer: Int32) -> (Double, Double, Int32) {
            let worth = stake[Int(customer)]
            return (-probability[Int(customer)], worth.isNaN ? 0 : -worth, customer)
        }
        var rank = [Int32](repeating: 0, count: probability.count)
        for (place, customer) in customers.sorted(by: { key($0) < key($1) }).enumerated() {
            rank[Int(customer)] = Int32(place + 1)
        }
        return rank
    }

    package func level(of customer: Int) -> ChurnLevel { ChurnLevel(probability[customer]) }

    /// What each feature adds to the log-odds of a customer, by the features' names; empty where nothing is known.
    package func contributions(of customer: Int) -> [(name: String, logOdds: Double)] {
        let row = Int(rowOfCustomer[customer])
        guard row >= 0 else { return [] }
        return yardsticks.indices.map { (yardsticks[$0].name, contributions[$0][row]) }
    }

    /// The largest contributions of a customer, the largest first; none that is nothing.
    package func factors(of customer: Int) -> [ChurnFactor] {
        let row = Int(rowOfCustomer[customer])
        guard row >= 0 else { return [] }
        let largest = yardsticks.indices.filter { contributions[$0][row] != 0 }
            .sorted { (-abs(contributions[$0][row]), $0) < (-abs(contributions[$1][row]), $1) }
        return largest.prefix(Self.mostFactors).map { feature in
            ChurnFactor(
                yardsticks[feature], value: values[feature][row], contribution: contributions[feature][row],
                currency: currency)
        }
    }

    /// Customers by level, in the order of the levels.
    package var levels: [(level: ChurnLevel, customers: Int)] {
        let found = probability.map { ChurnLevel($0) }
        return ChurnLevel.allCases.map { level in (level, found.count { $0 == level }) }
    }

    /// The mean absolute contribution of each feature, the largest first.
    package var meanAbsoluteContributions: [(name: String, logOdds: Double)] {
        let means = contributions.map { column in
            column.reduce(0) { $0 + abs($1) } / Double(max(1, column.count))
        }
        return yardsticks.indices.sorted { (-means[$0], $0) < (-means[$1], $1) }.map {
            (yardsticks[$0].name, means[$0])
        }
    }
}
