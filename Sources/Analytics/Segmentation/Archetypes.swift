package import Domain

/// A combination of dominant segments, and who has it.
package struct Archetype: Equatable, Sendable {
    package let level: Int
    /// See ``archetypeID(_:)``; ``Axis/unobserved`` for the customers of whom none of the axes was observed.
    package let id: String
    /// The level 1 archetype that it lies in; `nil` at level 1.
    package let parent: String?
    package let name: String
    /// The axes that make it, in the order of ``ArchetypeAxes/all``.
    package let segments: [Membership]
    package let customers: Int
    /// In 1/10000 of the currency unit.
    package let revenue: Int64

    /// An axis and its dominant segment.
    package struct Membership: Equatable, Sendable {
        package let axis: Axis
        package let segment: String
        package let name: String
    }
}

/// The archetypes of a night, and that of every customer at both levels.
///
/// Level 1 is the combination of the dominant segments on ``ArchetypeAxes/first``. Level 2 adds those on
/// ``ArchetypeAxes/second``: combinations with enough customers are kept, the customers of all others drop the next axis
/// of the model's order, until theirs is kept or only level 1 is left. Customers already placed are not counted again, so
/// every level 2 archetype with an axis of its own has the support asked for. An unobserved axis is left out of a
/// combination.
package struct Archetypes: Sendable {
    /// By level, then customers, the most first, then id.
    package let list: [Archetype]
    /// The position in ``list`` of every customer's archetype.
    package let first: [Int32]
    package let second: [Int32]
    /// The customers that a level 2 combination needed.
    package let leastSupport: Int

    /// The share of the customers that a combination needs, and the least number.
    package static let defaultSupport = 0.001
    package static let leastCustomers = 20

    /// - Parameters:
    ///   - model: the segments, with the order in which axes are dropped.
    ///   - scores: everyone under this model.
    ///   - net: what every customer brought, in 1/10000 of the currency unit.
    ///   - support: the share of the customers that a combination needs, 0...1.
    package init(_ model: SegmentModel, _ scores: SegmentScores, net: [Int64], support: Double = defaultSupport) {
        precondition(net.count == scores.customers, "\(scores.customers) sums are needed, \(net.count) found")
        let least = max(Self.leastCustomers, Int((support * Double(scores.customers)).rounded(.up)))
        let whole = (0..<scores.customers).map { Combination($0, scores) }
        let roots = whole.map { $0.keeping(ArchetypeAxes.first) }
        let kept = Self.supported(whole, dropOrder: model.archetypeDropOrder, least: least)
        let top = ArchetypeLevel(1, roots, parents: nil, model: model, net: net)
        let fine = ArchetypeLevel(2, kept, parents: roots, model: model, net: net)
        let offset = Int32(top.archetypes.count)
        list = top.archetypes + fine.archetypes
        first = top.index
        second = fine.index.map { $0 + offset }
        leastSupport = least
    }

    /// Every customer's level 2 combination.
    private static func supported(_ whole: [Combination], dropOrder: [Axis], least: Int) -> [Combination] {
        var (result, current) = (whole, whole)
        var left = Array(whole.indices)
        var accepted: Set<Combination> = []
        for drop in 0...dropOrder.count {
            if drop > 0 { for customer in left { current[customer].drop(dropOrder[drop - 1]) } }
            var counts: [Combination: Int] = [:]
            for customer in left { counts[current[customer], default: 0] += 1 }
            let isLast = drop == dropOrder.count
            for (combination, count) in counts where count >= least || isLast { accepted.insert(combination) }
            left.removeAll { customer in
                guard accepted.contains(current[customer]) else { return false }
                result[customer] = current[customer]
                return true
            }
        }
        return result
    }
}

/// The dominant segments of a customer on the axes of an archetype: four bits an axis, 0 where it is left out.
struct Combination: Hashable, Comparable {
    private var bits: UInt64 = 0

    init(_ customer: Int, _ scores: SegmentScores) {
        for (place, axis) in ArchetypeAxes.all.enumerated() {
            bits |= UInt64(scores[axis].segment[customer] + 1) << UInt64(4 * place)
        }
    }

    static func < (left: Combination, right: Combination) -> Bool { left.bits < right.bits }

    var isEmpty: Bool { bits == 0 }

    mutating func drop(_ axis: Axis) {
        guard let place = ArchetypeAxes.all.firstIndex(of: axis) else { return }
        bits &= ~(15 << UInt64(4 * place))
    }

    func keeping(_ axes: [Axis]) -> Combination {
        var kept = self
        for axis in ArchetypeAxes.all where !axes.contains(axis) { kept.drop(axis) }
        return kept
    }

    func segments(_ model: SegmentModel) -> [Archetype.Membership] {
        ArchetypeAxes.all.enumerated().compactMap { place, axis in
            let position = Int(bits >> UInt64(4 * place) & 15) - 1
            guard position >= 0 else { return nil }
            let segment = model[axis].segments[position]
            return Archetype.Membership(axis: axis, segment: segment.id, name: segment.name)
        }
    }
}

/// The archetypes of one level in their order, and the place of every customer among them.
private struct ArchetypeLevel {
    let archetypes: [Archetype]
    let index: [Int32]

    init(_ level: Int, _ combinations: [Combination], parents: [Combination]?, model: SegmentModel, net: [Int64]) {
        var totals: [Combination: (customers: Int, revenue: Int64, parent: Combination?)] = [:]
        for (customer, combination) in combinations.enumerated() {
            var total = totals[combination] ?? (0, 0, parents?[customer])
            total.customers += 1
            total.revenue = total.revenue.addingClamped(net[customer])
            totals[combination] = total
        }
        let made = totals.sorted { $0.key < $1.key }.map { combination, total in
            let segments = combination.segments(model)
            let archetype = Archetype(
                level: level, id: Archetype.id(of: segments),
                parent: total.parent.map { Archetype.id(of: $0.segments(model)) },
                name: Archetype.name(of: segments), segments: segments, customers: total.customers,
                revenue: total.revenue)
            return (combination, archetype)
        }
        let ordered = made.sorted { ($1.1.customers, $0.1.id) < ($0.1.customers, $1.1.id) }
        let places = Dictionary(uniqueKeysWithValues: ordered.enumerated().map { ($1.0, Int32($0)) })
        archetypes = ordered.map(\.1)
        index = combinations.compactMap { places[$0] }
    }
}

extension Archetype {
    static func id(of segments: [Membership]) -> String {
        segments.isEmpty ? Axis.unobserved : archetypeID(segments.map { ($0.axis, $0.segment) })
    }

    /// The names of the segments: those of level 1, then what level 2 adds.
    ///
    /// An axis without structure adds none.
    static func name(of segments: [Membership]) -> String {
        guard !segments.isEmpty else { return Axis.unobserved }
        let telling = segments.filter { $0.name != Segment.everyone }
        let first = telling.filter { ArchetypeAxes.first.contains($0.axis) }.map(\.name)
        let second = telling.filter { !ArchetypeAxes.first.contains($0.axis) }.map(\.name)
        let parts = [first, second].filter { !$0.isEmpty }.map { $0.joined(separator: ", ") }
        return parts.isEmpty ? Segment.everyone : parts.joined(separator: " / ")
    }
}
