package import Domain
package import Tables

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
    private var (orders, value, lower, upper) = (TextColumn(), TextColumn(), TextColumn(), TextColumn())
    private var (median, earliest, latest) = (TextColumn(), TextColumn(), TextColumn())
    private var reasons = TextColumn()
    private var json = JSONText()

    init(_ forecasts: LifetimeForecasts?, reason: String) {
        (self.forecasts, self.reason) = (forecasts, reason)
    }

    mutating func append(_ customer: Int, _ names: StringTable) {
        names.withBytes(customer) { ids.append($0) }
        probabilityAlive.append(forecasts?.probabilityAlive[customer] ?? .nan)
        orderValue.append(forecasts?.orderValue[customer] ?? .nan)
        append(forecasts?.orders, of: customer, to: \.orders)
        append(forecasts?.value, of: customer, to: \.value)
        append(forecasts?.lower, of: customer, to: \.lower)
        append(forecasts?.upper, of: customer, to: \.upper)
        let next = forecasts?.nextOrder[customer]
        median.append(next.map { CivilDate(daysSince1970: $0.median).description })
        earliest.append(next.map { CivilDate(daysSince1970: $0.earliest).description })
        latest.append(next.map { CivilDate(daysSince1970: $0.latest).description })
        reasons.append(missing(customer))
    }

    private mutating func append(
        _ column: [Float]?, of customer: Int, to series: WritableKeyPath<LifetimeRows, TextColumn>
    ) {
        let start = customer * LifetimeForecasts.months
        guard let column, !column[start].isNaN else { return self[keyPath: series].append(nil) }
        json.removeAll()
        json.beginArray()
        for number in column[start..<start + LifetimeForecasts.months] { json.value(number) }
        json.endArray()
        self[keyPath: series].append(json.bytes)
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
        Table(LTVForecastsTable.table) { t in
            (t.customerID, t.pAlive, t.expectedOrderValue) = (ids, probabilityAlive, orderValue)
            (t.expectedOrders, t.expectedValue, t.lower, t.upper) = (orders, value, lower, upper)
            (t.nextOrderExpectedOn, t.nextOrderEarliest, t.nextOrderLatest) = (median, earliest, latest)
            t.reason = reasons
        }
    }
}
