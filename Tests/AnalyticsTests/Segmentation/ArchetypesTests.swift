import Analytics
import Domain
import Testing

private let customers = 2_000

/// Groups on the three axes of level 1 and two of the others; every tenth customer bought nothing.
private func fitted() throws -> SegmentFit {
    let groups: [(Axis, Int, Int)] = [
        (.purchaseValue, 3, 1), (.purchaseFrequency, 2, 3), (.loyaltyTrajectory, 2, 7), (.priceSensitivity, 3, 11),
        (.returnBehavior, 2, 100),
    ]
    let plans = groups.map { axis, count, stride in
        PlantedShop.Plan(
            axis: axis, centres: PlantedShop.centres(count, features: axis.features.count, step: 2),
            group: { ($0 / stride) % count },
            isObserved: { $0 % 10 != 0 && (axis != .priceSensitivity || $0 % 4 != 0) })
    }
    return try PlantedShop.fit(PlantedShop.matrix(customers, plans: plans))
}

struct ArchetypesTests {
    @Test func `each level holds every customer once`() throws {
        let fit = try fitted()
        let net = (0..<customers).map { Int64($0) * 10_000 }
        let archetypes = Archetypes(fit.model, fit.scores, net: net)
        for level in 1...2 {
            let list = archetypes.list.filter { $0.level == level }
            #expect(list.reduce(0) { $0 + $1.customers } == customers)
            #expect(list.reduce(0) { $0 + $1.revenue } == net.reduce(0, +))
            #expect(Set(list.map(\.id)).count == list.count)
        }
        #expect(archetypes.first.count == customers && archetypes.second.count == customers)
    }

    @Test func `each level 2 archetype lies in exactly one of level 1 and has its support`() throws {
        let fit = try fitted()
        let archetypes = Archetypes(fit.model, fit.scores, net: [Int64](repeating: 0, count: customers), support: 0.02)
        #expect(archetypes.leastSupport == 40)
        var parents: [String: Set<String>] = [:]
        for customer in 0..<customers {
            let top = archetypes.list[Int(archetypes.first[customer])]
            let fine = archetypes.list[Int(archetypes.second[customer])]
            #expect(top.level == 1 && fine.level == 2)
            #expect(fine.parent == top.id)
            #expect(fine.segments.starts(with: top.segments))
            parents[fine.id, default: []].insert(top.id)
        }
        #expect(parents.values.allSatisfy { $0.count == 1 })
        for archetype in archetypes.list where archetype.level == 2 && archetype.id != archetype.parent {
            #expect(archetype.customers >= 40)
        }
    }

    @Test func `who was observed on nothing has an archetype that says so`() throws {
        let fit = try fitted()
        let archetypes = Archetypes(fit.model, fit.scores, net: [Int64](repeating: 0, count: customers))
        for places in [archetypes.first, archetypes.second] {
            #expect(archetypes.list[Int(places[0])].id == Axis.unobserved)
            #expect(archetypes.list[Int(places[0])].customers == customers / 10)
            #expect(archetypes.list[Int(places[1])].id.hasPrefix("arch_"))
        }
    }

    @Test func `an unobserved axis is left out of the combination`() throws {
        let fit = try fitted()
        let archetypes = Archetypes(fit.model, fit.scores, net: [Int64](repeating: 0, count: customers))
        let fine = archetypes.list[Int(archetypes.second[4])]
        #expect(!fine.segments.map(\.axis).contains(.priceSensitivity))
    }

    @Test func `an id is the hash of the segments`() throws {
        let fit = try fitted()
        let archetypes = Archetypes(fit.model, fit.scores, net: [Int64](repeating: 0, count: customers))
        let archetype = try #require(
            archetypes.list.first {
                $0.level == 1
                    && $0.segments.map(\.segment) == [
                        "purchase_value.s1", "purchase_frequency.s1", "loyalty_trajectory.s1",
                    ]
            })
        // FNV-1a of "loyalty_trajectory=loyalty_trajectory.s1\npurchase_frequency=purchase_frequency.s1\n
        // purchase_value=purchase_value.s1\n", folded to 48 bits, by a script of a few lines.
        #expect(archetype.id == "arch_41306f60c31c")
    }

    @Test func `the drop order holds each axis of level 2 once`() throws {
        let order = try fitted().model.archetypeDropOrder
        #expect(Set(order) == Set(ArchetypeAxes.second))
        #expect(order.count == ArchetypeAxes.second.count)
    }
}
