/// Rows in ten equal parts by their forecast, the highest first.
package struct ForecastDeciles: Codable, Equatable, Sendable {
    package struct Decile: Codable, Equatable, Sendable {
        package let rows: Int
        package let events: Int
        /// `nil` without a row.
        package let meanForecast: Double?
    }

    /// Ten parts; equal forecasts stand in the order given.
    package let deciles: [Decile]

    /// - Precondition: as many forecasts as labels.
    package init(_ probabilities: [Double], _ labels: [Bool]) {
        precondition(probabilities.count == labels.count, "\(probabilities.count) forecasts for \(labels.count) labels")
        let order = probabilities.indices.sorted {
            probabilities[$0] == probabilities[$1] ? $0 < $1 : probabilities[$0] > probabilities[$1]
        }
        deciles = (0..<10).map { part in
            let rows = order[part * order.count / 10..<(part + 1) * order.count / 10]
            let sum = rows.reduce(0) { $0 + probabilities[$1] }
            return Decile(
                rows: rows.count, events: rows.count { labels[$0] },
                meanForecast: rows.isEmpty ? nil : sum / Double(rows.count))
        }
    }

    /// The share of events in the highest decile over the share in all rows; `nil` where either has none.
    package var liftOfEvents: Double? {
        deciles.first.flatMap { lift($0, \.events) }
    }

    /// The share without the event in the lowest decile over that in all rows; `nil` where either has none.
    package var liftOfNonEvents: Double? {
        deciles.last.flatMap { lift($0) { $0.rows - $0.events } }
    }

    private func lift(_ decile: Decile, _ count: (Decile) -> Int) -> Double? {
        let all = deciles.reduce(into: (hits: 0, rows: 0)) { $0 = ($0.hits + count($1), $0.rows + $1.rows) }
        guard decile.rows > 0, all.hits > 0 else { return nil }
        return Double(count(decile)) * Double(all.rows) / (Double(decile.rows) * Double(all.hits))
    }
}
