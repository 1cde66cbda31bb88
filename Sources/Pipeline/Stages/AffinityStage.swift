package import Analytics
internal import Domain
internal import Ingest
internal import Kernels
internal import Reports
internal import Store
internal import Tables

/// What is bought together.
enum AffinityStage: Stage {
    typealias Options = AffinityOptions

    static let file = StageFile.affinity

    static var defaults: AffinityOptions { AffinityOptions() }

    static func settings(_ yaml: StrictYAML, _ definition: PipelineDefinition) throws(ConfigurationError)
        -> AffinityOptions
    {
        try AffinityOptions(yaml)
    }

    static func options(_ definition: PipelineDefinition) -> AffinityOptions { definition.affinity }
    static func reads(_ options: AffinityOptions) -> [any Stage.Type] { [IngestStage.self] }

    static func compute(_ run: StageRun<Self>) -> AffinityAnalysis {
        let deadline = Deadline(seconds: run.options.budgetSeconds)
        return AffinityAnalysis(of: run.shop, run.options, isOver: deadline?.isOver, jobs: run.jobs)
    }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let (shop, analysis) = (run.shop, try run.result)
        return StageOutput(rowsIn: shop.lines.count) { append in
            for section in analysis.sections {
                let names = ItemNames(shop, section.level)
                try append(AffinityTables.rules(of: section, names, observesMoney: shop.observesMoney))
                for part in AffinityTables.itemsetParts(of: section) {
                    try append(AffinityTables.itemsets(part, of: section, names))
                }
            }
            let names = ItemNames(shop, .product)
            try append(AffinityTables.sequences(analysis.sequences, names))
            for range in Partitions.ranges(of: shop.customers.count) {
                try append(AffinityTables.crossSell(analysis.crossSell, range, shop, names))
            }
        }
    }

    static var reports: [ReportSource<Self>] {
        [ReportSource { AffinityReport(try $0.result, $0.shop) }]
    }

    static func findings(_ run: StageRun<Self>) throws -> [Finding] {
        guard let whole = try run.result.sections.first, whole.baskets > 0 else { return [] }
        let rules = whole.hint ?? "\(whole.ruleCount) rules"
        let extent =
            whole.isComplete ? "" : " of the \(whole.completeItems) most frequent products (the budget is used up)"
        return [
            Finding(
                "baskets: \(whole.sets.count) sets in at least \(whole.minimumCount) of \(whole.baskets)\(extent), \(rules)",
                isBrief: true)
        ]
    }
}

extension PipelineDefinition {
    /// What is looked for in baskets.
    package var affinity: AffinityOptions {
        get { stages[AffinityStage.self] }
        set { stages[AffinityStage.self] = newValue }
    }
}
