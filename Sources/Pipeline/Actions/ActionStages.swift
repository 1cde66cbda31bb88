internal import Analytics
internal import Domain
internal import Store

extension Stage {
    /// What to do about every customer.
    static let actions = Stage(
        file: .actions, reads: [.ingest, .clocks, .lifetime, .churn, .segments],
        parameters: { bench, _ in ["\(bench.definition.actions)"] },
        body: { bench in
            let (ids, catalogue, figures) = (bench.shop.customers.ids, bench.definition.actions, bench.figures)
            return StageOutput(rowsIn: ids.count) { append in
                for range in Partitions.ranges(of: ids.count) {
                    try append(ActionTable.part(range, ids: ids, catalogue, figures))
                }
            }
        })

    /// Who is not as in the run that was published before.
    static let changes = Stage(
        file: .changes, reads: [.profiles], parameters: { bench, _ in [bench.earlier?.run.text ?? ""] },
        body: { bench in
            let changes = bench.changes
            return StageOutput(rowsIn: bench.shop.customers.count) { append in try append(changes.table) }
        })
}

extension Workbench {
    /// What tonight knows of every customer, for rules.
    func makeFigures() -> CustomerFigures {
        let (count, summaries) = (shop.customers.count, summaries)
        func column(_ value: (Int) -> Double?) -> [Double] { (0..<count).map { value($0) ?? .nan } }
        var columns: [CustomerMeasure: [Double]] = [
            .totalOrders: summaries.orders.map(Double.init), .totalTickets: summaries.tickets.map(Double.init),
            .lifetimeValue: summaries.net.map(Money.units),
            .averageOrderValue: column { customer in
                let orders = summaries.orders[customer]
                return orders > 0 ? Money.units(summaries.net[customer]) / Double(orders) : nil
            },
            .daysSinceLastPurchase: column { customer in
                guard summaries.orders[customer] > 0 else { return nil }
                return shop.asOf.days(since: Instant(microseconds: summaries.lastOrderAt[customer])).rounded(.down)
            },
        ]
        if let churn = churn.scores { columns[.churnRisk] = churn.probability }
        if let forecasts = lifetime.forecasts {
            columns[.expectedValue] = column { forecasts.value(of: $0, month: 12) }
        }
        if shop.has.tickets { (columns[.openTickets], columns[.brokenPromises]) = openTickets() }
        return CustomerFigures(
            customers: count, currency: shop.currency, columns: columns, model: segmentation.model,
            scores: segmentation.scores, valueAtStake: churn.scores?.valueAtStake ?? [])
    }

    /// By customer: open tickets, and those of them with a promise that is broken.
    private func openTickets() -> (open: [Double], broken: [Double]) {
        var (open, broken) = ([Double](repeating: 0, count: shop.customers.count), [Double]())
        broken = open
        for (ticket, record) in clocks.records.enumerated() where !record.isResolved {
            let customer = Int(shop.tickets.customer[ticket])
            guard customer >= 0 else { continue }
            open[customer] += 1
            if ServiceTarget.allCases.contains(where: { record.target($0).status == .breached }) {
                broken[customer] += 1
            }
        }
        return (open, broken)
    }
}
