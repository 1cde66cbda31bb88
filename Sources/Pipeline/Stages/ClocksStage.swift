internal import Analytics
internal import Domain
internal import Reports
internal import Store
internal import Tables

/// The clocks of tickets, and how they compare with the service levels.
enum ClocksStage: Stage {
    struct Options: Codable, Sendable {
        let agreement: ServiceAgreement
    }

    static let file = StageFile.clocks

    static func options(_ definition: PipelineDefinition) -> Options {
        Options(agreement: definition.support.withUsedTiers)
    }
    static func reads(_ options: Options) -> [any Stage.Type] { [IngestStage.self] }

    /// The tiers of customers come from the history of earlier runs.
    static func conditions(_ run: StageRun<Self>) throws -> [String] { [try Digest.json(run.shop.tickets.tier)] }

    static func compute(_ run: StageRun<Self>) -> TicketClocks {
        TicketClocks(of: run.shop, run.options.agreement, jobs: run.jobs)
    }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let (shop, clocks) = (run.shop, try run.result)
        return StageOutput(rowsIn: shop.tickets.count + shop.ticketEvents.count) { append in
            let order = clocks.order
            for range in Partitions.ranges(of: order.count) {
                let tickets = order[range].map { Int($0) }
                try append(clocks.statusTable(tickets))
                try append(clocks.metricsTable(tickets))
            }
        }
    }

    static func checks(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> [QualityCheck] {
        TicketChecks.checks(try run.result)
    }

    static var reports: [ReportSource<Self>] {
        [ReportSource { ServiceReport(try $0.result) }]
    }
}
