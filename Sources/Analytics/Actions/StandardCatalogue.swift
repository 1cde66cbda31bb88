internal import Domain

extension ActionCatalogue {
    /// What holds where a pipeline names no catalogue of its own: `pipelines/actions.yaml` as it is shipped, rule by rule.
    package static let standard = ActionCatalogue(
        actions: standardActions,
        guidance: [
            .init(
                "Apologise for the wait first, a promise on an open ticket is broken.", .init(.brokenPromises, above: 0)
            ),
            .init("Acknowledge the history, several tickets are open.", weight: 0.95, .init(.openTickets, above: 1)),
            .init("Speak of value for money and of current offers.", dealSeekers),
            .init("Speak of quality rather than of discounts.", fullPrice),
            .init(
                "Take a complaint seriously, this customer hardly ever sends anything back.", weight: 0.9,
                .init(.returnBehavior, ["careful_buyer", "fewer_returns"])),
            .init(
                "Settle size, fit and fitness for use before the order, returns are frequent.",
                .init(.returnBehavior, ["returner", "frequent_returner"])),
            .init(
                "Thank for the loyalty and skip the basics.", weight: 0.9,
                .init(.customerMaturity, ["veteran", "long_standing"])),
            .init(
                "Explain how things work here, the customer is new.", weight: 0.9,
                .init(.customerMaturity, ["new", "newer"])),
            .init(
                "Give the details, this customer knows the products.", weight: 0.8,
                .init(.productKnowledge, ["specialist", "expert"])),
            .init(
                "Keep it short and write by e-mail, which this customer prefers.", weight: 0.8,
                .init(.communicationPreference, ["email", "email_leaning"])),
            .init(
                "Ask whether anything was wrong, orders have become rarer.", weight: 0.95,
                .init(.loyaltyTrajectory, ["lapsing", "cooling", "slower"])),
        ])

    private static let dealSeekers = CustomerRule.Standing(.priceSensitivity, ["deal_hunter", "discount_prone"])
    private static let fullPrice = CustomerRule.Standing(.priceSensitivity, ["full_price", "price_tolerant"])

    private static let standardActions = [
        Action(
            id: "win_back", text: "Write personally, ask what went wrong and offer a reason to come back.",
            urgency: .urgent, channel: "email", cost: 4, effect: .init(assumed: 0.06, low: 0.02, high: 0.12),
            stake: .churn, scenarios: [.supportTicket, .marketingCampaign, .retentionRisk],
            rule: CustomerRule(limits: [.init(.churnRisk, above: 0.7), .init(.totalOrders, above: 1)])),
        Action(
            id: "re_engagement", text: "Remind of what was bought last and show what is new since.",
            urgency: .medium, channel: "email", cost: 0.5, effect: .init(assumed: 0.02, low: 0.005, high: 0.04),
            stake: .churn, scenarios: [.marketingCampaign, .retentionRisk],
            rule: CustomerRule(limits: [.init(.daysSinceLastPurchase, above: 60)])),
        Action(
            id: "service_recovery",
            text: "Have a senior agent answer the open ticket today and say by when it is solved.",
            urgency: .urgent, channel: "phone", cost: 6, effect: .init(assumed: 0.1, low: 0.03, high: 0.2),
            stake: .churn, scenarios: [.supportTicket, .retentionRisk],
            rule: CustomerRule(limits: [.init(.brokenPromises, above: 0)])),
        Action(
            id: "second_order",
            text: "Explain how to get the most out of the first order and suggest what goes with it.",
            urgency: .medium, channel: "email", cost: 0.5, effect: .init(assumed: 0.03, low: 0.01, high: 0.06),
            stake: .order, scenarios: [.salesOpportunity, .marketingCampaign],
            rule: CustomerRule(limits: [
                .init(.totalOrders, above: 0, below: 2), .init(.daysSinceLastPurchase, above: 14, below: 90),
            ])),
        Action(
            id: "early_access", text: "Offer early access to new products instead of a discount.",
            urgency: .low, channel: "email", cost: 1, effect: .init(assumed: 0.05, low: 0.01, high: 0.1),
            stake: .order, scenarios: [.salesOpportunity, .marketingCampaign],
            rule: CustomerRule(
                limits: [.init(.churnRisk, below: 0.5), .init(.totalOrders, above: 4)], standings: [fullPrice])),
        Action(
            id: "bundle_offer", text: "Offer a bundle at a price that the parts do not have.",
            urgency: .low, channel: "email", cost: 0.5, effect: .init(assumed: 0.04, low: 0.01, high: 0.08),
            stake: .order, scenarios: [.salesOpportunity, .marketingCampaign],
            rule: CustomerRule(limits: [.init(.churnRisk, below: 0.7)], standings: [dealSeekers])),
    ]
}

extension ActionCatalogue.Guidance {
    fileprivate init(_ text: String, weight: Double = 1, _ standing: CustomerRule.Standing) {
        self.init(text: text, weight: weight, rule: CustomerRule(standings: [standing]))
    }

    fileprivate init(_ text: String, weight: Double = 1, _ limit: CustomerRule.Limit) {
        self.init(text: text, weight: weight, rule: CustomerRule(limits: [limit]))
    }
}
