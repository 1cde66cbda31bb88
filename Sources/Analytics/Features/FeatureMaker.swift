internal import Domain

/// The features of customers from their facts and the population.
struct FeatureMaker: Sendable {
    let facts: ShopFacts
    let population: FeaturePopulation
    let probabilityAlive: [Double]?
    let serviceLevels: ServiceLevels?

    /// What the source lacks on each axis, in the order of ``Axis/allCases``.
    var lacking: [LackingFeatures] { Axes.all.map { $0.lacking(in: self) } }

    /// Writes one customer's row.
    func fill(_ row: FeatureRow, _ customer: Int) {
        let c = facts.rows[customer]
        for (index, axis) in Axes.all.enumerated() { row.set(axis: index, axis.fill(row, c, customer, of: self)) }
    }
}
