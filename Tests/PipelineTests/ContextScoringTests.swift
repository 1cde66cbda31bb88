import Domain
import Foundation
import Pipeline
import Store
import Tables
import Testing

/// Customers placed by orders that a client tells of.
///
/// The oracle is the night itself: the same orders, read from the
/// source, place the same customer where the run placed them.
struct ContextScoringTests {
    /// Axes that orders with totals, refunds and dates show whole.
    private static let axes: [Axis] = [.purchaseFrequency, .purchaseValue, .purchaseCadence, .customerMaturity]

    @Test func `orders told by a client place a customer as the night did`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 400)
        let outcome = try Runner(definition, jobs: 2).run()
        let store = try place.store(definition)
        let snapshot = try store.snapshot()
        let scoring = ContextScoring(
            store,
            models: ModelFolder(
                root: definition.modelsPath, tenant: definition.tenant, pipeline: definition.name),
            zone: definition.zone)
        var compared = 0
        for (customer, orders) in try Self.orders(of: definition.source.path).sorted(by: { $0.key < $1.key }).prefix(60)
        {
            let asOf = try #require(snapshot.run.asOf)
            let standing = try #require(try scoring.standing(by: orders.reversed(), asOf: asOf))
            let row = try #require(try snapshot.readBlocking { try $0.segments(customer) })
            let profile = try #require(try snapshot.readBlocking { try $0.profile(customer) })
            for axis in Self.axes {
                let told = standing.segments.first { $0.axis == axis }?.segment
                #expect(told == row.axes.first { $0.axis == axis }?.segment, "\(customer) on \(axis)")
            }
            #expect(standing.orders == profile.totalOrders && standing.asOf == asOf)
            #expect(Money.units(standing.net) == profile.lifetimeValue)
            compared += 1
        }
        #expect(compared == 60 && outcome.state == .published)
    }

    @Test func `what orders do not tell is unobserved, and without a model nobody is placed`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 300)
        let folder = ModelFolder(root: definition.modelsPath, tenant: definition.tenant, pipeline: definition.name)
        let order = ContextOrder(orderedAt: Instant(secondsSince1970: 1_760_000_000), total: 400_000)
        let asOf = Instant(secondsSince1970: 1_750_000_000)
        let store = try place.store(definition)
        let scoring = ContextScoring(store, models: folder, zone: definition.zone)
        #expect(try scoring.standing(by: [order], asOf: asOf) == nil)
        _ = try Runner(definition, jobs: 2).run()
        let standing = try #require(try scoring.standing(by: [order], asOf: asOf))
        let segments = Dictionary(uniqueKeysWithValues: standing.segments.map { ($0.axis, $0.segment) })
        for axis in [Axis.supportHistory, .categoryExploration, .returnBehavior, .communicationPreference] {
            #expect(segments[axis] == Axis.unobserved, "\(axis)")
        }
        #expect(segments[.purchaseValue] != Axis.unobserved)
        // The order is later than the run.
        #expect(standing.asOf == Instant(microseconds: order.orderedAt.microseconds + 1))
        #expect(standing.archetypes.last?.level == 1 && standing.archetypes.last?.id.hasPrefix("arch_") == true)
    }

    /// The orders that count, by customer, from the source's own file, which quotes nothing.
    private static func orders(of folder: String) throws -> [String: [ContextOrder]] {
        var found: [String: [ContextOrder]] = [:]
        for line in try String(contentsOfFile: folder + "/orders.csv", encoding: .utf8).split(separator: "\n")
            .dropFirst()
        {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard !cells[1].isEmpty, ["paid", "placed"].contains(cells[3]),
                let at = Instant(iso8601: cells[2]), let total = Double(cells[9]), let refunded = Double(cells[10]),
                let discount = Double(cells[6])
            else { continue }
            let raw: (Double) -> Int64 = { Int64(($0 * Double(Money.scale)).rounded()) }
            found[cells[1], default: []].append(
                ContextOrder(
                    orderedAt: at, total: raw(total), refunded: raw(refunded), discount: raw(discount),
                    channel: cells[11]))
        }
        return found
    }
}
