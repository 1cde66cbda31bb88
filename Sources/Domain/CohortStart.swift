/// When a customer's cohort begins; the raw value is the public name.
package enum CohortStart: String, CaseIterable, Codable, Sendable {
    /// With the first order.
    case firstOrder = "first_order"
    /// With the customer's account, whether an order followed or not; with the first order where that came before, or where
    /// nothing is known of an account.
    case createdAt = "created_at"
}
