internal import Analytics
internal import Domain
internal import Store

extension Stage {
    /// What became of every row of the source.
    ///
    /// Its file is never used again: the quarantine can change while the accepted
    /// rows do not.
    static let ingest = Stage(
        file: .ingest, reads: [],
        parameters: { bench, _ in
            [bench.inputDigest, "\(bench.shop.asOf)", bench.shop.zone.identifier, bench.shop.currency]
        },
        body: { bench in
            let quality = bench.quality
            let rows = quality.tables.reduce(0) { $0 + $1.read }
            return StageOutput(rowsIn: rows) { append in
                try append(QualityTables.reconciliations(quality.tables))
                try append(QualityTables.quarantine(quality.quarantine))
            }
        })

    /// What every customer is expected to order and to be worth.
    static let lifetime = Stage(
        file: .lifetime, reads: [.ingest],
        parameters: { bench, isComputed in
            let options = bench.definition.lifetime
            return [
                isComputed ? bench.scoringLifetimeIdentity : bench.lifetimeIdentity, options.wish,
                "\(options.discountRate)", "\(options.horizonMonths)",
                "\(bench.definition.seed)",
            ]
        },
        body: { bench in
            let (ids, tonight, shop) = (bench.shop.customers.ids, bench.lifetime, bench.shop)
            return StageOutput(rowsIn: shop.orders.count) { append in
                for range in Partitions.ranges(of: ids.count) {
                    try append(LifetimeTable.part(range, ids: ids, of: tonight.forecasts, without: tonight.refusal))
                }
            }
        })

    /// The features of every customer.
    static let features = Stage(
        file: .features, reads: [.ingest, .clocks, .lifetime],
        parameters: { bench, _ in [bench.modelIdentity] + bench.definition.questionCategories.sorted() },
        body: { bench in
            let (shop, features) = (bench.shop, bench.features)
            return StageOutput(rowsIn: shop.orders.count + shop.lines.count + shop.ticketEvents.count) { append in
                for range in Partitions.ranges(of: shop.customers.count) {
                    try append(features.table(ids: shop.customers.ids, customers: range))
                }
            }
        })

    /// Segments, their definitions, and archetypes.
    static let segments = Stage(
        file: .segments, reads: [.features, .churn],
        parameters: { bench, _ in [bench.modelIdentity, "\(bench.definition.segments.minSupport)"] },
        body: { bench in
            let (ids, features, segmentation) = (bench.shop.customers.ids, bench.features, bench.segmentation)
            let (totals, archetypes, values) = (bench.totals, bench.archetypes, bench.customerValues)
            return StageOutput(rowsIn: features.rowCount) { append in
                for range in Partitions.ranges(of: features.rowCount) {
                    try append(
                        segmentation.model.customerSegments(
                            ids: ids, features: features, scores: segmentation.scores, customers: range))
                }
                try append(segmentation.model.segmentDefinitions(totals))
                try append(archetypes.table(values))
            }
        })

    /// One row a customer, as the support app reads it.
    static let profiles = Stage(
        file: .profiles, reads: [.ingest, .lifetime, .churn, .segments, .actions], parameters: { _, _ in [] },
        body: { bench in
            let inputs = ProfileInputs(bench)
            return StageOutput(rowsIn: inputs.ids.count) { append in
                for range in Partitions.ranges(of: inputs.ids.count) {
                    try append(ProfileTable.part(range, of: inputs))
                }
            }
        })

    /// How cohorts hold.
    static let cohorts = Stage(
        file: .cohorts, reads: [.ingest],
        parameters: { bench, _ in ["\(bench.definition.cohorts)", "\(bench.definition.seed)"] },
        body: { bench in
            let cohorts = bench.cohorts
            return StageOutput(rowsIn: bench.shop.orders.count) { append in
                try append(CohortTable.table(cohorts))
                try append(CohortTable.insights(cohorts))
            }
        })
}

extension ProfileInputs {
    /// What tonight's workbench knows about every customer.
    init(_ bench: Workbench) {
        let (model, scores, archetypes) = (bench.segmentation.model, bench.segmentation.scores, bench.archetypes)
        let segments = model.axes.map { axis in
            let standing = scores[axis.axis]
            return ProfileSegments(
                axis: axis.axis, names: axis.segments.map(\.name), dominant: standing.segment.map { Int32($0) },
                strength: standing.segment.indices.map { standing.strength(of: $0) })
        }
        self.init(
            asOf: bench.shop.asOf, ids: bench.shop.customers.ids, summaries: bench.summaries,
            levelOne: ProfileArchetypes(archetypes, archetypes.first),
            levelTwo: ProfileArchetypes(archetypes, archetypes.second), segments: segments,
            forecasts: bench.lifetime.forecasts, churn: bench.churn.scores,
            catalogue: bench.definition.actions, figures: bench.figures)
    }
}

extension ProfileArchetypes {
    init(_ archetypes: Archetypes, _ ofCustomer: [Int32]) {
        self.init(ids: archetypes.list.map(\.id), names: archetypes.list.map(\.name), ofCustomer: ofCustomer)
    }
}
