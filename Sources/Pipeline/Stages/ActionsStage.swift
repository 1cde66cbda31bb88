package import Analytics
internal import Domain
internal import Ingest
internal import Store
internal import Tables

/// What to do about every customer.
enum ActionsStage: Stage {
    struct Options: Codable, Sendable {
        let catalogue: ActionCatalogue
    }

    static let file = StageFile.actions

    static var defaults: ActionCatalogue { .standard }

    static func settings(_ yaml: StrictYAML, _ definition: PipelineDefinition) throws(ConfigurationError)
        -> ActionCatalogue
    {
        try ActionCatalogue(yaml)
    }

    static func options(_ definition: PipelineDefinition) -> Options { Options(catalogue: definition.actions) }

    static func reads(_ options: Options) -> [any Stage.Type] {
        [
            IngestStage.self, ClocksStage.self, LifetimeStage.self, ChurnStage.self, FeaturesStage.self,
            SegmentsStage.self,
        ]
    }

    /// What rules are compared with, by customer.
    static func compute(_ run: StageRun<Self>) throws -> CustomerFigures {
        let (shop, summaries) = (run.shop, try run[FeaturesStage.self].summaries)
        let (segmentation, churn) = (try run[SegmentsStage.self].segmentation, try run[ChurnStage.self].scores)
        var columns = purchases(shop, summaries)
        if let churn { columns[.churnRisk] = churn.probability }
        if let forecasts = try run[LifetimeStage.self].forecasts {
            columns[.expectedValue] = column(shop) { forecasts.value(of: $0, month: 12) }
        }
        if shop.has.tickets {
            (columns[.openTickets], columns[.brokenPromises]) = openTickets(shop, try run[ClocksStage.self])
        }
        return CustomerFigures(
            customers: shop.customers.count, currency: shop.currency, columns: columns, model: segmentation.model,
            scores: segmentation.scores, valueAtStake: churn?.valueAtStake ?? [])
    }

    private static func column(_ shop: Shop, _ value: (Int) -> Double?) -> [Double] {
        (0..<shop.customers.count).map { value($0) ?? .nan }
    }

    private static func purchases(_ shop: Shop, _ summaries: CustomerSummaries) -> [CustomerMeasure: [Double]] {
        [
            .totalOrders: summaries.orders.map(Double.init), .totalTickets: summaries.tickets.map(Double.init),
            .lifetimeValue: summaries.net.map(Money.units),
            .averageOrderValue: column(shop) { customer in
                let orders = summaries.orders[customer]
                return orders > 0 ? Money.units(summaries.net[customer]) / Double(orders) : nil
            },
            .daysSinceLastPurchase: column(shop) { customer in
                guard summaries.orders[customer] > 0 else { return nil }
                return shop.asOf.days(since: Instant(microseconds: summaries.lastOrderAt[customer])).rounded(.down)
            },
        ]
    }

    /// By customer: open tickets, and those of them with a breached target.
    private static func openTickets(_ shop: Shop, _ clocks: TicketClocks) -> (open: [Double], breached: [Double]) {
        var (open, breached) = ([Double](repeating: 0, count: shop.customers.count), [Double]())
        breached = open
        for (ticket, record) in clocks.records.enumerated() where !record.isResolved {
            let customer = Int(shop.tickets.customer[ticket])
            guard customer >= 0 else { continue }
            open[customer] += 1
            if ServiceTarget.allCases.contains(where: { record.target($0).status == .breached }) {
                breached[customer] += 1
            }
        }
        return (open, breached)
    }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let (ids, catalogue, figures) = (run.shop.customers.ids, run.options.catalogue, try run.result)
        return StageOutput(rowsIn: ids.count) { append in
            for range in Partitions.ranges(of: ids.count) {
                try append(ActionTable.part(range, ids: ids, catalogue, figures))
            }
        }
    }
}

extension PipelineDefinition {
    /// What may be done about customers, and how to talk to them.
    package var actions: ActionCatalogue {
        get { stages[ActionsStage.self] }
        set { stages[ActionsStage.self] = newValue }
    }
}
