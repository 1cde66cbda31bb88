import Analytics
import Domain
import Testing

/// 900 customers on `purchase_value` around places in a plane: two features follow its first coordinate, two its second.
private func shop(
    _ places: [(Double, Double)], noise: Double = 0.1, group: @escaping (Int) -> Int
) -> FeatureMatrix {
    PlantedShop.matrix(
        900,
        plans: [
            .init(
                axis: .purchaseValue, centres: places.map { [$0, $0, $1, $1, 0, 0] }, noise: noise, group: group,
                isMissing: { _, feature in feature >= 4 })
        ])
}

/// Two places, and the same with the first split in two, a third of its customers in the second part.
private let whole = [(1.0, 3.0), (5.0, 3.0)]
private let parts = [(0.8, 1.0), (1.4, 5.0), (5.0, 3.0)]

private func part(_ customer: Int) -> Int {
    customer % 2 == 1 ? 2 : (customer % 6 == 0 ? 1 : 0)
}

struct SegmentIdentityTests {
    @Test func `a refit on slightly changed data keeps ids, names and births`() throws {
        let first = try PlantedShop.fit(shop(parts, group: part))
        // One customer in fifteen moves on, and two places shift.
        let later = shop([(0.9, 1.0), (1.4, 5.0), (5.2, 3.1)]) { part($0 % 15 == 0 ? $0 + 1 : $0) }
        let second = try PlantedShop.fit(later, seed: 99, version: 2, cutoff: "2026-02-01", previous: first.model)
        let (old, new) = (first.model[.purchaseValue], second.model[.purchaseValue])
        #expect(old.segments.map(\.id) == ["purchase_value.s1", "purchase_value.s2", "purchase_value.s3"])
        #expect(new.segments.map(\.id) == old.segments.map(\.id))
        #expect(new.segments.map(\.name) == old.segments.map(\.name))
        #expect(new.segments.map(\.since) == old.segments.map(\.since))
        #expect(second.events.isEmpty)
        #expect(first.events.isEmpty)
    }

    @Test func `a planted split is reported and its number is new`() throws {
        let first = try PlantedShop.fit(shop(whole) { $0 % 2 })
        let second = try PlantedShop.fit(
            shop(parts, group: part), version: 2, cutoff: "2026-02-01", previous: first.model)
        let model = second.model[.purchaseValue]
        #expect(model.segments.map(\.id) == ["purchase_value.s1", "purchase_value.s3", "purchase_value.s2"])
        #expect(model.segments.map(\.since) == [first.model.cutoff, second.model.cutoff, first.model.cutoff])
        #expect(Set(model.segments.map(\.name)).count == 3)
        #expect(model.nextNumber == 4)
        let event = try #require(second.events.first)
        #expect(second.events.count == 1)
        #expect(event.kind == .split)
        #expect(event.segment == "purchase_value.s3")
        #expect(event.other == "purchase_value.s1")
        #expect(try #require(event.share) > 0.9)
    }

    @Test func `a planted merge is reported and its number is never used again`() throws {
        let first = try PlantedShop.fit(shop(parts, group: part))
        // One cloud where two stood, most of it nearer to the first.
        let later = shop([(1, 2.6), (5, 3)], noise: 0.45) { $0 % 2 }
        let second = try PlantedShop.fit(later, version: 2, cutoff: "2026-02-01", previous: first.model)
        #expect(second.model[.purchaseValue].segments.map(\.id) == ["purchase_value.s1", "purchase_value.s3"])
        let event = try #require(second.events.first)
        #expect(second.events.count == 1)
        #expect(event.kind == .merge)
        #expect(event.segment == "purchase_value.s2")
        #expect(event.other == "purchase_value.s1")
        let third = try PlantedShop.fit(
            shop(parts, group: part), version: 3, cutoff: "2026-03-01", previous: second.model)
        #expect(
            third.model[.purchaseValue].segments.map(\.id)
                == ["purchase_value.s1", "purchase_value.s4", "purchase_value.s3"])
    }

    @Test func `losing all structure ends every segment`() throws {
        let first = try PlantedShop.fit(shop(whole) { $0 % 2 })
        let second = try PlantedShop.fit(
            shop([(2, 2)], noise: 0) { _ in 0 }, version: 2, cutoff: "2026-02-01", previous: first.model)
        let model = second.model[.purchaseValue]
        #expect(model.segments.map(\.name) == [Segment.everyone])
        #expect(model.segments.map(\.id) == ["purchase_value.s3"])
        #expect(second.events.map(\.kind) == [.split, .merge, .death])
    }
}
