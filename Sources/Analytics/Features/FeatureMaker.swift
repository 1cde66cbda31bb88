internal import Domain

/// The features of customers from their facts and the population: the list of the axes.
struct FeatureMaker: Sendable {
    let facts: ShopFacts
    let population: FeaturePopulation
    let probabilityAlive: [Double]?
    let serviceLevels: ServiceLevels?

    /// What the source lacks on each axis, in the order of ``Axis/allCases``.
    var lacking: [LackingFeatures] {
        let sources = facts.sources
        return [
            PurchaseFrequency.lacking(sources),
            PurchaseValue.lacking(sources),
            CategoryExploration.lacking(sources),
            PriceSensitivity.lacking(sources),
            PurchaseCadence.lacking(sources),
            CustomerMaturity.lacking(sources),
            RepurchaseBehavior.lacking(sources),
            ReturnBehavior.lacking(sources),
            CommunicationPreference.lacking(sources),
            ProblemComplexityProfile.lacking(sources),
            LoyaltyTrajectory.lacking(sources, hasProbabilityAlive: probabilityAlive != nil),
            ProductKnowledge.lacking(sources),
            ValueSophistication.lacking(sources),
            SupportHistory.lacking(sources, hasServiceLevels: serviceLevels != nil),
        ]
    }

    /// Writes one customer's row.
    func fill(_ row: FeatureRow, _ customer: Int) {
        let c = facts.rows[customer]
        row.set(axis: 0, PurchaseFrequency.fill(row, c, population))
        row.set(axis: 1, PurchaseValue.fill(row, c))
        row.set(axis: 2, CategoryExploration.fill(row, c))
        row.set(axis: 3, PriceSensitivity.fill(row, c, population))
        row.set(axis: 4, PurchaseCadence.fill(row, c, population))
        row.set(axis: 5, CustomerMaturity.fill(row, c))
        row.set(axis: 6, RepurchaseBehavior.fill(row, c))
        row.set(axis: 7, ReturnBehavior.fill(row, c, population))
        row.set(axis: 8, CommunicationPreference.fill(row, c, population))
        row.set(axis: 9, ProblemComplexityProfile.fill(row, c, population))
        row.set(axis: 10, LoyaltyTrajectory.fill(row, c, population, probabilityAlive: probabilityAlive?[customer]))
        row.set(axis: 11, ProductKnowledge.fill(row, c, facts.sources))
        row.set(axis: 12, ValueSophistication.fill(row, c, population))
        row.set(axis: 13, SupportHistory.fill(row, c, population, serviceLevel: serviceLevels?.count(customer)))
    }
}
