package import Domain

/// The words that segments are named by: one list an axis, fixed, so that a name means the same thing tomorrow.
package struct SegmentVocabulary: Sendable {
    /// A word, and what must hold for its members where its meaning is literal.
    package struct Word: Equatable, Sendable {
        package let text: String
        package let condition: LiteralCondition?
        /// The word where the condition fails; without one, the vocabulary's noun is qualified.
        package let otherwise: String?

        init(_ text: String, only condition: LiteralCondition? = nil, else otherwise: String? = nil) {
            self.text = text
            self.condition = condition
            self.otherwise = otherwise
        }
    }

    /// Words that say something exact: taken first, wherever a segment stands, if its members satisfy them.
    package let literal: [Word]
    /// Words by position along the lead feature, one list for each number of segments from two on.
    private let ladders: [[Word]]

    /// The words of `k` segments, from the smallest lead feature to the largest.
    ///
    /// - Parameter k: 2 or more.
    /// - Returns: one word a position; beyond the longest list some of its words stand twice, side by side.
    package func ladder(_ k: Int) -> [Word] {
        if let exact = ladders.first(where: { $0.count == k }) { return exact }
        let longest = ladders[ladders.count - 1]
        return (0..<k).map { longest[$0 * longest.count / k] }
    }

    /// What a segment is called after the feature that sets it apart, where its word's condition fails: `evening_shopper`.
    let noun: String?

    init(literal: [Word] = [], noun: String? = nil, _ ladders: [Word]...) {
        self.literal = literal
        self.noun = noun
        self.ladders = ladders
    }

    /// The words of an axis.
    package static func of(_ axis: Axis) -> SegmentVocabulary { Axes.definition(axis).vocabulary }
}

/// What a word with a literal meaning claims about a customer.
package struct LiteralCondition: Equatable, Sendable {
    /// The share of the members of whom it must be true.
    package static let share = 0.9

    package let feature: String
    /// The values, in own units, for which it holds; `nil` where it holds for a missing value alone.
    package let range: ClosedRange<Double>?

    init(_ feature: String, _ range: ClosedRange<Double>) {
        self.feature = feature
        self.range = range
    }

    private init(missing feature: String) {
        self.feature = feature
        range = nil
    }

    static func missing(_ feature: String) -> LiteralCondition {
        LiteralCondition(missing: feature)
    }

    /// Whether it holds for a value; a missing one satisfies no range.
    package func holds(_ value: Double) -> Bool {
        range.map { $0.contains(value) } ?? value.isNaN
    }

    /// Whether it holds for at least nine in ten of the members.
    ///
    /// - Parameters:
    ///   - members: customers, at least one.
    ///   - features: as of the cutoff.
    /// - Returns: `false` without members.
    package func holds(for members: [Int], in features: FeatureMatrix) -> Bool {
        guard let column = FeatureScale.column[feature], !members.isEmpty else { return false }
        let values = features.columns[column]
        let count = members.reduce(0) { holds(values[$1]) ? $0 + 1 : $0 }
        return Double(count) >= Self.share * Double(members.count)
    }
}
