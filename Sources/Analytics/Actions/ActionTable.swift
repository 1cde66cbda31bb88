package import Domain
package import Tables

/// Fills the table `next_best_actions`.
package enum ActionTable {
    /// The rows of some customers: a table is written in as many parts as its writer likes.
    ///
    /// - Parameters:
    ///   - customers: any range of customers.
    ///   - ids: of all customers.
    ///   - catalogue: the rules.
    ///   - figures: of all customers.
    /// - Returns: at most three rows a customer, ranked from 1; none for whom no rule holds.
    package static func part(
        _ customers: Range<Int>, ids: StringTable, _ catalogue: ActionCatalogue, _ figures: CustomerFigures
    ) -> Table {
        var rows = ActionRows()
        for customer in customers {
            for (place, found) in catalogue.recommendations(customer, figures).enumerated() {
                ids.withBytes(customer) { rows.ids.append($0) }
                rows.append(found, rank: place + 1)
            }
        }
        return rows.table
    }
}

private struct ActionRows {
    var ids = TextColumn()
    private var rank: [Int64] = []
    private var (action, urgency, channel, text) = (TextColumn(), TextColumn(), TextColumn(), TextColumn())
    private var (reason, scenarios) = (TextColumn(), TextColumn())
    private var (stake, revenue, lower, upper): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    private var (effect, cost, value): ([Double], [Double], [Double]) = ([], [], [])

    mutating func append(_ found: RecommendedAction, rank place: Int) {
        rank.append(Int64(place))
        action.append(found.action.id)
        urgency.append(found.action.urgency.rawValue)
        channel.append(found.action.channel)
        text.append(found.action.text)
        reason.append(found.reason)
        scenarios.append("[" + found.action.scenarios.map { "\"\($0.rawValue)\"" }.joined(separator: ",") + "]")
        stake.append(found.stake ?? .nan)
        revenue.append(found.expectedRevenue ?? .nan)
        lower.append(found.lower ?? .nan)
        upper.append(found.upper ?? .nan)
        effect.append(found.action.effect.assumed)
        cost.append(found.action.cost)
        value.append(found.expectedValue ?? .nan)
    }

    var table: Table {
        Table(NextBestActionsTable.table) { t in
            (t.customerID, t.rank) = (ids, rank)
            (t.action, t.urgency, t.channel, t.text) = (action, urgency, channel, text)
            (t.reason, t.scenarios) = (reason, scenarios)
            (t.valueAtStake, t.expectedRevenue, t.expectedRevenueLower) = (stake, revenue, lower)
            (t.expectedRevenueUpper, t.effect, t.cost, t.expectedValue) = (upper, effect, cost, value)
        }
    }
}
