import Analytics
import Domain
import Foundation
import Ingest
import Kernels
import Pipeline
import SampleShop
import Testing

/// On a generated shop of 20,000 customers: whether segments bring back the habits that were planted.
///
/// Only customers with five or more orders count, for whom a habit can show. The figures are printed beside what bounds
/// them: the rank correlation of the habit with the lead feature, and the adjusted Rand index of another implementation.
struct PlantedHabitTests {
    /// An axis, the planted column that drives it, and whether the shop keeps its customers.
    struct Case: Sendable, CustomTestStringConvertible {
        let axis: Axis
        let habit: String
        let dropout: Bool
        var testDescription: String { axis.rawValue }
    }

    @Test(arguments: [
        Case(axis: .purchaseValue, habit: "mean_basket", dropout: true),
        Case(axis: .priceSensitivity, habit: "discount_rate", dropout: true),
        Case(axis: .returnBehavior, habit: "return_rate", dropout: true),
        Case(axis: .purchaseFrequency, habit: "monthly_rate", dropout: false),
    ])
    func `segments order customers as their planted habit does`(_ planted: Case) throws {
        let shop = try PlantedShop.shared(dropout: planted.dropout)
        let (model, scores) = (shop.fit.model[planted.axis], shop.fit.scores[planted.axis])
        let members = shop.active.filter { scores.segment[$0] >= 0 }
        let habit = try members.map { try shop.habit(planted.habit, $0) }
        let order = members.map { Double(scores.segment[$0]) }
        let leadColumn = try #require(Axis.allFeatures.firstIndex(of: planted.axis.leadFeature))
        let lead = members.map { shop.features.columns[leadColumn][$0] }

        let (bySegment, byLead) = (Ranks.spearman(habit, order), Ranks.spearman(habit, lead))
        #expect(bySegment >= 0.8 * byLead, "Spearman \(bySegment) by segment, \(byLead) by lead feature")
        let means = (0..<model.k).map { segment in
            let own = zip(habit, order).filter { $0.1 == Double(segment) }.map(\.0)
            return own.reduce(0, +) / Double(own.count)
        }
        #expect(zip(means, means.dropFirst()).allSatisfy { $0 < $1 }, "mean habit by segment: \(means)")

        let classes = Ranks.classes(habit, count: model.k)
        let ours = adjustedRandIndex(order.map { Int($0) }, classes)
        let other = try shop.otherImplementation(planted.axis, members)
        let theirs = adjustedRandIndex(other, classes)
        let ceiling = adjustedRandIndex(Ranks.classes(lead, count: model.k), classes)
        print(
            "\(planted.axis.rawValue): k \(model.k), Spearman \(bySegment) of \(byLead); adjusted Rand index \(ours), "
                + "another implementation \(theirs), ceiling by the lead feature \(ceiling)")
        #expect(ours >= 0.95 * theirs - 1e-9)
    }

    @Test func `nobody without a ticket has a segment on the problem complexity profile`() throws {
        let shop = try PlantedShop.shared(dropout: true)
        let scores = shop.fit.scores[.problemComplexityProfile]
        for customer in 0..<shop.shop.customers.count where shop.shop.customers.tickets(of: customer).isEmpty {
            #expect(scores.segment[customer] < 0)
        }
        #expect(scores.segment.contains { $0 >= 0 })
    }
}

/// A generated shop, read, with its truth and a fit; made once for all cases.
private struct PlantedShop: Sendable {
    let shop: Shop
    let features: FeatureMatrix
    let fit: SegmentFit
    /// Customers with five or more orders.
    let active: [Int]
    private let truth: [String: [String: Double]]

    private static let withDropout = Result { try PlantedShop(dropout: true) }
    private static let withoutDropout = Result { try PlantedShop(dropout: false) }

    static func shared(dropout: Bool) throws -> PlantedShop {
        try (dropout ? withDropout : withoutDropout).get()
    }

    private init(dropout: Bool) throws {
        let place = try Workplace()
        let folder = place.path + "/shop"
        _ = try SampleShop(.init(customers: 20_000, dropout: dropout)).write(to: folder)
        shop = try Ingest.read(SourceDescription(paths: [folder]), jobs: 2).shop
        let reference = Features.reference(of: shop, frame: .tonight, jobs: 2)
        let facts = Features.facts(of: shop, frame: .tonight, reference: reference, jobs: 2)
        let population = FeaturePopulation(of: facts)
        features = Features.matrix(of: facts, population: population, jobs: 2)
        fit = SegmentFit(
            features, medianOrderValue: population.medianOrderValue, cutoff: shop.asOf, version: 1, seed: 1,
            previous: nil, jobs: 2)
        let customers = shop.customers
        active = (0..<customers.count).filter { customers.orders(of: $0).count >= 5 }
        truth = try Self.readTruth(folder + "/truth/customers.csv")
    }

    /// The planted numbers by customer id and column.
    private static func readTruth(_ file: String) throws -> [String: [String: Double]] {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        let header = try #require(lines.first).split(separator: ",", omittingEmptySubsequences: false)
        var truth: [String: [String: Double]] = [:]
        for line in lines.dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            truth[String(cells[0])] = Dictionary(
                zip(header, cells).compactMap { name, cell in Double(cell).map { (String(name), $0) } },
                uniquingKeysWith: { first, _ in first })
        }
        return truth
    }

    func habit(_ name: String, _ customer: Int) throws -> Double {
        try #require(truth[shop.customers.ids[customer]]?[name], "no column \(name) in the truth")
    }

    /// The dominant clusters of some customers by a plain fuzzy c-means, on the same coordinates and k, in the order of
    /// the first coordinate.
    func otherImplementation(_ axis: Axis, _ members: [Int]) throws -> [Int] {
        let model = fit.model[axis]
        let (customers, matrix) = model.coordinates(features, customers: 0..<features.rowCount)
        let fuzzifier = try #require(model.fuzzifier)
        let plain = PlainFuzzyCMeans(
            rows: (0..<matrix.rows).map { Array(matrix.row($0)) }, weights: model.features.map(\.weight), k: model.k,
            fuzzifier: fuzzifier)
        let labels = Dictionary(uniqueKeysWithValues: zip(customers, plain.labels))
        return try members.map { try #require(labels[$0]) }
    }
}

/// Ranks and what is made of them.
private enum Ranks {
    /// Spearman's correlation with mid-ranks for ties.
    static func spearman(_ x: [Double], _ y: [Double]) -> Double {
        let (a, b) = (midranks(x), midranks(y))
        let (meanA, meanB) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
        let covariance = zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) }
        let (squareA, squareB) = (
            a.reduce(0) { $0 + ($1 - meanA) * ($1 - meanA) }, b.reduce(0) { $0 + ($1 - meanB) * ($1 - meanB) }
        )
        return covariance / (squareA * squareB).squareRoot()
    }

    /// `count` classes of equal size by rank.
    static func classes(_ x: [Double], count: Int) -> [Int] {
        midranks(x).map { min(count - 1, Int($0 / Double(x.count) * Double(count))) }
    }

    private static func midranks(_ x: [Double]) -> [Double] {
        let order = x.indices.sorted { x[$0] < x[$1] }
        var ranks = [Double](repeating: 0, count: x.count)
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, x[order[end]] == x[order[start]] { end += 1 }
            for index in start..<end { ranks[order[index]] = Double(start + end - 1) / 2 }
            start = end
        }
        return ranks
    }
}
