internal import Domain

/// A row of `ltv_forecasts`.
package struct ForecastRow: Equatable, Sendable {
    package let customerID: String
    /// 0...1.
    package let pAlive: Double?
    package let expectedOrderValue: Double?
    /// Arrays of 36 numbers: cumulative, by month.
    package let expectedOrders, expectedValue, lower, upper: JSONColumn?
    /// Days, `yyyy-mm-dd`.
    package let nextOrderExpectedOn, nextOrderEarliest, nextOrderLatest: String?
    /// Why what is missing is missing.
    package let reason: String?
}

extension SnapshotReader {
    package func forecast(_ customer: String) throws(StoreError) -> ForecastRow? {
        try first(
            .ltvForecasts, TableSchema.ltvForecasts.selectSQL + " WHERE customer_id = ?", [customer],
            ForecastRow.init)
    }
}

extension ForecastRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        customerID = cells.next()
        pAlive = cells.next()
        expectedOrderValue = cells.next()
        expectedOrders = cells.next()
        expectedValue = cells.next()
        lower = cells.next()
        upper = cells.next()
        nextOrderExpectedOn = cells.next()
        nextOrderEarliest = cells.next()
        nextOrderLatest = cells.next()
        reason = cells.next()
    }
}
