internal import Analytics
internal import Domain
internal import Store

extension Stage {
    /// The clocks of tickets, and how they stand to what was promised.
    static let clocks = Stage(
        file: .clocks, reads: [.ingest], parameters: { [$0.definition.support.digestText] },
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
        file: .support, reads: [.clocks, .lifetime, .churn], parameters: { _ in [] },
        body: { bench in
            let (support, values) = (bench.support, bench.customerValues)
            return StageOutput(rowsIn: bench.shop.tickets.count) { append in
                for name in [TableName.agentDailyMetrics, .agentWeeklyMetrics, .agentMonthlyMetrics] {
                    try append(support.agentTable(name))
                }
                try append(support.dailyTable)
                try append(support.repeatIssuesTable)
                try append(support.queueTable(values))
            }
        })
}

extension Workbench {
    /// What models say of customers.
    var customerValues: CustomerValues {
        let values = lifetime.forecasts.map { forecasts in
            (0..<shop.customers.count).map { forecasts.value(of: $0, month: 12) }
        }
        return CustomerValues(lifetimeValue: values ?? [], churnRisk: churn.scores?.probability ?? [])
    }
}
