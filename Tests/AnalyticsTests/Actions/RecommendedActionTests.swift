import Analytics
import Domain
import Testing

struct RecommendedActionTests {
    private func action(
        _ id: String, cost: Double, effect: Double, stake: ActionCatalogue.Stake = .churn,
        when rule: CustomerRule = CustomerRule()
    ) -> ActionCatalogue.Action {
        ActionCatalogue.Action(
            id: id, text: id, urgency: .medium, channel: "email", cost: cost,
            effect: .init(assumed: effect, low: effect / 2, high: effect * 2), stake: stake,
            scenarios: [.supportTicket], rule: rule)
    }

    private func figures(
        _ columns: [CustomerMeasure: [Double]], customers: Int = 1, atStake: [Double] = [100]
    ) -> CustomerFigures {
        CustomerFigures(customers: customers, currency: "EUR", columns: columns, valueAtStake: atStake)
    }

    /// By hand, with 100 at stake and orders of 40: 10 - 4 = 6, 20 - 15 = 5, 8 - 1 = 7, and 2 - 3 < 0.
    @Test func `actions stand by effect times stake less cost, and what costs more than it brings is left out`() {
        let catalogue = ActionCatalogue(actions: [
            action("six", cost: 4, effect: 0.1), action("five", cost: 15, effect: 0.2),
            action("seven", cost: 1, effect: 0.2, stake: .order), action("loss", cost: 3, effect: 0.02),
        ])
        let found = catalogue.recommendations(0, figures([.averageOrderValue: [40]]))
        #expect(found.map(\.action.id) == ["seven", "six", "five"])
        #expect(found.map { $0.expectedValue ?? .nan } == [7, 6, 5])
        #expect(found[1].lower == 5 && found[1].upper == 20 && found[1].stake == 100)
    }

    @Test func `without anything at stake actions keep the order of the catalogue and have no value`() {
        let catalogue = ActionCatalogue(actions: [action("a", cost: 4, effect: 0.1), action("b", cost: 1, effect: 0.9)])
        let found = catalogue.recommendations(0, figures([:], atStake: []))
        #expect(found.map(\.action.id) == ["a", "b"])
        #expect(found.allSatisfy { $0.expectedValue == nil && $0.stake == nil })
    }

    @Test(arguments: [(0.7, false), (0.700_1, true), (Double.nan, false)])
    func `a limit is left out, and what is not known fulfils nothing`(risk: Double, applies: Bool) {
        let rule = CustomerRule(limits: [.init(.churnRisk, above: 0.7)])
        let catalogue = ActionCatalogue(actions: [action("a", cost: 0, effect: 0.1, when: rule)])
        let found = catalogue.recommendations(0, figures([.churnRisk: [risk]]))
        #expect(found.isEmpty != applies)
        if applies { #expect(found[0].reason.contains("churn risk 70")) }
    }

    @Test func `no more than three actions and five sentences, the strongest first`() {
        let actions = (0..<5).map { action("\($0)", cost: 0, effect: Double($0 + 1) / 10) }
        let guidance = (0..<7).map {
            ActionCatalogue.Guidance(text: "\($0 % 6)", weight: Double($0) / 10, rule: CustomerRule())
        }
        let catalogue = ActionCatalogue(actions: actions, guidance: guidance)
        #expect(catalogue.recommendations(0, figures([:])).map(\.action.id) == ["4", "3", "2"])
        #expect(catalogue.guidance(0, figures([:])) == ["0", "5", "4", "3", "2"])
    }

    @Test func `nothing is said from an axis that was not observed`() {
        let rule = CustomerRule(standings: [.init(.priceSensitivity, ["deal_hunter"])])
        let catalogue = ActionCatalogue(
            actions: [action("a", cost: 0, effect: 0.1, when: rule)],
            guidance: [.init(text: "a", weight: 1, rule: rule)])
        #expect(catalogue.recommendations(0, figures([:])).isEmpty)
        #expect(catalogue.guidance(0, figures([:])).isEmpty)
    }
}
