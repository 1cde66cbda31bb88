/// What cohorts may be cut by: a property that customers had from their first order on; the raw value is the public name.
package enum CohortBreakdown: String, CaseIterable, Codable, Sendable {
    /// The channel of the first order.
    case channel
    /// The customer's country.
    case country
    /// The category of the first order's most expensive line.
    case firstCategory = "first_category"
    /// Whether the first order had a discount: `discounted` or `full_price`.
    case firstDiscount = "first_discount"

    /// How a part stands in the table's column `breakdown`.
    package func name(ofPart part: String) -> String { "\(rawValue)=\(part)" }
}
