internal import Analytics
internal import Domain
internal import Store

extension Stage {
    /// The clocks of tickets, and how they stand to what was promised.
    static let clocks = Stage(
        file: .clocks, reads: [.ingest],
        parameters: { bench, _ in [bench.definition.support.digestText, "\(bench.shop.tickets.tier)"] },
        body: { bench in
            let clocks = bench.clocks
            return StageOutput(rowsIn: bench.shop.tickets.count + bench.shop.ticketEvents.count) { append in
                let order = clocks.order
                for range in Partitions.ranges(of: order.count) {
                    let tickets = order[range].map { Int($0) }
                    try append(clocks.statusTable(tickets))
                    try append(clocks.metricsTable(tickets))
                }
            }
        })
}

extension Stage {
    /// What tickets amount to by agent and day, and which comes next.
    static let support = Stage(
        file: .support, reads: [.clocks, .lifetime, .segments, .churn],
        parameters: { bench, _ in ["\(bench.definition.queue)"] },
        body: { bench in
            let (support, values, weights) = (bench.support, bench.customerValues, bench.definition.queue)
            return StageOutput(rowsIn: bench.shop.tickets.count) { append in
                for name in [TableName.agentDailyMetrics, .agentWeeklyMetrics, .agentMonthlyMetrics] {
                    try append(support.agentTable(name))
                }
                try append(support.dailyTable)
                try append(support.repeatIssuesTable)
                try append(support.queueTable(values, weights))
            }
        })
}

extension Workbench {
    /// What models say of customers.
    var customerValues: CustomerValues {
        let value = lifetime.forecasts.map { forecasts in
            (0..<shop.customers.count).map { forecasts.value(of: $0, month: 12) }
        }
        return CustomerValues(
            lifetimeValue: value ?? [], churnRisk: churn.scores?.probability ?? [], segments: valueSegments)
    }

    /// By what customers spend; `nil` where nobody could be observed.
    private var valueSegments: CustomerGroups? {
        let axis = segmentation.model.axes.first { $0.axis == .purchaseValue }
        return axis.map { axis in
            CustomerGroups(
                names: axis.segments.map(\.name),
                ofCustomer: segmentation.scores[.purchaseValue].segment.map { Int32($0) })
        }
    }
}
