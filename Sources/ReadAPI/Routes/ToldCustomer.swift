internal import Domain

/// A customer of whom the client tells, in the words in which an analysis is answered.
struct ToldCustomer: Sendable {
    /// The member `customer_profile` of a request.
    static let profile = Field.optional(
        "customer_profile",
        .record([
            .optional("customer_id", .id, "Looked up in the run; who is not there is answered by what follows."),
            .optional("archetype", .record([.optional("segments", .record(segments), "By axis.")]), "Its segments."),
            .optional("behavioral_metrics", .record(figures), "What the customer did."),
            .optional(
                "predictions",
                .record([
                    .optional("churn_risk", .number(0...1), "The probability of leaving."),
                    .optional("churn_risk_level", .text(maxLength: 64), "Its level, where it is one of ours."),
                    .optional("ltv_12mo", amount, "What the customer is expected to bring in 12 months."),
                ]), "What the customer is expected to do."),
        ]),
        "The customer in place of an id, as an analysis answers it; what is left out is not known.")

    private static let amount = Field.Kind.number(-1e12...1e12)
    private static let count = Field.Kind.number(0...1_000_000_000)
    private static let segments = Axis.allCases.map {
        Field.optional($0.rawValue, .text(maxLength: 255), "The segment on this axis.")
    }
    private static let figures: [Field] = [
        .optional("lifetime_value", amount, "Net so far."), .optional("total_orders", count, "Orders."),
        .optional("avg_order_value", amount, "Of an order."),
        .optional("days_since_last_purchase", count, "Whole days."), .optional("total_tickets", count, "Tickets."),
        .optional("open_tickets", count, "Tickets that are not resolved."),
        .optional("broken_promises", count, "Open tickets that wait for longer than was promised."),
    ]

    let id: String?
    let churnLevel: String?
    let profile: ToldProfile

    /// - Parameter fields: the values of ``profile``.
    init(_ fields: FieldValues) {
        let (metrics, predictions) = (fields.record("behavioral_metrics"), fields.record("predictions"))
        let segments = fields.record("archetype")?.record("segments")
        var known: [String: Double] = [:]
        for field in Self.figures {
            known[field.name] = metrics?.number(field.name)
        }
        known["churn_risk"] = predictions?.number("churn_risk")
        known["ltv_12m"] = predictions?.number("ltv_12mo")
        id = fields.text("customer_id")
        churnLevel = predictions?.text("churn_risk_level").flatMap { ChurnAnswers.levels.contains($0) ? $0 : nil }
        profile = ToldProfile(
            figures: known,
            segments: Dictionary(
                uniqueKeysWithValues: Axis.allCases.compactMap { axis in
                    segments?.text(axis.rawValue).map { (axis, $0) }
                }))
    }
}
