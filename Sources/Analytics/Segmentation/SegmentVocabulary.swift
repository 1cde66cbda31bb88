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

    private init(literal: [Word] = [], noun: String? = nil, _ ladders: [Word]...) {
        self.literal = literal
        self.noun = noun
        self.ladders = ladders
    }

    /// The words of an axis.
    package static func of(_ axis: Axis) -> SegmentVocabulary {
        switch axis {
        case .purchaseFrequency: purchaseFrequency
        case .purchaseValue: purchaseValue
        case .categoryExploration: categoryExploration
        case .priceSensitivity: priceSensitivity
        case .purchaseCadence: purchaseCadence
        case .customerMaturity: customerMaturity
        case .repurchaseBehavior: repurchaseBehavior
        case .returnBehavior: returnBehavior
        case .communicationPreference: communicationPreference
        case .problemComplexityProfile: problemComplexityProfile
        case .loyaltyTrajectory: loyaltyTrajectory
        case .productKnowledge: productKnowledge
        case .valueSophistication: valueSophistication
        case .supportHistory: supportHistory
        }
    }

    private static let purchaseFrequency = SegmentVocabulary(
        literal: [Word("one_time", only: .init("order_count", 1...1))],
        [Word("occasional"), Word("regular")],
        [Word("occasional"), Word("regular"), Word("power_buyer")],
        [Word("rare"), Word("occasional"), Word("regular"), Word("power_buyer")],
        [Word("rare"), Word("occasional"), Word("regular"), Word("frequent"), Word("power_buyer")])

    private static let purchaseValue = SegmentVocabulary(
        [Word("budget"), Word("premium")],
        [Word("budget"), Word("mid"), Word("premium")],
        [Word("budget"), Word("mid"), Word("premium"), Word("vip")],
        [Word("entry"), Word("budget"), Word("mid"), Word("premium"), Word("vip")])

    private static let categoryExploration = SegmentVocabulary(
        literal: [Word("single_category", only: .init("distinct_categories", 1...1))],
        [Word("focused"), Word("explorer")],
        [Word("focused"), Word("varied"), Word("explorer")],
        [Word("focused"), Word("mixed"), Word("varied"), Word("explorer")],
        [Word("focused"), Word("narrow"), Word("mixed"), Word("varied"), Word("explorer")])

    private static let priceSensitivity = SegmentVocabulary(
        literal: [Word("full_price", only: .init("discount_spend_share", 0...0.01))],
        [Word("price_tolerant"), Word("deal_hunter")],
        [Word("price_tolerant"), Word("selective"), Word("deal_hunter")],
        [Word("price_tolerant"), Word("selective"), Word("discount_prone"), Word("deal_hunter")],
        [
            Word("price_tolerant"), Word("opportunist"), Word("selective"), Word("discount_prone"),
            Word("deal_hunter"),
        ])

    /// Two days of seven: who buys less than that at weekends leans to weekdays.
    private static let evenWeekendRate = 2.0 / 7
    private static let weekdayLeaning = Word("weekday_leaning", only: .init("weekend_rate", 0...evenWeekendRate))
    private static let weekendLeaning = Word("weekend_leaning", only: .init("weekend_rate", evenWeekendRate...1))
    private static let mostlyWeekday = Word("mostly_weekday", only: .init("weekend_rate", 0...evenWeekendRate))
    private static let mostlyWeekend = Word("mostly_weekend", only: .init("weekend_rate", evenWeekendRate...1))
    private static let wholeWeek = Word("whole_week")

    private static let purchaseCadence = SegmentVocabulary(
        literal: [
            Word("weekday_shopper", only: .init("weekend_rate", 0...0.15)),
            Word("weekend_shopper", only: .init("weekend_rate", 0.5...1)),
        ],
        noun: "shopper",
        [weekdayLeaning, weekendLeaning],
        [weekdayLeaning, wholeWeek, weekendLeaning],
        [weekdayLeaning, mostlyWeekday, mostlyWeekend, weekendLeaning])

    private static let customerMaturity = SegmentVocabulary(
        literal: [Word("new", only: .init("tenure_months", 0...3))],
        [Word("newer"), Word("established")],
        [Word("newer"), Word("established"), Word("veteran")],
        [Word("newer"), Word("settling"), Word("established"), Word("veteran")],
        [Word("newer"), Word("settling"), Word("established"), Word("long_standing"), Word("veteran")])

    private static let repurchaseBehavior = SegmentVocabulary(
        literal: [Word("never_repeats", only: .init("repeat_product_rate", 0...0))],
        [Word("variety_seeker"), Word("repeater")],
        [Word("variety_seeker"), Word("mixed"), Word("repeater")],
        [Word("variety_seeker"), Word("occasional_repeater"), Word("repeater"), Word("staple_buyer")],
        [
            Word("variety_seeker"), Word("occasional_repeater"), Word("mixed"), Word("repeater"),
            Word("staple_buyer"),
        ])

    /// A tenth of the value came back: with fewer orders than that shows, a customer is drawn to the shop's own rate.
    private static let frequentReturner = Word(
        "frequent_returner", only: .init("refund_value_rate", 0.1...1), else: "more_returns")

    private static let returnBehavior = SegmentVocabulary(
        [Word("fewer_returns"), frequentReturner],
        [Word("careful_buyer"), Word("normal"), frequentReturner],
        [Word("careful_buyer"), Word("normal"), Word("returner"), frequentReturner],
        [Word("careful_buyer"), Word("rare_returner"), Word("normal"), Word("returner"), frequentReturner])

    private static let communicationPreference = SegmentVocabulary(
        literal: [
            Word("email", only: .init("email_share", 0.5...1)), Word("chat", only: .init("chat_share", 0.5...1)),
            Word("phone", only: .init("phone_share", 0.5...1)), Word("social", only: .init("social_share", 0.5...1)),
        ],
        [Word("other_channels"), Word("email_leaning")],
        [Word("other_channels"), Word("multi_channel"), Word("email_leaning")],
        [Word("other_channels"), Word("multi_channel"), Word("email_open"), Word("email_leaning")])

    private static let problemComplexityProfile = SegmentVocabulary(
        [Word("simple"), Word("complex")],
        [Word("simple"), Word("moderate"), Word("complex")],
        [Word("simple"), Word("moderate"), Word("involved"), Word("complex")],
        [Word("simple"), Word("light"), Word("moderate"), Word("involved"), Word("complex")])

    private static let lapsing = Word("lapsing", only: .init("frequency_log_ratio", -100...0), else: "slower")
    private static let rising = Word("rising", only: .init("frequency_log_ratio", 0...100), else: "livelier")

    private static let loyaltyTrajectory = SegmentVocabulary(
        [Word("cooling"), Word("steady")],
        [lapsing, Word("steady"), rising],
        [lapsing, Word("cooling"), Word("steady"), rising],
        [lapsing, Word("cooling"), Word("steady"), Word("warming"), rising])

    private static let productKnowledge = SegmentVocabulary(
        [Word("sampler"), Word("specialist")],
        [Word("sampler"), Word("familiar"), Word("specialist")],
        [Word("sampler"), Word("learner"), Word("familiar"), Word("specialist")],
        [Word("sampler"), Word("learner"), Word("familiar"), Word("expert"), Word("specialist")])

    private static let valueSophistication = SegmentVocabulary(
        [Word("value_seeker"), Word("premium_seeker")],
        [Word("value_seeker"), Word("mid_tier"), Word("premium_seeker")],
        [Word("value_seeker"), Word("mid_tier"), Word("upmarket"), Word("premium_seeker")],
        [Word("bargain_tier"), Word("value_seeker"), Word("mid_tier"), Word("upmarket"), Word("premium_seeker")])

    private static let supportHistory = SegmentVocabulary(
        literal: [Word("no_tickets", only: .missing("days_since_last_ticket"))],
        [Word("low_touch"), Word("high_touch")],
        [Word("low_touch"), Word("moderate_touch"), Word("high_touch")],
        [Word("low_touch"), Word("light_touch"), Word("moderate_touch"), Word("high_touch")],
        [
            Word("low_touch"), Word("light_touch"), Word("moderate_touch"), Word("raised_touch"),
            Word("high_touch"),
        ])
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
