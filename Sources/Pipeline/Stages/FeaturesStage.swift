internal import Analytics
internal import Domain
internal import Store
internal import Tables

/// The features of every customer.
enum FeaturesStage: Stage {
    struct Options: Codable, Sendable {
        let questionCategories: [String]
    }

    struct Result: Sendable {
        /// What is true of the whole shop: estimated in this run where the segments are refitted, as stored otherwise.
        let population: FeaturePopulation
        let matrix: FeatureMatrix
        let summaries: CustomerSummaries
    }

    static let file = StageFile.features
    static let models: [any FittedModel.Type] = [StoredSegmentModel.self]

    static func options(_ definition: PipelineDefinition) -> Options {
        Options(questionCategories: definition.questionCategories.sorted())
    }

    static func reads(_ options: Options) -> [any Stage.Type] {
        [IngestStage.self, ClocksStage.self, LifetimeStage.self]
    }

    static func compute(_ run: StageRun<Self>) throws -> Result {
        let (shop, jobs) = (run.shop, run.jobs)
        let stored = run.decision(of: StoredSegmentModel.self).stored?.population
        let facts = Features.facts(
            of: shop, frame: .tonight,
            reference: stored?.reference ?? Features.reference(of: shop, frame: .tonight, jobs: jobs),
            questionCategories: run.options.questionCategories, jobs: jobs)
        let serviceLevels = shop.has.tickets ? try run[ClocksStage.self].serviceLevels : nil
        let population = stored ?? FeaturePopulation(of: facts, serviceLevels: serviceLevels)
        return Result(
            population: population,
            matrix: Features.matrix(
                of: facts, population: population,
                probabilityAlive: try run[LifetimeStage.self].forecasts?.probabilityAlive,
                serviceLevels: serviceLevels, jobs: jobs),
            summaries: CustomerSummaries(of: facts))
    }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let (shop, features) = (run.shop, try run.result.matrix)
        return StageOutput(rowsIn: shop.orders.count + shop.lines.count + shop.ticketEvents.count) { append in
            for range in Partitions.ranges(of: shop.customers.count) {
                try append(features.table(ids: shop.customers.ids, customers: range))
            }
        }
    }
}
