import Analytics
import Domain
import Testing

/// Rules over what a client tells of a customer.
struct ToldCustomerTests {
    private func advice(_ figures: [String: Double], _ segments: [Axis: String] = [:]) -> CustomerAdvice {
        ActionCatalogue.standard.advice(
            on: ToldProfile(figures: figures, segments: segments), currency: "EUR", margin: 0.5)
    }

    /// By hand: 0.8 × 500 × 0.5 = 200 at stake; 0.06 × 200 - 4 = 8 for winning back, 0.02 × 200 - 0.5 = 3.5 for re-engaging.
    @Test func `what is at stake is risk by value by margin, and actions stand by what they bring`() {
        let found = advice([
            "churn_risk": 0.8, "ltv_12m": 500, "total_orders": 4, "days_since_last_purchase": 90, "shoe_size": 43,
        ])
        #expect(found.valueAtStake == 200)
        #expect(found.actions.map(\.id) == ["win_back", "re_engagement"])
        #expect(found.actions.map(\.expectedRevenue) == [12, 4])
        #expect(found.actions[0].reason == "churn risk 80 %, 4 orders" && found.actions[0].urgency == "urgent")
        #expect(found.actions[0].scenarios == ["support_ticket", "marketing_campaign", "retention_risk"])
    }

    @Test func `a figure that is not told fulfils nothing, and without a risk nothing is known to be at stake`() {
        #expect(advice([:]) == CustomerAdvice(actions: [], guidance: [], valueAtStake: nil))
        let idle = advice(["days_since_last_purchase": 61, "ltv_12m": 500])
        #expect(idle.actions.map(\.id) == ["re_engagement"] && idle.actions[0].expectedRevenue == nil)
        #expect(idle.valueAtStake == nil)
    }

    @Test func `a segment that is told counts in full and is named without a share, an unobserved one counts nothing`()
    {
        let figures = ["churn_risk": 0.1, "avg_order_value": 100, "ltv_12m": 100]
        let hunter = advice(figures, [.priceSensitivity: "deal_hunter", .customerMaturity: "veteran"])
        #expect(hunter.actions.map(\.reason) == ["churn risk 10 %, price_sensitivity deal_hunter"])
        #expect(
            hunter.guidance == [
                "Speak of value for money and of current offers.", "Thank for the loyalty and skip the basics.",
            ])
        let unknown = advice(figures, [.priceSensitivity: Axis.unobserved])
        #expect(unknown.actions.isEmpty && unknown.guidance.isEmpty)
    }
}
