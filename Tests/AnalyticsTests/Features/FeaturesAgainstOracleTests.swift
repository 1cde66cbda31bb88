import Analytics
import Domain
import Testing

/// Every feature of random small shops against the row-by-row implementation.
struct FeaturesAgainstOracleTests {
    static let recipes: [RowShop.Recipe] =
        (1...6).map { RowShop.Recipe(seed: $0) }
        + (7...14).map { RowShop.Recipe(seed: $0, days: $0 % 2 == 0 ? 300 : 900, completeness: 0.6) }
        + [
            RowShop.Recipe(seed: 20, hasDatedRefunds: false),
            RowShop.Recipe(seed: 21, hasStatusEvents: false),
            RowShop.Recipe(seed: 22, hasStatusEvents: false, hasResolutionDates: false),
            RowShop.Recipe(seed: 23, isDateOnly: true),
            RowShop.Recipe(seed: 24, customers: 1),
            RowShop.Recipe(seed: 25, customers: 0),
            RowShop.Recipe(seed: 26, customers: 150, days: 1100, zone: "America/New_York"),
        ]

    static let frames: [FeatureFrame] = [.tonight, .dated(at("2023-12-20T11:30:00Z")), .dated(at("2024-01-08"))]

    @Test(arguments: recipes, frames)
    func `agrees with the plain formulas`(recipe: RowShop.Recipe, frame: FeatureFrame) {
        let rows = RowShop.random(recipe)
        let count = rows.customerIDs.count
        var oracle = FeatureOracle(rows, frame)
        oracle.questions = ["question"]
        oracle.probabilityAlive = (0..<count).map { Double($0) / Double(count) }
        oracle.serviceLevels = ServiceLevels(
            breached: (0..<count).map { Int32($0 % 2) }, judged: (0..<count).map { Int32($0 % 4) })
        let table = rows.features(
            frame, questions: oracle.questions, probabilityAlive: oracle.probabilityAlive,
            serviceLevels: oracle.serviceLevels)
        for (row, expected) in oracle.table().enumerated() {
            for feature in Feature.allCases {
                let (found, wanted) = (table.matrix.columns[feature.rawValue][row], expected[feature] ?? .nan)
                #expect(agree(found, wanted), "\(feature.name) of \(table.ids[row]): \(found), by hand \(wanted)")
            }
        }
    }

    @Test(arguments: recipes, frames)
    func `observes whom the rules name`(recipe: RowShop.Recipe, frame: FeatureFrame) {
        let rows = RowShop.random(recipe)
        let (oracle, table) = (FeatureOracle(rows, frame), rows.features(frame))
        for (index, axis) in Axis.allCases.enumerated() where table.matrix.unobservable[axis] == nil {
            for (row, id) in table.ids.enumerated() {
                let hasFeature = Feature.allCases.contains {
                    axis.features.contains($0.name) && !table.matrix.columns[$0.rawValue][row].isNaN
                }
                let expected = oracle.isObserved(id, axis) && hasFeature
                #expect(table.matrix.isObserved[index][row] == expected, "\(axis.rawValue) of \(id)")
            }
        }
    }

    @Test(arguments: recipes)
    func `is the same on any number of threads`(recipe: RowShop.Recipe) {
        let rows = RowShop.random(recipe)
        let (one, two) = (rows.features(jobs: 1), rows.features(jobs: 2))
        #expect(one.matrix.differences(from: two.matrix) == [])
        #expect(one.population == two.population)
    }
}
