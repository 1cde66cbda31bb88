internal import Domain
internal import Foundation
internal import Kernels

/// Which segments of a refit are the old ones, by tonight's members and by centroids.
///
/// Tonight's customers are placed under both models. The likeness of an old and a new segment is
/// `(2 J + exp(-D²)) / 3`: J is the share of the customers in either who are in both, D the weighted distance of the
/// centroids over the features in common, on the new scale, in units of the root of their weight. The assignment with the
/// largest total likeness is kept where J is at least 0.3; the other segments are new, or have ended.
///
/// An axis that gains or loses its structure keeps no identity: everyone is no segment among others.
struct SegmentIdentity {
    /// The old segment of each new one; `nil` for one that is new.
    let old: [Int?]
    /// Tonight's customers by old (row) and new (column) segment.
    private let shared: [[Int]]
    private let oldSizes: [Int]
    private let newSizes: [Int]

    private static let leastOverlap = 0.3
    /// From this share of its members on, a segment split from, or merged into, another one.
    private static let majority = 0.5

    init(old: AxisModel, oldScores: AxisScores, new: AxisModel, newScores: AxisScores) {
        var shared = [[Int]](repeating: [Int](repeating: 0, count: new.k), count: old.k)
        var (oldSizes, newSizes) = ([Int](repeating: 0, count: old.k), [Int](repeating: 0, count: new.k))
        for (before, now) in zip(oldScores.segment, newScores.segment) {
            if before >= 0 { oldSizes[Int(before)] += 1 }
            if now >= 0 { newSizes[Int(now)] += 1 }
            if before >= 0, now >= 0 { shared[Int(before)][Int(now)] += 1 }
        }
        (self.shared, self.oldSizes, self.newSizes) = (shared, oldSizes, newSizes)
        guard old.k > 0, new.k > 0, (old.k == 1) == (new.k == 1) else {
            self.old = [Int?](repeating: nil, count: new.k)
            return
        }
        var likeness = Matrix(rows: new.k, columns: old.k)
        var overlap = likeness
        for now in 0..<new.k {
            for before in 0..<old.k {
                let either = oldSizes[before] + newSizes[now] - shared[before][now]
                overlap[now, before] = either > 0 ? Double(shared[before][now]) / Double(either) : 0
                let distance = squaredDistance(old, before, new, now)
                likeness[now, before] = (2 * overlap[now, before] + exp(-distance)) / 3
            }
        }
        let assignment = Assignment(likeness, goal: .largest)
        self.old = assignment.columns.enumerated().map { now, before in
            before.flatMap { overlap[now, $0] >= Self.leastOverlap ? $0 : nil }
        }
    }

    /// What happened, in the order of the new segments, then of the old ones.
    func events(old: AxisModel, new: AxisModel) -> [SegmentEvent] {
        let born = new.segments.indices.filter { self.old[$0] == nil }.map { now -> SegmentEvent in
            let counts = shared.map { $0[now] }
            let parent = largest(counts, of: newSizes[now]).map { (old.segments[$0.index], $0.share) }
            return event(parent == nil ? .birth : .split, new.axis, new.segments[now], parent)
        }
        let kept = Set(self.old.compactMap { $0 })
        let ended = old.segments.indices.filter { !kept.contains($0) }.map { before -> SegmentEvent in
            let heir = largest(shared[before], of: oldSizes[before]).map { (new.segments[$0.index], $0.share) }
            return event(heir == nil ? .death : .merge, new.axis, old.segments[before], heir)
        }
        return born + ended
    }

    private func event(
        _ kind: SegmentEvent.Kind, _ axis: Axis, _ segment: Segment, _ other: (Segment, Double)?
    ) -> SegmentEvent {
        SegmentEvent(
            kind: kind, axis: axis, segment: segment.id, name: segment.name, other: other?.0.id,
            otherName: other?.0.name, share: other?.1)
    }

    /// The largest count where it is a majority of the whole.
    private func largest(_ counts: [Int], of whole: Int) -> (index: Int, share: Double)? {
        guard whole > 0, let most = counts.max(), let index = counts.firstIndex(of: most) else { return nil }
        let share = Double(most) / Double(whole)
        return share >= Self.majority ? (index, share) : nil
    }
}

/// The squared distance of an old and a new centroid over the features of both, on the new scale, as a share of their weight.
private func squaredDistance(_ old: AxisModel, _ before: Int, _ new: AxisModel, _ now: Int) -> Double {
    var (sum, weight) = (0.0, 0.0)
    for (index, feature) in new.features.enumerated() {
        guard let position = old.features.firstIndex(where: { $0.feature == feature.feature }) else { continue }
        let rescaled = old.segments[before].centroid[position] * old.features[position].deviation / feature.deviation
        let difference = new.segments[now].centroid[index] - rescaled
        sum += feature.weight * difference * difference
        weight += feature.weight
    }
    return weight > 0 ? sum / weight : .infinity
}

extension AxisModel {
    /// Names, numbers and describes the segments of a fit.
    ///
    /// - Parameters:
    ///   - scores: tonight's customers under this model.
    ///   - features: as of the cutoff.
    ///   - previous: the model before with tonight's customers under it; `nil` for the first.
    /// - Returns: what happened to the segments; nothing for the first model.
    mutating func identify(
        _ scores: AxisScores, features: FeatureMatrix, previous: (model: AxisModel, scores: AxisScores)?
    ) -> [SegmentEvent] {
        let identity = previous.map {
            SegmentIdentity(old: $0.model, oldScores: $0.scores, new: self, newScores: scores)
        }
        nextNumber = previous?.model.nextNumber ?? 1
        let kept = segments.indices.map { position in
            identity?.old[position].flatMap { index in previous?.model.segments[index] }
        }
        for (position, old) in kept.enumerated() {
            segments[position].id = old?.id ?? "\(axis.rawValue).s\(nextNumber)"
            segments[position].since = old?.since ?? segments[position].since
            if old == nil { nextNumber += 1 }
        }
        var members = [[Int]](repeating: [], count: k)
        for (customer, segment) in scores.segment.enumerated() where segment >= 0 {
            members[Int(segment)].append(customer)
        }
        let names = SegmentNaming(model: self, members: members, features: features).names(kept.map { $0?.name })
        for position in segments.indices {
            segments[position].name = names[position]
            segments[position].description = segmentDescription(segments[position], of: self)
        }
        guard let identity, let previous else { return [] }
        return identity.events(old: previous.model, new: self)
    }
}
