import Analytics
import Domain

/// An instant from its ISO 8601 text, for tests; the beginning of 1970 where the text is none.
func at(_ text: String) -> Instant {
    Instant(iso8601: text) ?? Instant(microseconds: 0)
}

extension RowShop {
    /// Facts, population and features of this shop as of one frame, all estimated from it.
    func features(
        _ frame: FeatureFrame = .tonight, population: FeaturePopulation? = nil, questions: [String] = [],
        probabilityAlive: [Double]? = nil, serviceLevels: ServiceLevels? = nil, jobs: Int = 1
    ) -> FeatureTable {
        let shop = shop
        let reference = population?.reference ?? Features.reference(of: shop, frame: frame, jobs: jobs)
        let facts = Features.facts(
            of: shop, frame: frame, reference: reference, questionCategories: questions, jobs: jobs)
        let population = population ?? FeaturePopulation(of: facts, serviceLevels: serviceLevels)
        let matrix = Features.matrix(
            of: facts, population: population, probabilityAlive: probabilityAlive, serviceLevels: serviceLevels,
            jobs: jobs)
        return FeatureTable(ids: customerIDs, matrix: matrix, population: population, facts: facts)
    }
}

/// A feature matrix by the names of customers, features and axes.
struct FeatureTable {
    let ids: [String]
    let matrix: FeatureMatrix
    let population: FeaturePopulation
    let facts: ShopFacts

    subscript(customer: String, feature: Feature) -> Double {
        matrix.columns[feature.rawValue][row(customer)]
    }

    func trials(_ customer: String, _ feature: Feature) -> Float? {
        matrix.trials[feature.rawValue]?[row(customer)]
    }

    func isObserved(_ customer: String, _ axis: Axis) -> Bool {
        matrix.isObserved[index(axis)][row(customer)]
    }

    func evidence(_ customer: String, _ axis: Axis) -> Double {
        matrix.evidence[index(axis)][row(customer)]
    }

    private func row(_ customer: String) -> Int { ids.firstIndex(of: customer) ?? -1 }

    private func index(_ axis: Axis) -> Int { Axis.allCases.firstIndex(of: axis) ?? -1 }
}

/// Whether two numbers agree to some digits; two NaNs do.
func agree(_ left: Double, _ right: Double, within tolerance: Double = 1e-9) -> Bool {
    if left.isNaN || right.isNaN { return left.isNaN && right.isNaN }
    return abs(left - right) <= tolerance * max(1, abs(left), abs(right))
}

extension FeatureMatrix {
    /// The names of the columns in which two matrices differ, to the bit; NaN equals NaN.
    func differences(from other: FeatureMatrix) -> [String] {
        var names: [String] = []
        for feature in Feature.allCases {
            let (mine, theirs) = (columns[feature.rawValue], other.columns[feature.rawValue])
            let isSame = zip(mine, theirs).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
            if !isSame || trials[feature.rawValue] != other.trials[feature.rawValue] { names.append(feature.name) }
        }
        if isObserved != other.isObserved { names.append("isObserved") }
        if evidence != other.evidence { names.append("evidence") }
        if unobservable != other.unobservable { names.append("unobservable") }
        return names
    }
}
