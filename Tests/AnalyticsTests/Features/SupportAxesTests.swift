import Analytics
import Domain
import Kernels
import Testing

/// Axes 9 to 14 on customers small enough to do by hand.
///
/// The cut-off is the first moment of 2024-07-01, in UTC.
struct SupportAxesTests {
    /// Tickets of one customer who ordered once.
    static func shop(_ tickets: [RowShop.Ticket], _ change: (inout RowShop) -> Void = { _ in }) -> RowShop {
        var rows = PurchaseAxesTests.shop(["2024-01-01T10:00:00Z"])
        rows.has.tickets = true
        rows.has.ticketEvents = true
        rows.has.ticketChannel = true
        rows.has.ticketCategory = true
        rows.has.ticketPriority = true
        rows.has.csat = true
        rows.tickets = tickets
        change(&rows)
        return rows
    }

    static func ticket(
        _ created: String, channel: String? = "email", category: String? = "return", _ events: [RowShop.Event] = []
    ) -> RowShop.Ticket {
        RowShop.Ticket(customer: "a", created: at(created), channel: channel, category: category, events: events)
    }

    // MARK: Axis 9

    @Test func `contacts are shares by channel, drawn towards the shop`() {
        let sent = RowShop.Event(at: at("2024-06-03T11:00:00Z"), kind: .message, actor: .customer)
        let rows = Self.shop([
            Self.ticket("2024-06-03T10:00:00Z", [sent, sent]),
            Self.ticket("2024-06-04T20:00:00Z", [sent]),
            Self.ticket("2024-06-08T10:00:00Z", channel: "Chat"),
            Self.ticket("2024-06-10T08:59:59Z", channel: nil),
        ]) { $0.orders.append(RowShop.Order(customer: "a", at: at("2024-02-01"), channel: "web")) }
        var population = rows.features().population
        population.rates.email = BetaBinomialPrior(p: 0.5, m: 3)
        population.rates.chat = BetaBinomialPrior(p: 0.1, m: 2)
        population.rates.contactBusinessHours = BetaBinomialPrior(p: 0.5, m: 2)
        let table = rows.features(population: population)
        #expect(agree(table["a", .emailShare], (2 + 1.5) / (3 + 3)))
        #expect(agree(table["a", .chatShare], (1 + 0.2) / (3 + 2)))
        // 2 : 1 over two channels: 0.636514 + 1/6, by ln 2, is above 1.
        #expect(table["a", .channelEntropy] == 1)
        // Of the four only the first, on Monday at 10; June 8 is a Saturday.
        #expect(agree(table["a", .contactBusinessHoursRate], (1 + 1.0) / (4 + 2)))
        #expect(table["a", .customerMessagesPerTicket] == 0.75)
        // 4 tickets and 2 orders: 1 - exp(-4.5 / 3).
        #expect(agree(table.evidence("a", .communicationPreference), 0.7768698398515702))
    }

    @Test func `order channels are compared from order to order`() {
        let rows = Self.shop([Self.ticket("2024-06-03T10:00:00Z")]) { rows in
            rows.has.channel = true
            rows.orders = ["web", "web", nil, "app", "web"].enumerated().map { index, channel in
                RowShop.Order(customer: "b", at: at("2024-01-0\(index + 1)"), channel: channel)
            }
        }
        let table = rows.features()
        // Known: web, web, app, web.
        #expect(agree(table["b", .orderChannelSwitchRate], 2.0 / 3))
        #expect(table.isObserved("b", .communicationPreference), "two order channels")
        #expect(table.isObserved("a", .communicationPreference), "a ticket")
        #expect(!table.isObserved("b", .problemComplexityProfile))
        #expect(table.isObserved("b", .supportHistory))
    }

    // MARK: Axis 10

    @Test func `problems are read from what happened to the tickets`() {
        let events: [RowShop.Event] = [
            .init(at: at("2024-06-03T10:05:00Z"), kind: .assign, actor: .system, to: "ann"),
            .init(at: at("2024-06-03T11:00:00Z"), kind: .message, actor: .system),
            .init(at: at("2024-06-03T12:00:00Z"), kind: .message, actor: .agent),
            .init(at: at("2024-06-03T13:00:00Z"), kind: .status, from: "open", to: "resolved"),
            .init(at: at("2024-06-04T09:00:00Z"), kind: .message, actor: .customer),
            .init(at: at("2024-06-04T09:00:00Z"), kind: .status, from: "resolved", to: "open"),
            .init(at: at("2024-06-04T10:00:00Z"), kind: .assign, from: "ann", to: "bob"),
            .init(at: at("2024-06-04T14:00:00Z"), kind: .status, from: "open", to: "solved"),
            .init(at: at("2024-06-08T14:00:00Z"), kind: .status, from: "solved", to: "closed"),
        ]
        let rows = Self.shop([
            Self.ticket("2024-06-03T10:00:00Z", events),
            Self.ticket("2024-06-05T10:00:00Z", category: "question"),
        ]) { $0.tickets[1].priority = .urgent }
        var population = rows.features().population
        population.rates.reopened = BetaBinomialPrior(p: 0.1, m: 10)
        population.rates.highPriority = BetaBinomialPrior(p: 0.2, m: 5)
        population.rates.unresolved = BetaBinomialPrior(p: 0.3, m: 10)
        let table = rows.features(population: population)
        // A robot's message is none: one of the agent, one of the customer.
        #expect(table["a", .meanMessagesPerTicket] == 1)
        // To the beginning of the last resolution: June 3, 10:00 to June 4, 14:00.
        #expect(table["a", .meanResolutionHours] == 28)
        #expect(table["a", .reassignmentRate] == 0.5)
        #expect(agree(table["a", .reopenRate], (1 + 1.0) / (2 + 10)))
        #expect(agree(table["a", .highPriorityRate], (1 + 1.0) / (2 + 5)))
        #expect(agree(table["a", .unresolvedRate], (1 + 3.0) / (2 + 10)))
        // 1 : 1 of two categories: ln 2 + 1/4, by ln 2, is above 1.
        #expect(table["a", .ticketCategoryEntropy] == 1)
        // As of June 4 at noon the ticket stands open again, and nobody has resolved anything.
        let noon = rows.features(.dated(at("2024-06-04T12:00:00Z")), population: population)
        #expect(noon["a", .meanResolutionHours].isNaN)
        #expect(agree(noon["a", .unresolvedRate], (1 + 3.0) / (1 + 10)))
        #expect(noon["a", .highPriorityRate].isNaN, "priorities have no dates")
    }

    @Test func `without status events the dates of resolution decide`() {
        let rows = Self.shop([Self.ticket("2024-06-03"), Self.ticket("2024-06-04")]) { rows in
            rows.has.ticketEvents = false
            rows.has.reopenedCount = true
            rows.tickets[0].resolved = at("2024-06-03T06:00:00Z")
            rows.tickets[0].reopened = 1
            rows.tickets[1].status = .closed
        }
        var population = rows.features().population
        population.rates.unresolved = BetaBinomialPrior(p: 0.5, m: 2)
        population.rates.reopened = BetaBinomialPrior(p: 0.5, m: 1)
        let table = rows.features(population: population)
        #expect(table["a", .meanResolutionHours] == 6)
        #expect(agree(table["a", .unresolvedRate], (1 + 1.0) / (2 + 2)))
        // The second ticket's count is not given.
        #expect(agree(table["a", .reopenRate], (1 + 0.5) / (1 + 1)))
        #expect(table["a", .meanMessagesPerTicket].isNaN)
    }

    // MARK: Axis 11

    @Test func `loyalty compares two windows and the shop`() {
        let days = ["2023-01-01", "2023-07-20", "2023-09-01", "2024-02-01", "2024-03-01", "2024-05-01"]
        let rows = PurchaseAxesTests.shop(days)
        var population = rows.features(probabilityAlive: [0.7]).population
        population.frequencyShift = 0.1
        population.valueShift = -0.2
        population.reference.meanGapDays = 50
        population.reference.gapDays90 = 110
        let table = rows.features(population: population, probabilityAlive: [0.7])
        // Three orders in the last 180 days, two in the 180 before.
        #expect(agree(table["a", .frequencyLogRatio], 0.3364722366 - 0.1, within: 1e-9))
        // 30 and 20 with half the median order value of 10: ln(35 / 25).
        #expect(agree(table["a", .valueLogRatio], 0.3364722366 + 0.2, within: 1e-9))
        // Gaps 200, 43, 153, 29, 61; their ten slopes: -157, -124, -57, -46, -34.75, -23.5, -7, 6, 32, 110.
        #expect(agree(table["a", .gapTrend], -29.125 / (486.0 / 5)))
        #expect(table["a", .pAlive] == 0.7)
        // Own gap (486 + 4 · 50) / (5 + 4), times 110 / 50; 61 days of recency.
        #expect(agree(table["a", .overdueRatio], 61 / (686.0 / 9 * 110 / 50)))
    }

    @Test func `loyalty needs two order days, sixty days of tenure, and a year for its ratios`() {
        #expect(!PurchaseAxesTests.shop(["2024-05-03", "2024-06-01"]).features().isObserved("a", .loyaltyTrajectory))
        #expect(PurchaseAxesTests.shop(["2024-05-02", "2024-06-01"]).features().isObserved("a", .loyaltyTrajectory))
        let twice = ["2024-01-01T08:00:00Z", "2024-01-01T20:00:00Z"]
        #expect(!PurchaseAxesTests.shop(twice).features().isObserved("a", .loyaltyTrajectory))
        #expect(PurchaseAxesTests.shop(["2023-07-08", "2024-06-01"]).features()["a", .frequencyLogRatio].isNaN)
        #expect(PurchaseAxesTests.shop(["2023-07-07", "2024-06-01"]).features()["a", .frequencyLogRatio] == 0)
    }

    // MARK: Axis 12

    @Test func `knowledge is concentration, mastery and what is still new`() {
        let orders = [["x1"], ["x1", "y1"], ["x2"], ["x1"], ["y1"], ["x1", "z1"]]
        var rows = PurchaseAxesTests.baskets(orders)
        rows.has.tickets = true
        rows.has.ticketCategory = true
        rows.tickets = [Self.ticket("2024-06-03", category: "question"), Self.ticket("2024-06-04")]
        let table = rows.features(questions: ["question"])
        // Lines 4, 2, 1, 1: (12 + 2) / (8 · 7).
        #expect(table["a", .productConcentration] == 0.25)
        // x on five days, y on two, z on one.
        #expect(table["a", .masteredCategories] == 1)
        // Of the seven lines of the last five orders y1, x2 and z1 were new when bought first.
        #expect(agree(table["a", .firstTimeProductShare], 3.0 / 7))
        #expect(agree(table["a", .questionTicketRate], 1.0 / 6))
        #expect(rows.features()["a", .questionTicketRate].isNaN, "nobody said which tickets are questions")
    }

    // MARK: Axis 13

    @Test func `price tiers are percentiles within a category`() {
        var rows = PurchaseAxesTests.baskets([["x1", "x2"], ["x3"], ["x4", "x5"], ["y1"]])
        rows.has.lineDiscount = true
        let prices = [[10.0, 20], [30], [40, 50], [7]]
        for (order, prices) in prices.enumerated() {
            for (line, price) in prices.enumerated() {
                rows.orders[order].lines[line].price = price
                rows.orders[order].lines[line].discount = 0
            }
            rows.orders[order].total = order == 2 ? 100 : 10
        }
        rows.orders[2].lines[1].quantity = 2
        rows.orders[2].lines[1].discount = 2
        var population = rows.features().population
        population.rates.splurge = BetaBinomialPrior(p: 0.1, m: 6)
        let table = rows.features(population: population)
        // x: 10, 20, 30, 40 and 50 less 2 / 2 = 49 lie at 0, 1/4, 1/2, 3/4, 1; the only price of y in the middle.
        #expect(agree(table["a", .priceTier], (0 + 0.25 + 0.5 + 0.75 + 1 + 0.5) / 6))
        // Squares about 1/2: 0.25 + 0.0625 + 0 + 0.0625 + 0.25 + 0, by 5.
        #expect(agree(table["a", .priceTierSpread], (0.625 / 5).squareRoot()))
        // One of four orders is above twice the median of 10.
        #expect(agree(table["a", .splurgeRate], (1 + 0.6) / (4 + 6)))
        // 40 and 49 are in the top third, 49 was reduced.
        #expect(table["a", .premiumFullPriceShare] == 0.5)
    }

    @Test func `a price between quantiles is placed between them`() {
        let scale = PriceScale(category: "x", knots: [10, 20, 20, 20, 60])
        #expect(scale.percentile(of: 5) == 0)
        #expect(scale.percentile(of: 10) == 0)
        #expect(scale.percentile(of: 15) == 0.125)
        #expect(scale.percentile(of: 20) == 0.5)
        #expect(scale.percentile(of: 40) == 0.875)
        #expect(scale.percentile(of: 60) == 1)
        #expect(scale.percentile(of: 61) == 1)
    }

    // MARK: Axis 14

    @Test func `support history knows tickets by order, ratings and escalations`() {
        let raised = RowShop.Event(at: at("2024-06-03T11:00:00Z"), kind: .priority, from: "normal", to: "high")
        let moves = ["ann", "bob", "ann"].enumerated().map { index, agent in
            RowShop.Event(at: at("2024-06-05T1\(index):00:00Z"), kind: .assign, to: agent)
        }
        let rows = Self.shop([
            Self.ticket("2024-06-03T10:00:00Z", [raised]), Self.ticket("2024-06-05T09:00:00Z", moves),
            Self.ticket("2024-06-11"),
        ]) { rows in
            rows.tickets[0].csat = 5
            rows.tickets[1].csat = 3
        }
        var population = rows.features().population
        population.ticketsPerOrder = GammaPoissonPrior(shape: 2, rate: 8)
        population.meanRating = 4.5
        population.rates.escalated = BetaBinomialPrior(p: 0.1, m: 5)
        population.rates.breached = BetaBinomialPrior(p: 0.25, m: 4)
        let levels = ServiceLevels(breached: [1], judged: [2])
        let table = rows.features(population: population, serviceLevels: levels)
        #expect(agree(table["a", .ticketsPerOrder], (3 + 2.0) / (1 + 8)))
        #expect(agree(table["a", .meanCsat], (5 + 3 + 3 * 4.5) / 5))
        // A rise of priority, and a second reassignment.
        #expect(agree(table["a", .escalationRate], (2 + 0.5) / (3 + 5)))
        #expect(agree(table["a", .slaBreachRate], (1 + 1.0) / (2 + 4)))
        #expect(table["a", .daysSinceLastTicket] == 20)
    }

    @Test func `without a ticket source support is unobserved for everyone, with the reason`() {
        let table = PurchaseAxesTests.shop(["2024-01-01", "2024-02-01"]) { rows in
            rows.has.channel = true
            rows.orders[0].channel = "web"
            rows.orders[1].channel = "app"
        }.features()
        for axis in [Axis.communicationPreference, .problemComplexityProfile, .supportHistory] {
            #expect(!table.isObserved("a", axis))
            #expect(table.matrix.unobservable[axis]?.hasPrefix("there are no tickets") == true)
        }
        #expect(table["a", .orderChannelSwitchRate] == 1)
    }

    @Test func `nobody without an order or a ticket has a support history`() {
        let rows = Self.shop([Self.ticket("2024-06-03")]) { $0.customers = ["z"] }
        #expect(!rows.features().isObserved("z", .supportHistory))
    }
}
