import Analytics
import Domain
import Foundation
import Kernels
import Tables
import Testing

private let axes: [(Axis, Int)] = [(.purchaseValue, 4), (.priceSensitivity, 3), (.categoryExploration, 2)]

/// 1,200 customers with groups on three axes, drawn apart from each other.
private func planted(groups: [(Axis, Int)] = axes) -> FeatureMatrix {
    PlantedShop.matrix(
        1_200,
        plans: groups.map { axis, count in
            PlantedShop.Plan(
                axis: axis, centres: PlantedShop.centres(count, features: axis.features.count), noise: 0.12,
                group: { group($0, axis, count) })
        })
}

private func group(_ customer: Int, _ axis: Axis, _ count: Int) -> Int {
    (customer / (axis == .purchaseValue ? 1 : axis == .priceSensitivity ? 4 : 12)) % count
}

private func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try encoder.encode(value)
}

struct SegmentFitTests {
    @Test(arguments: axes)
    func `planted segments are found`(axis: Axis, count: Int) throws {
        let matrix = planted()
        let fit = try PlantedShop.fit(matrix)
        #expect(fit.model[axis].k == count)
        let found = fit.scores[axis].segment.map(Int.init)
        let truth = (0..<matrix.rowCount).map { group($0, axis, count) }
        #expect(adjustedRandIndex(found, truth) >= 0.95)
        // The groups were planted in the order of the lead feature.
        #expect(found == truth)
    }

    @Test func `segments stand in the order of the lead feature`() throws {
        let model = try PlantedShop.fit(planted()).model
        for (axis, count) in axes {
            let lead = model[axis].segments.map { $0.values[0] }
            #expect(lead == lead.sorted())
            #expect(model[axis].segments.compactMap(\.from) == model[axis].segments.compactMap(\.to))
            #expect(model[axis].segments.compactMap(\.from).count == count - 1)
            #expect(model[axis].features[0].feature == axis.leadFeature)
        }
    }

    @Test(arguments: [3, 17, 51] as [UInt64])
    func `noise gives no structure, or one that holds`(seed: UInt64) throws {
        let matrix = PlantedShop.matrix(
            900, seed: seed,
            plans: [.init(axis: .purchaseValue, centres: [[3, 3, 3, 3, 3, 3]], noise: 1, group: { _ in 0 })])
        let model = try PlantedShop.fit(matrix, seed: seed).model[.purchaseValue]
        if model.k == 1 {
            #expect(model.reason?.hasPrefix("no structure") == true)
            #expect(model.segments[0].name == Segment.everyone)
        } else {
            #expect(try #require(model.quality.stability) >= 0.75)
            #expect(try #require(model.quality.closestCentroids) >= 0.9 * #require(model.quality.requiredDistance))
        }
    }

    @Test func `the fuzzifier falls until the centroids stay apart`() throws {
        let matrix = PlantedShop.matrix(
            900,
            plans: [
                .init(
                    axis: .communicationPreference,
                    centres: [[0, 0, 0, 0, 0, 0, 0, 0], [2, 1, 1, 2, 0, 1, 2, 0]], noise: 1, group: { $0 % 2 })
            ])
        let model = try PlantedShop.fit(matrix).model[.communicationPreference]
        let required = model.quality.requiredDistance ?? 0.3 * (8.0).squareRoot()
        #expect(abs(required - 0.3 * model.features.reduce(0) { $0 + $1.weight }.squareRoot()) < 1e-12)
        for candidate in model.quality.candidates {
            #expect([2, 1.8, 1.6, 1.4, 1.2].contains(candidate.m))
            if candidate.verdict == .centroidsMeet {
                #expect(candidate.m == 1.2 && candidate.closestCentroids < required)
            } else {
                #expect(candidate.closestCentroids >= required)
            }
        }
        // Eight features, one of them loose: at m = 2 the centroids of a larger k meet.
        #expect(model.quality.candidates.contains { $0.m < 2 })
    }

    @Test func `every candidate has a verdict, and the smallest good one is chosen`() throws {
        let model = try PlantedShop.fit(planted()).model
        for (axis, count) in axes {
            let candidates = model[axis].quality.candidates
            #expect(candidates.map(\.k) == Array(2...8))
            #expect(candidates.filter { $0.verdict == .chosen }.map(\.k) == [count])
            for candidate in candidates {
                let isOut = [.centroidsMeet, .smallSegment].contains(candidate.verdict)
                #expect((candidate.stability == nil) == isOut)
                if candidate.verdict == .smallSegment { #expect(candidate.smallestShare < 0.02) }
            }
        }
    }

    @Test func `few customers, or none, are said to be too few`() throws {
        let few = PlantedShop.Plan(
            axis: .purchaseValue, centres: PlantedShop.centres(2, features: 6), group: { $0 % 2 },
            isObserved: { $0 < 30 })
        var matrix = PlantedShop.matrix(500, plans: [few])
        matrix.unobservable[.supportHistory] = "the source has no tickets"
        let model = try PlantedShop.fit(matrix).model
        #expect(model[.purchaseValue].k == 1)
        #expect(model[.purchaseValue].reason == "no structure: 30 customers observed, 50 needed")
        #expect(model[.supportHistory].k == 0)
        #expect(model[.supportHistory].reason == "the source has no tickets")
        #expect(model[.returnBehavior].reason == "observed on no customer")
    }

    @Test func `a shop without customers has a model and tables without rows`() throws {
        let matrix = FeatureMatrix(rowCount: 0)
        let fit = try PlantedShop.fit(matrix)
        #expect(fit.model.axes.allSatisfy { $0.k == 0 })
        #expect(Archetypes(fit.model, fit.scores, net: []).list.isEmpty)
        let rows = fit.model.customerSegments(
            ids: StringTable(), features: matrix, scores: fit.scores, customers: 0..<0)
        #expect(rows.rowCount == 0)
        #expect(fit.model.segmentDefinitions(SegmentTotals(fit.model, fit.scores, net: [])).rowCount == 0)
    }

    @Test func `the number of threads changes nothing`() throws {
        let matrix = planted()
        let (one, two) = (try PlantedShop.fit(matrix, jobs: 1), try PlantedShop.fit(matrix, jobs: 2))
        #expect(one.model == two.model)
        #expect(try json(one.model) == json(two.model))
    }

    @Test func `a model read back is the same to the last bit`() throws {
        let model = try PlantedShop.fit(planted()).model
        let text = try json(model)
        let read = try JSONDecoder().decode(SegmentModel.self, from: text)
        #expect(read == model)
        #expect(try json(read) == text)
    }

    @Test func `identical customers and more segments than distinct rows give a clean answer`() throws {
        var matrix = PlantedShop.matrix(
            400,
            plans: [
                .init(
                    axis: .returnBehavior, centres: [[-2, -2, -2, -2], [2, 2, 2, 2]], noise: 0, group: { $0 % 2 })
            ])
        let split = try PlantedShop.fit(matrix)
        #expect(split.model[.returnBehavior].k == 2)
        #expect(split.scores[.returnBehavior].membership.allSatisfy { $0 == 1 })
        for feature in Axis.returnBehavior.features {
            guard let column = FeatureScale.column[feature] else { continue }
            matrix.columns[column] = matrix.columns[column].map { _ in 0.5 }
        }
        let same = try PlantedShop.fit(matrix).model[.returnBehavior]
        #expect(same.k == 1)
        #expect(same.dropped.count == 4)
    }
}
