internal import Analytics
internal import Domain
internal import Foundation
internal import Store
internal import Tables

/// Keeps what a run predicts, and holds what earlier runs predicted against what happened since.
///
/// Predictions are kept by the first run of a calendar month (UTC): nights in between say much the same, and each would cost
/// a row a customer and horizon.
struct PredictionKeeping {
    private let store: RunStore
    private let draft: RunDraft
    private let records: [PredictionRecord]

    /// Reads what the line of runs up to the published one has kept.
    init(_ earlier: EarlierRuns) throws {
        (store, draft) = (earlier.store, earlier.draft)
        records = try earlier.previous.map { try earlier.store.predictionRecords(visibleFrom: $0.id) } ?? []
    }

    /// Loads this run's predictions where the month has none yet; they are visible once the run is published.
    func keep(_ lifetime: LifetimeRun, _ options: LifetimeStage.Options, _ shop: Shop) throws {
        guard let forecasts = lifetime.forecasts, lifetime.model?.spend != nil else { return }
        guard !records.contains(where: { Self.month($0.asOf) == Self.month(shop.asOf) }) else { return }
        let ids = shop.customers.ids
        let buyers = (0..<ids.count).filter { !forecasts.value(of: $0, month: 1).isNaN }
        let names = TextColumn(buyers.lazy.map { ids[$0] })
        let predictions = options.horizonMonths.map { month in
            Predictions(
                horizonMonths: month, discountRate: options.discountRate, customerIDs: names,
                expected: buyers.map { forecasts.value(of: $0, month: month) },
                lower: buyers.map { forecasts.lower(of: $0, month: month) },
                upper: buyers.map { forecasts.upper(of: $0, month: month) },
                expectedOrders: buyers.map { forecasts.orders(of: $0, month: month) })
        }
        try draft.load(predictions, asOf: shop.asOf)
    }

    /// Scores what is due; how all predictions turned out whose horizon has passed, the latest first.
    func outcomes(_ shop: Shop) throws -> [PastPredictions] {
        try records.compactMap { record in
            let end = PastPredictions.lastDay(
                of: shop, predictedAsOf: record.asOf, horizonMonths: record.horizonMonths)
            // The last day may not be over; and a night that looks back knows no outcome of later nights.
            guard end < shop.lastDay else { return nil }
            guard let outcome = record.outcome else { return try score(record, shop) }
            return try JSONDecoder().decode(PastPredictions.self, from: Data(outcome.utf8))
        }
    }

    private func score(_ record: PredictionRecord, _ shop: Shop) throws -> PastPredictions {
        let kept = try store.predictions(record)
        let rows = PastPredictions.Rows(
            ids: kept.customerIDs, expected: kept.expected, lower: kept.lower, upper: kept.upper,
            expectedOrders: kept.expectedOrders)
        let (figures, value, orders) = PastPredictions.score(
            rows, in: shop, predictedAsOf: record.asOf, horizonMonths: record.horizonMonths,
            discountRate: record.discountRate)
        let summary = String(decoding: try JSONEncoder.sortedKeys.encode(figures), as: UTF8.self)
        try draft.load(
            PredictionOutcomes(of: kept, actual: value, actualOrders: orders, summary: summary), of: record)
        return figures
    }

    private static func month(_ instant: Instant) -> String { String(instant.description.prefix(7)) }
}
