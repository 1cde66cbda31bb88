import Analytics
import Domain
import Foundation
import Reports
import Tables
import Testing

private let customers = 300

private func fitted() throws -> (SegmentFit, FeatureMatrix, StringTable, [Int64]) {
    let matrix = PlantedShop.matrix(
        customers,
        plans: [
            .init(
                axis: .purchaseValue, centres: PlantedShop.centres(3, features: 6), noise: 0.4, group: { $0 % 3 },
                isObserved: { $0 % 10 != 0 }),
            .init(axis: .returnBehavior, centres: [[0, 0, 0, 0], [3, 3, 3, 3]], noise: 0.5, group: { $0 % 2 }),
        ])
    let ids = StringTable((0..<customers).map { "c\(1_000 + $0)" })
    let net = (0..<customers).map { Int64($0 % 3 + 1) * 20_000 }
    return (try PlantedShop.fit(matrix), matrix, ids, net)
}

private func texts(_ table: Table, _ column: String) throws -> [String?] {
    guard case .text(let values) = try #require(table[named: column]) else { return [] }
    return (0..<values.count).map { values[$0] }
}

private func reals(_ table: Table, _ column: String) throws -> [Double] {
    guard case .real(let values) = try #require(table[named: column]) else { return [] }
    return values
}

struct SegmentTablesTests {
    @Test func `the rows have the columns that the schema promises`() throws {
        let (fit, matrix, ids, net) = try fitted()
        let segments = fit.model.customerSegments(
            ids: ids, features: matrix, scores: fit.scores, customers: 0..<customers)
        let definitions = fit.model.segmentDefinitions(SegmentTotals(fit.model, fit.scores, net: net))
        let archetypes = Archetypes(fit.model, fit.scores, net: net).table(CustomerValues())
        #expect(
            [segments, definitions, archetypes].map(\.schema.name) == [
                "customer_segments", "segment_definitions", "archetypes",
            ])
    }

    @Test func `means of archetypes are over the customers of whom something is known`() throws {
        let (fit, _, _, net) = try fitted()
        let archetypes = Archetypes(fit.model, fit.scores, net: net)
        // Everybody has the number of their archetype as risk; of every third nothing is known.
        let risk = archetypes.first.enumerated().map { customer, place in customer % 3 == 0 ? .nan : Double(place) }
        let table = archetypes.table(CustomerValues(churnRisk: risk))
        let means = try reals(table, "mean_churn_risk")
        for (place, archetype) in archetypes.list.enumerated() where archetype.level == 1 {
            #expect(means[place] == Double(place))
        }
        #expect(try reals(table, "mean_ltv_12m").allSatisfy(\.isNaN))
    }

    @Test func `memberships sum to one and the dominant one stands beside them`() throws {
        let (fit, matrix, ids, _) = try fitted()
        let table = fit.model.customerSegments(
            ids: ids, features: matrix, scores: fit.scores, customers: 0..<customers)
        let names = try texts(table, "purchase_value")
        let memberships = try reals(table, "purchase_value_membership")
        for (customer, text) in try texts(table, "memberships").enumerated() {
            let document = try JSONDecoder().decode(
                [String: [String: Double]].self, from: Data(try #require(text).utf8))
            for axis in document.values { #expect(abs(axis.values.reduce(0, +) - 1) < 1e-9) }
            guard customer % 10 != 0 else {
                #expect(names[customer] == Axis.unobserved)
                #expect(memberships[customer].isNaN)
                #expect(document["purchase_value"] == nil)
                continue
            }
            let axis = try #require(document["purchase_value"])
            let largest = try #require(axis.max { $0.value < $1.value })
            #expect(largest.key == names[customer])
            #expect(abs(largest.value - memberships[customer]) < 1e-10)
        }
    }

    @Test func `reasons are features with the sign of the customer's standard score`() throws {
        let (fit, matrix, ids, _) = try fitted()
        let table = fit.model.customerSegments(
            ids: ids, features: matrix, scores: fit.scores, customers: 0..<customers)
        let text = try #require(try texts(table, "reasons")[2])
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [[Any]]])
        let reasons = try #require(document["purchase_value"])
        #expect((1...2).contains(reasons.count))
        for reason in reasons {
            let feature = try #require(reason[0] as? String)
            let score = try #require((reason[1] as? NSNumber)?.doubleValue)
            let transform = try #require(fit.model[.purchaseValue].features.first { $0.feature == feature })
            let column = try #require(FeatureScale.column[feature])
            let expected = transform.coordinate(matrix.columns[column][2], trials: 0) - transform.mean
            #expect(abs(score - expected) < 0.0051)
        }
    }

    @Test func `rows written in parts are the rows written at once`() throws {
        let (fit, matrix, ids, _) = try fitted()
        let whole = fit.model.customerSegments(
            ids: ids, features: matrix, scores: fit.scores, customers: 0..<customers)
        let part = fit.model.customerSegments(
            ids: ids, features: matrix, scores: fit.scores, customers: 100..<200)
        for column in ["customer_id", "purchase_value", "memberships", "reasons"] {
            #expect(try texts(part, column) == Array(try texts(whole, column)[100..<200]))
        }
    }

    @Test func `definitions add up to the customers observed and their revenue`() throws {
        let (fit, _, _, net) = try fitted()
        let totals = SegmentTotals(fit.model, fit.scores, net: net)
        let axis = totals.axes[1]
        #expect(axis.observed == 270 && axis.unobserved == 30)
        #expect(axis.customers.reduce(0, +) == 270)
        let shares = try axis.customers.indices.map { try #require(axis.revenueShare($0)) }
        #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
        let definitions = fit.model.segmentDefinitions(totals)
        #expect(definitions.rowCount == fit.model.axes.reduce(0) { $0 + $1.k })
        #expect(try texts(definitions, "since").allSatisfy { $0 == "2026-01-01T00:00:00Z" })
    }

    @Test func `totals of ranges merge to those of the whole, whichever are merged first`() throws {
        let (fit, _, _, net) = try fitted()
        let parts = [0..<70, 70..<71, 71..<71, 71..<customers].map {
            SegmentTotals(fit.model, fit.scores, net: net, customers: $0)
        }
        let coded = try parts.map { try JSONDecoder().decode(SegmentTotals.self, from: try JSONEncoder().encode($0)) }
        #expect(coded == parts)
        func merged(_ left: SegmentTotals, _ right: SegmentTotals) -> SegmentTotals {
            var left = left
            left.merge(right)
            return left
        }
        let leftFirst = parts.dropFirst().reduce(parts[0], merged)
        let rightFirst = parts.dropLast().reversed().reduce(parts[3]) { merged($1, $0) }
        #expect(leftFirst == SegmentTotals(fit.model, fit.scores, net: net) && rightFirst == leftFirst)
    }

    @Test func `a report writes null for what could not be observed`() throws {
        let (fit, _, _, net) = try fitted()
        let totals = SegmentTotals(fit.model, fit.scores, net: net)
        let report = SegmentReport(fit.model, fit.scores, totals)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let text = String(decoding: try encoder.encode(report), as: UTF8.self)
        #expect(text.contains("\"silhouette\":null"))
        #expect(text.contains("\"from\":null"))
        #expect(try JSONDecoder().decode(SegmentReport.self, from: Data(text.utf8)) == report)
        let archetypes = ArchetypeReport(
            Archetypes(fit.model, fit.scores, net: net), CustomerValues(), dropOrder: fit.model.archetypeDropOrder)
        let other = String(decoding: try encoder.encode(archetypes), as: UTF8.self)
        #expect(other.contains("\"mean_churn_risk\":null"))
        #expect(other.contains("\"segments\":{\"purchase_value\":"))
    }
}
