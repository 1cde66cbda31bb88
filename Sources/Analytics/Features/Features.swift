package import Domain

/// The features of the 14 axes, in three steps that are kept apart because two of them are stored.
///
/// 1. ``reference(of:frame:jobs:)`` reads the yardsticks of the shop (price scales, peak months, refund lag), and
///    ``facts(of:frame:reference:questionCategories:jobs:)`` counts and adds up each customer's records against them.
/// 2. ``FeaturePopulation/init(of:serviceLevels:)`` estimates what customers have in common. It holds the reference: on a
///    night that refits the segments it is made and stored with them, on any other night, and for past frames, it is
///    taken as stored, and step 1 uses its reference.
/// 3. ``matrix(of:population:probabilityAlive:serviceLevels:jobs:)`` puts facts and population together.
///
/// Work is cut over customers in a fixed way and joined in order: results do not depend on the number of threads.
package enum Features {
    /// Reads the yardsticks of a shop.
    package static func reference(of shop: Shop, frame: FeatureFrame, jobs: Int) -> ShopReference {
        ShopReference(of: shop, frame: frame, jobs: jobs)
    }

    /// Counts and adds up every customer's records.
    ///
    /// - Parameters:
    ///   - shop: the shop.
    ///   - frame: as of when, and from what.
    ///   - reference: the yardsticks: this shop's own, or stored ones.
    ///   - questionCategories: the ticket categories that hold questions, by name; from the pipeline.
    ///   - jobs: the number of threads.
    /// - Returns: one row a customer, and what the source shows at all.
    package static func facts(
        of shop: Shop, frame: FeatureFrame, reference: ShopReference, questionCategories: [String] = [], jobs: Int
    ) -> ShopFacts {
        let view = ShopFrame(shop: shop, frame: frame, reference: reference, questionCategories: questionCategories)
        let sources = FeatureSources(view, hasQuestionCategories: !questionCategories.isEmpty)
        return ShopFacts(view, sources: sources, jobs: jobs)
    }

    /// Makes the features of every customer.
    ///
    /// - Parameters:
    ///   - facts: the customers' facts.
    ///   - population: the population they belong to: their own, or a stored one.
    ///   - probabilityAlive: by the lifetime model, one a customer, NaN where it cannot tell; `nil` without a model.
    ///   - serviceLevels: how service levels were kept; `nil` where nobody judged that.
    ///   - jobs: the number of threads.
    /// - Returns: every feature, who was observed on which axis, and the axes the source cannot show, with reasons.
    package static func matrix(
        of facts: ShopFacts, population: FeaturePopulation, probabilityAlive: [Double]? = nil,
        serviceLevels: ServiceLevels? = nil, jobs: Int
    ) -> FeatureMatrix {
        let maker = FeatureMaker(
            facts: facts, population: population, probabilityAlive: probabilityAlive, serviceLevels: serviceLevels)
        let blocks = Partitions.map(total: facts.rows.count, jobs: jobs) { FeatureBlock(rows: $0, of: maker) }
        return FeatureMatrix(joining: blocks, rowCount: facts.rows.count, lacking: maker.lacking)
    }
}

extension FeatureMatrix {
    /// Joins blocks in their order; what the source lacks is missing for everyone.
    fileprivate init(joining blocks: [FeatureBlock], rowCount: Int, lacking: [LackingFeatures]) {
        self.init(rowCount: rowCount)
        let missing = lacking.reduce(into: Set<Feature>()) { $0.formUnion($1.features) }
        for feature in Feature.allCases where !missing.contains(feature) {
            columns[feature.rawValue] = joined(blocks.map { $0.column(feature) })
        }
        for counted in CountedFeature.allCases {
            trials[counted.feature.rawValue] =
                missing.contains(counted.feature)
                ? Array(repeating: 0, count: rowCount) : joined(blocks.map { $0.trials(counted) })
        }
        for (index, axis) in Axis.allCases.enumerated() {
            if let reason = lacking[index].reasonAgainstAxis(of: axis.features.count) {
                unobservable[axis] = reason
                continue
            }
            let observations = blocks.map { $0.observations(axis: index) }
            isObserved[index] = joined(observations.map(\.isObserved))
            evidence[index] = joined(observations.map(\.evidence))
        }
    }
}
