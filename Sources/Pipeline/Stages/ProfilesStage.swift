internal import Analytics
internal import Domain
internal import Store
internal import Tables

/// One row a customer, as the support app reads it.
enum ProfilesStage: Stage {
    struct Options: Codable, Sendable {
        let catalogue: ActionCatalogue
    }

    static let file = StageFile.profiles

    static func options(_ definition: PipelineDefinition) -> Options { Options(catalogue: definition.actions) }

    static func reads(_ options: Options) -> [any Stage.Type] {
        [
            IngestStage.self, LifetimeStage.self, ChurnStage.self, FeaturesStage.self, SegmentsStage.self,
            ActionsStage.self,
        ]
    }

    /// What is known of every customer.
    static func compute(_ run: StageRun<Self>) throws -> ProfileInputs {
        let segments = try run[SegmentsStage.self]
        let (model, scores, archetypes) = (
            segments.segmentation.model, segments.segmentation.scores, segments.archetypes
        )
        let columns = model.axes.map { axis in
            let found = scores[axis.axis]
            return ProfileSegments(
                axis: axis.axis, names: axis.segments.map(\.name), dominant: found.segment.map { Int32($0) },
                strength: found.segment.indices.map { found.strength(of: $0) })
        }
        return ProfileInputs(
            asOf: run.shop.asOf, ids: run.shop.customers.ids, summaries: try run[FeaturesStage.self].summaries,
            levelOne: ProfileArchetypes(archetypes, archetypes.first),
            levelTwo: ProfileArchetypes(archetypes, archetypes.second), segments: columns,
            forecasts: try run[LifetimeStage.self].forecasts, churn: try run[ChurnStage.self].scores,
            catalogue: run.options.catalogue, figures: try run[ActionsStage.self])
    }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let inputs = try run.result
        return StageOutput(rowsIn: inputs.ids.count) { append in
            for range in Partitions.ranges(of: inputs.ids.count) {
                try append(ProfileTable.part(range, of: inputs))
            }
        }
    }

    static func checks(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> [QualityCheck] {
        ResultChecks.totals(run.shop, try run.result.summaries, run.quality)
    }
}

extension ProfileArchetypes {
    fileprivate init(_ archetypes: Archetypes, _ ofCustomer: [Int32]) {
        self.init(ids: archetypes.list.map(\.id), names: archetypes.list.map(\.name), ofCustomer: ofCustomer)
    }
}
