package import Domain
package import Tables

/// Fills the table `churn_scores`.
package enum ChurnTable {
    /// The rows of some customers: a table is written in as many parts as its writer likes.
    ///
    /// - Parameters:
    ///   - customers: any range of customers.
    ///   - ids: of all customers.
    ///   - scores: of all customers; `nil` where there is no model.
    ///   - reason: why there is none.
    /// - Returns: a row a customer; `unknown`, and why, where nothing can be said.
    package static func part(
        _ customers: Range<Int>, ids: StringTable, of scores: ChurnScores?, without reason: String?
    ) -> Table {
        var rows = ChurnRows(scores, reason: reason ?? "no churn model has been fitted")
        for customer in customers { rows.append(customer, ids) }
        return rows.table
    }
}

private struct ChurnRows {
    private let scores: ChurnScores?
    private let reason: String
    private var (ids, levels, contributions, factors) = (TextColumn(), TextColumn(), TextColumn(), TextColumn())
    private var reasons = TextColumn()
    private var (probability, stake, base): ([Double], [Double], [Double]) = ([], [], [])
    private var (horizon, rank, version): ([Int64], [Int64], [Int64]) = ([], [], [])
    private var json = JSONText()

    init(_ scores: ChurnScores?, reason: String) {
        (self.scores, self.reason) = (scores, reason)
    }

    mutating func append(_ customer: Int, _ names: StringTable) {
        names.withBytes(customer) { ids.append($0) }
        guard let scores, !scores.probability[customer].isNaN else { return appendUnknown() }
        probability.append(scores.probability[customer])
        levels.append(scores.level(of: customer).rawValue)
        horizon.append(Int64(scores.horizonDays))
        rank.append(Int64(scores.rank[customer]))
        stake.append(scores.valueAtStake[customer])
        base.append(scores.base)
        appendContributions(scores.contributions(of: customer))
        appendFactors(scores.factors(of: customer))
        version.append(Int64(scores.modelVersion))
        reasons.append(nil)
    }

    private mutating func appendUnknown() {
        probability.append(.nan)
        levels.append(ChurnLevel.unknown.rawValue)
        // With a model it is the customer who cannot be scored: the horizon stands all the same.
        horizon.append(scores.map { Int64($0.horizonDays) } ?? .min)
        rank.append(.min)
        stake.append(.nan)
        base.append(.nan)
        contributions.append(nil)
        factors.append(nil)
        version.append(scores.map { Int64($0.modelVersion) } ?? .min)
        reasons.append(scores == nil ? reason : "the customer has not ordered yet")
    }

    private mutating func appendContributions(_ found: [(name: String, logOdds: Double)]) {
        json.removeAll()
        json.beginObject()
        for (name, logOdds) in found.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
        where logOdds != 0 {
            json.key(name)
            json.value(logOdds)
        }
        json.endObject()
        contributions.append(json.bytes)
    }

    private mutating func appendFactors(_ found: [ChurnFactor]) {
        json.removeAll()
        json.beginArray()
        for factor in found { factor.write(to: &json) }
        json.endArray()
        factors.append(json.bytes)
    }

    var table: Table {
        Table(ChurnScoresTable.table) { t in
            (t.customerID, t.probability, t.level, t.horizonDays) = (ids, probability, levels, horizon)
            (t.rank, t.valueAtStake, t.base) = (rank, stake, base)
            (t.contributions, t.factors) = (contributions, factors)
            (t.modelVersion, t.reason) = (version, reasons)
        }
    }
}
