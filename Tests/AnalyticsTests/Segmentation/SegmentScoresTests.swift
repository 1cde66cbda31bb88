import Analytics
import Domain
import Foundation
import Kernels
import Testing

/// 600 customers: every third is not observed, every fifth misses the later features, every seventh all of them.
private func gappy() -> FeatureMatrix {
    PlantedShop.matrix(
        600,
        plans: [
            PlantedShop.Plan(
                axis: .purchaseValue, centres: PlantedShop.centres(3, features: 6), noise: 0.3, group: { $0 % 3 },
                isObserved: { $0 % 4 != 1 },
                isMissing: { customer, feature in
                    customer % 7 == 0 || (customer % 5 == 0 && feature >= 2)
                })
        ])
}

private func bits(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }

struct SegmentScoresTests {
    @Test func `the night of the fit and a night of scoring give the same bytes`() throws {
        let matrix = gappy()
        let fit = try PlantedShop.fit(matrix)
        let stored = try JSONDecoder().decode(SegmentModel.self, from: JSONEncoder().encode(fit.model))
        for jobs in 1...2 {
            let scores = stored.score(matrix, jobs: jobs)
            for axis in Axis.allCases {
                #expect(scores[axis].segment == fit.scores[axis].segment)
                #expect(bits(scores[axis].membership) == bits(fit.scores[axis].membership))
                #expect(bits(scores[axis].second) == bits(fit.scores[axis].second))
            }
        }
    }

    @Test func `who was not observed, or on no feature, has no segment`() throws {
        let fit = try PlantedShop.fit(gappy())
        let scores = fit.scores[.purchaseValue]
        for customer in 0..<600 {
            let isSeen = customer % 4 != 1 && customer % 7 != 0
            #expect((scores.segment[customer] >= 0) == isSeen)
            #expect(scores.membership[customer].isNaN == !isSeen)
            #expect((scores.strength(of: customer) == nil) == !isSeen)
        }
        #expect(fit.scores[.supportHistory].segment.allSatisfy { $0 == -1 })
        #expect(fit.scores[.supportHistory].medianMembership == nil)
    }

    @Test func `a missing cell is left out of the distance, not replaced`() throws {
        let features = gappy()
        let fit = try PlantedShop.fit(features)
        let model = fit.model[.purchaseValue]
        let m = try #require(model.fuzzifier)
        // Customer 10 was seen on the first two features alone.
        let (customers, matrix) = model.coordinates(features, customers: 10..<11)
        #expect(customers == [10])
        #expect((2..<model.features.count).allSatisfy { matrix[0, $0].isNaN })
        let memberships = model.memberships(features, customers: 10..<11)
        let distances = model.segments.map { segment in
            (0..<2).reduce(0.0) { sum, index in
                let difference = matrix[0, index] - segment.centroid[index]
                return sum + model.features[index].weight * difference * difference
            }
        }
        for (own, membership) in zip(distances, memberships) {
            let expected = 1 / distances.reduce(0.0) { $0 + pow(own / $1, 1 / (m - 1)) }
            #expect(abs(membership - expected) < 1e-12)
        }
    }

    @Test func `memberships sum to one and do not depend on who else is scored`() throws {
        let matrix = gappy()
        let model = try PlantedShop.fit(matrix).model[.purchaseValue]
        let all = model.memberships(matrix, customers: 0..<600)
        for customer in 0..<600 {
            let row = Array(all[customer * model.k..<(customer + 1) * model.k])
            #expect(bits(row) == bits(model.memberships(matrix, customers: customer..<customer + 1)))
            guard !row[0].isNaN else { continue }
            #expect(abs(row.reduce(0, +) - 1) < 1e-12)
            #expect(row.allSatisfy { (0...1).contains($0) })
        }
    }

    @Test func `strength follows the two largest memberships`() {
        #expect(MembershipStrength(membership: 0.71, second: 0.29) == .strong)
        #expect(MembershipStrength(membership: 0.7, second: 0.3) == .weak)
        #expect(MembershipStrength(membership: 0.5, second: 0.31) == .balanced)
        #expect(MembershipStrength(membership: 0.4, second: 0.35) == .weak)
    }
}
