import Foundation
import Kernels
import Testing

/// Baskets of the public data, read here and not by the engine's own reader.
enum PublishedBaskets {
    static var areAvailable: Bool {
        SharedData.holds("fimi") && SharedData.holds("groceries")
    }

    /// One basket a line, items between separators; items are numbered in the order of their bytes.
    static func read(_ path: String, separator: Character) throws -> (baskets: Baskets, names: [String]) {
        let text = try SharedData.text(ofCompressed: path)
        let lines = text.split(separator: "\n").map { line in
            Set(line.split(separator: separator).map { $0.trimmingCharacters(in: .whitespaces) }).subtracting([""])
        }
        let names = Set(lines.joined()).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices.map(Int32.init)))
        let baskets = lines.map { line in line.compactMap { numbers[$0] }.sorted() }
        return (Baskets(baskets, itemCount: names.count), names)
    }
}

@Suite(.enabled(if: PublishedBaskets.areAvailable, "the shared data are not beside the project"), .serialized)
struct PublishedItemsetsTests {
    /// Counted by two independent miners: minimum support, frequent, closed and maximal sets.
    private static let counts: [(file: String, rows: [[Int]])] = [
        ("fimi/retail.dat.gz", [[882, 159, 159, 78], [89, 7_589, 7_572, 3_452], [45, 19_242, 19_114, 8_143]]),
        (
            "fimi/T10I4D100K.dat.gz",
            [[1_000, 385, 385, 370], [500, 1_073, 1_073, 585], [100, 27_532, 26_806, 4_054]]
        ),
        ("fimi/mushroom.dat.gz", [[3_250, 565, 140, 41], [1_625, 53_583, 1_197, 158], [813, 574_431, 4_885, 547]]),
        (
            "groceries/groceries_baskets.csv.gz",
            [[99, 333, 333, 243], [50, 1_001, 1_001, 708], [10, 13_492, 13_464, 7_794]]
        ),
    ]

    @Test(arguments: counts.indices)
    func `counts of frequent, closed and maximal sets`(index: Int) throws {
        let (file, rows) = Self.counts[index]
        let (baskets, _) = try PublishedBaskets.read(file, separator: file.hasPrefix("fimi") ? " " : ",")
        for row in rows {
            let sets = FrequentItemsets.mine(baskets, minimum: row[0], jobs: 2).sets
            let (isClosed, isMaximal) = ItemsetIndex(sets).closedAndMaximal()
            let found = [sets.count, isClosed.count { $0 }, isMaximal.count { $0 }]
            #expect(found == Array(row.dropFirst()), "\(file) at \(row[0])")
            let closed = ClosedItemsets.mine(baskets, minimum: row[0], jobs: 2)
            #expect([closed.count, closed.isMaximal.count { $0 }] == Array(row.dropFirst(2)), "\(file) at \(row[0])")
        }
    }

    /// The figures that R's arules gives for these data.
    @Test func `root vegetables and other vegetables`() throws {
        let (baskets, names) = try PublishedBaskets.read("groceries/groceries_baskets.csv.gz", separator: ",")
        let index = ItemsetIndex(FrequentItemsets.mine(baskets, minimum: 99).sets)
        let rules = AssociationRules.find(in: index, of: baskets).rules
        let rule = try #require(
            rules.first {
                $0.antecedent.map { names[Int($0)] } == ["root vegetables"]
                    && $0.consequent.map { names[Int($0)] } == ["other vegetables"]
            })
        let found = [
            rule.measures.support, rule.measures.confidence, rule.measures.lift, rule.measures.leverage,
            try #require(rule.measures.conviction), rule.measures.zhang,
        ]
        for (figure, expected) in zip(found, [0.047382, 0.434701, 2.246605, 0.026291, 1.426693, 0.622764]) {
            #expect(abs(figure - expected) <= 5e-7)
        }
        #expect(abs(exp(rule.logP) / 1.65768e-83 - 1) < 5e-6)
    }
}
