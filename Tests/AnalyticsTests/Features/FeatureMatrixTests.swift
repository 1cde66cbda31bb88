import Analytics
import Domain
import Foundation
import Kernels
import Testing

/// What holds for every matrix, whatever the shop.
struct FeatureMatrixTests {
    @Test func `the features are those of the axes, in their order`() {
        let snakeCase = Feature.allCases.map { feature in
            "\(feature)".map { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" }.joined()
        }
        #expect(snakeCase.map { $0 == "orders90d" ? "orders_90d" : $0 } == Axis.allFeatures)
    }

    @Test(arguments: (60...63).map { RowShop.Recipe(seed: $0, completeness: 0.7) })
    func `a counted rate has trials exactly where it is known`(recipe: RowShop.Recipe) {
        let matrix = RowShop.random(recipe).features().matrix
        for feature in Feature.allCases {
            guard let trials = matrix.trials[feature.rawValue] else {
                #expect(!Feature.counted.contains(feature))
                continue
            }
            for (value, count) in zip(matrix.columns[feature.rawValue], trials) where !value.isNaN {
                #expect((0...1).contains(value) && count > 0, "\(feature.name) is \(value) of \(count)")
            }
        }
    }

    @Test(arguments: (60...63).map { RowShop.Recipe(seed: $0, completeness: 0.7) })
    func `an unobserved axis has neither evidence nor features`(recipe: RowShop.Recipe) {
        let table = RowShop.random(recipe).features()
        for (index, axis) in Axis.allCases.enumerated() where table.matrix.unobservable[axis] == nil {
            let columns = axis.features.compactMap(Axis.allFeatures.firstIndex)
            for row in 0..<table.matrix.rowCount {
                let isObserved = table.matrix.isObserved[index][row]
                #expect(isObserved == (table.matrix.evidence[index][row] > 0))
                #expect(isObserved == columns.contains { !table.matrix.columns[$0][row].isNaN })
            }
        }
    }

    @Test func `drawing rates towards the shop keeps their order`() {
        var rows = RowShop(asOf: at("2024-07-01"))
        rows.has.discountCode = true
        for customer in 0..<8 {
            for order in 0..<7 {
                let day = at("2024-01-01").adding(days: customer + 10 * order)
                rows.orders.append(
                    RowShop.Order(customer: "c\(customer)", at: day, code: order < customer ? "TEN" : nil))
            }
        }
        let rates = rows.features().matrix.columns[Feature.codeRate.rawValue]
        #expect(zip(rates, rates.dropFirst()).allSatisfy { $0 < $1 })
        #expect(rates.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test func `a rate that everybody shares stays what it is`() {
        var rows = PurchaseAxesTests.shop(["2024-01-01", "2024-02-01"]) { $0.has.discountCode = true }
        #expect(rows.features()["a", .codeRate] == 0)
        for index in rows.orders.indices { rows.orders[index].code = "TEN" }
        #expect(rows.features()["a", .codeRate] == 1)
    }

    @Test func `a stored population reads back as it was, and gives the same features`() throws {
        let rows = RowShop.random(RowShop.Recipe(seed: 70))
        let table = rows.features()
        let text = try JSONEncoder().encode(table.population)
        let stored = try JSONDecoder().decode(FeaturePopulation.self, from: text)
        #expect(stored == table.population)
        #expect(rows.features(population: stored).matrix.differences(from: table.matrix) == [])
    }

    @Test func `under a stored population a customer moves only with own records`() {
        let rows = RowShop.random(RowShop.Recipe(seed: 71))
        let stored = rows.features().population
        var grown = rows
        grown.orders += (0..<50).map { number in
            RowShop.Order(customer: "new", at: at("2023-03-01").adding(days: 7 * number), total: 900, code: "TEN")
        }
        let (before, after) = (rows.features(population: stored), grown.features(population: stored))
        for id in rows.customerIDs {
            for feature in Feature.allCases { #expect(agree(before[id, feature], after[id, feature], within: 0)) }
        }
    }

    @Test func `money beyond all bounds neither traps nor turns around`() {
        let rows = PurchaseAxesTests.shop([]) { rows in
            rows.orders = (0..<200).map {
                RowShop.Order(customer: "a", at: at("2024-01-01").adding(days: $0 / 2), total: 1e14)
            }
        }
        #expect(rows.features()["a", .netLifetimeValue] > 9e14)
    }
}
