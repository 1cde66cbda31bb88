/// What cohorts may be cut by; the raw value is the public name.
///
/// Channel, category and discount are those of the first order, known from the first day of a cohort on. The country is the
/// customer's. Archetypes and segments are those of tonight: they follow from what a customer has done since, so their
/// lines describe who stayed and predict nobody's staying.
package enum CohortBreakdown: RawRepresentable, CaseIterable, Codable, Hashable, Sendable {
    /// The channel of the first order.
    case channel
    /// The customer's country.
    case country
    /// The category of the first order's most expensive line.
    case firstCategory
    /// Whether the first order had a discount: `discounted` or `full_price`.
    case firstDiscount
    /// The level 1 archetype, by its name.
    case archetype
    /// The dominant segment of an axis, whose name is the breakdown's.
    case segment(Axis)

    /// As of when a part is told.
    package enum Knowledge: String, Sendable {
        case firstOrder = "first_order"
        case customer, tonight
    }

    package static let allCases: [CohortBreakdown] =
        [.channel, .country, .firstCategory, .firstDiscount, .archetype] + Axis.allCases.map(CohortBreakdown.segment)

    package init?(rawValue: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = found
    }

    package var rawValue: String {
        switch self {
        case .channel: "channel"
        case .country: "country"
        case .firstCategory: "first_category"
        case .firstDiscount: "first_discount"
        case .archetype: "archetype"
        case .segment(let axis): axis.rawValue
        }
    }

    package var knowledge: Knowledge {
        switch self {
        case .channel, .firstCategory, .firstDiscount: .firstOrder
        case .country: .customer
        case .archetype, .segment: .tonight
        }
    }

    /// How a part stands in the table's column `breakdown`.
    package func name(ofPart part: String) -> String { "\(rawValue)=\(part)" }
}
