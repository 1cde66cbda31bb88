package import Domain

/// Fills the table `ltv_forecasts`.
package enum LifetimeTable {
    /// The rows of some customers: a table is written in as many parts as its writer likes.
    ///
    /// - Parameters:
    ///   - customers: any range of customers.
    ///   - ids: of all customers.
    ///   - forecasts: of all customers; `nil` where there is no model.
    ///   - reason: why there is none.
    /// - Returns: a row a customer; NULL, and why, for whatever cannot be said.
    package static func part(
        _ customers: Range<Int>, ids: StringTable, of forecasts: LifetimeForecasts?, without reason: String?
    ) -> Table {
        var rows = LifetimeRows(forecasts, reason: reason ?? "no lifetime model has been fitted")
        for customer in customers { rows.append(customer, ids) }
        return rows.table
    }
}

private struct LifetimeRows {
    private let forecasts: LifetimeForecasts?
    private let reason: String
    private var ids = TextColumn()
    private var probabilityAlive: [Double] = []
    private var orderValue: [Double] = []
    /// Orders, value, lower, upper.
    private var series = [TextColumn](repeating: TextColumn(), count: 4)
    /// Median, earliest, latest.
    private var nextOrder = [TextColumn](repeating: TextColumn(), count: 3)
    private var reasons = TextColumn()
    private var json = JSONText()

    init(_ forecasts: LifetimeForecasts?, reason: String) {
        (self.forecasts, self.reason) = (forecasts, reason)
    }

    mutating func append(_ customer: Int, _ names: StringTable) {
        names.withBytes(customer) { ids.append($0) }
        probabilityAlive.append(forecasts?.probabilityAlive[customer] ?? .nan)
        orderValue.append(forecasts?.orderValue[customer] ?? .nan)
        let columns = forecasts.map { [$0.orders, $0.value, $0.lower, $0.upper] } ?? []
        for place in series.indices { appendSeries(place, columns.isEmpty ? nil : columns[place], customer) }
        let next = forecasts?.nextOrder[customer]
        for (place, day) in [next?.median, next?.earliest, next?.latest].enumerated() {
            nextOrder[place].append(day.map { CivilDate(daysSince1970: $0).description })
        }
        reasons.append(missing(customer))
    }

    private mutating func appendSeries(_ place: Int, _ column: [Float]?, _ customer: Int) {
        let start = customer * LifetimeForecasts.months
        guard let column, !column[start].isNaN else { return series[place].append(nil) }
        json.removeAll()
        json.beginArray()
        for number in column[start..<start + LifetimeForecasts.months] { json.value(number) }
        json.endArray()
        series[place].append(json.bytes)
    }

    /// Why something is missing; `nil` where nothing is.
    private func missing(_ customer: Int) -> String? {
        guard let forecasts else { return reason }
        let start = customer * LifetimeForecasts.months
        if forecasts.orders[start].isNaN { return "the customer has not ordered yet" }
        if forecasts.value[start].isNaN { return "spend could not be modelled: the report `ltv` says why" }
        if forecasts.probabilityAlive[customer].isNaN {
            return "under this model nobody can leave before a repeat order, so p_alive says nothing"
        }
        return nil
    }

    var table: Table {
        Table(
            .ltvForecasts,
            values: [.text(ids), .real(probabilityAlive), .real(orderValue)] + series.map { .text($0) }
                + nextOrder.map { .text($0) } + [.text(reasons)])
    }
}
