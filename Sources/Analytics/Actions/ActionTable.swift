package import Domain

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
    /// Action, urgency, channel, text, reason, scenarios.
    private var texts = [TextColumn](repeating: TextColumn(), count: 6)
    /// Stake, revenue, lower, upper, effect, cost, value.
    private var numbers = [[Double]](repeating: [], count: 7)

    mutating func append(_ found: RecommendedAction, rank place: Int) {
        rank.append(Int64(place))
        let action = found.action
        let scenarios = "[" + action.scenarios.map { "\"\($0.rawValue)\"" }.joined(separator: ",") + "]"
        let cells = [action.id, action.urgency.rawValue, action.channel, action.text, found.reason, scenarios]
        for (column, cell) in cells.enumerated() { texts[column].append(cell) }
        let figures = [
            found.stake, found.expectedRevenue, found.lower, found.upper, action.effect.assumed, action.cost,
            found.expectedValue,
        ]
        for (column, figure) in figures.enumerated() { numbers[column].append(figure ?? .nan) }
    }

    var table: Table {
        Table(
            .nextBestActions,
            values: [.text(ids), .integer(rank)] + texts.map { .text($0) } + numbers.map { .real($0) })
    }
}
