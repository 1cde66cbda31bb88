package import Analytics
internal import Domain
internal import Foundation
internal import Ingest
internal import Reports
internal import Store
internal import Tables

/// What tickets amount to by agent and day, and which comes next.
enum SupportStage: Stage {
    struct Options: Codable, Sendable {
        let queue: QueueWeights
    }

    static let file = StageFile.support

    static var defaults: SupportSettings { SupportSettings() }

    static func settings(_ yaml: StrictYAML, _ definition: PipelineDefinition) throws(ConfigurationError)
        -> SupportSettings
    {
        try SupportSettings(yaml, zone: definition.zone)
    }

    static func options(_ definition: PipelineDefinition) -> Options { Options(queue: definition.queue) }

    static func reads(_ options: Options) -> [any Stage.Type] {
        [IngestStage.self, ClocksStage.self, SegmentsStage.self]
    }

    static func compute(_ run: StageRun<Self>) throws -> SupportAnalysis {
        SupportAnalysis(try run[ClocksStage.self], jobs: run.jobs)
    }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let (support, values, weights) = (try run.result, try run[SegmentsStage.self].values, run.options.queue)
        return StageOutput(rowsIn: run.shop.tickets.count) { append in
            for table in [AgentMetricsTable.daily, AgentMetricsTable.weekly, AgentMetricsTable.monthly] {
                try append(support.agentTable(table))
            }
            try append(support.dailyTable)
            try append(support.repeatIssuesTable)
            try append(support.queueTable(values, weights))
        }
    }

    static var reports: [ReportSource<Self>] {
        [
            ReportSource { SupportReport(try $0.result, try $0[SegmentsStage.self].values) },
            ReportSource { AgentReport(try $0.result) },
        ]
    }

    static func findings(_ run: StageRun<Self>) throws -> [Finding] {
        guard run.shop.has.tickets else { return [] }
        let records = try run[ClocksStage.self].records
        let targets = records.flatMap { record in ServiceTarget.allCases.map { record.target($0) } }
        let (judged, late) = targets.reduce((0, 0)) { ($0.0 + Int($1.judged), $0.1 + Int($1.late)) }
        let met = judged > 0 ? String(format: "%.1f %%", 100 * Double(judged - late) / Double(judged)) : "none judged"
        let open = records.count { !$0.isResolved }
        return [
            Finding(
                "support: \(open) tickets open; service levels kept: \(met); "
                    + "\(targets.count { $0.status == .breached }) broken now")
        ]
    }
}

/// What a pipeline says about its support desk.
struct SupportSettings: Codable, Sendable {
    var agreement = ServiceAgreement()
    var queue = QueueWeights()
}

extension SupportSettings {
    fileprivate init(_ yaml: StrictYAML, zone: ShopZone) throws(ConfigurationError) {
        agreement = try ServiceAgreementFiles.read(yaml, zone: zone)
        if let weights = try yaml.object("queue") { queue = try QueueWeights(weights) }
    }
}

extension PipelineDefinition {
    /// The service levels of the support desk, and its opening hours.
    package var support: ServiceAgreement {
        get { stages[SupportStage.self].agreement }
        set { stages[SupportStage.self].agreement = newValue }
    }
}

extension PipelineDefinition {
    /// What makes a ticket come first.
    package var queue: QueueWeights {
        get { stages[SupportStage.self].queue }
        set { stages[SupportStage.self].queue = newValue }
    }
}
