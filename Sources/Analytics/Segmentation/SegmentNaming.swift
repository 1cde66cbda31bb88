internal import Domain

/// Gives names to the segments of an axis that were born in a fit.
///
/// A literal word comes first, where nine in ten members satisfy it; else the word of the segment's position. Where the
/// name is taken, the feature that sets the segment apart from its holder is put before it, the next feature if that is
/// taken too, and a number in the end.
struct SegmentNaming {
    let model: AxisModel
    /// The members of each segment, tonight.
    let members: [[Int]]
    let features: FeatureMatrix

    /// Names for all segments.
    ///
    /// - Parameter given: names that stay, `nil` for a segment to be named.
    /// - Returns: one name a segment, no two the same.
    func names(_ given: [String?]) -> [String] {
        guard model.k > 1 else { return [given.first.flatMap { $0 } ?? Segment.everyone] }
        var names = given
        for position in names.indices where names[position] == nil {
            names[position] = name(position, taken: names)
        }
        return names.compactMap { $0 }
    }

    private func name(_ position: Int, taken: [String?]) -> String {
        let word = word(position)
        guard let holder = taken.firstIndex(of: word) else { return word }
        for feature in apart(position, from: holder) {
            let isHigh = model.segments[position].centroid[feature] > model.segments[holder].centroid[feature]
            let name = FeatureQualifiers.word(model.features[feature].feature, isHigh: isHigh) + "_" + word
            if !taken.contains(name) { return name }
        }
        var number = 2
        while taken.contains("\(word)_\(number)") { number += 1 }
        return "\(word)_\(number)"
    }

    private func word(_ position: Int) -> String {
        let vocabulary = SegmentVocabulary.of(model.axis)
        let members = members[position]
        if let literal = vocabulary.literal.first(where: { $0.condition?.holds(for: members, in: features) ?? true }) {
            return literal.text
        }
        let word = vocabulary.ladder(model.k)[position]
        guard let condition = word.condition, !condition.holds(for: members, in: features) else { return word.text }
        return word.otherwise ?? qualified(vocabulary.noun ?? word.text, position)
    }

    /// A noun with the feature that sets a segment apart most from its neighbour.
    private func qualified(_ noun: String, _ position: Int) -> String {
        let neighbour = position > 0 ? position - 1 : 1
        guard let feature = apart(position, from: neighbour).first else { return noun }
        let isHigh = model.segments[position].centroid[feature] > model.segments[neighbour].centroid[feature]
        return FeatureQualifiers.word(model.features[feature].feature, isHigh: isHigh) + "_" + noun
    }

    /// The features by how far they set two segments apart, the farthest first.
    private func apart(_ left: Int, from right: Int) -> [Int] {
        let (a, b) = (model.segments[left].centroid, model.segments[right].centroid)
        let distances = model.features.indices.map { model.features[$0].weight * (a[$0] - b[$0]) * (a[$0] - b[$0]) }
        return distances.indices.sorted { (distances[$1], $0) < (distances[$0], $1) }
    }
}
