import Analytics
import Domain
import Testing

/// What may not enter the features of a past instant.
struct FeatureFrameTests {
    static let recipes = (40...44).map { RowShop.Recipe(seed: $0) } + [RowShop.Recipe(seed: 45, hasDatedRefunds: false)]
    static let past = at("2023-11-17T09:00:00Z")

    @Test(arguments: recipes)
    func `records at or after the instant do not exist`(recipe: RowShop.Recipe) {
        let rows = RowShop.random(recipe)
        var cut = rows
        cut.asOf = Self.past
        cut.customers = rows.customerIDs
        cut.orders.removeAll { $0.at >= Self.past }
        cut.tickets.removeAll { $0.created >= Self.past }
        for index in cut.orders.indices { cut.orders[index].refunds.removeAll { $0.at >= Self.past } }
        for index in cut.tickets.indices {
            cut.tickets[index].events.removeAll { $0.at >= Self.past }
            if let resolved = cut.tickets[index].resolved, resolved >= Self.past { cut.tickets[index].resolved = nil }
            if let closed = cut.tickets[index].closed, closed >= Self.past { cut.tickets[index].closed = nil }
        }
        let (whole, part) = (rows.features(.dated(Self.past)), cut.features(.dated(Self.past)))
        #expect(whole.matrix.differences(from: part.matrix) == [])
        #expect(whole.population == part.population)
    }

    @Test(arguments: recipes)
    func `what changes later changes no feature of the past`(recipe: RowShop.Recipe) {
        let rows = RowShop.random(recipe)
        var later = rows
        for index in later.orders.indices {
            if later.orders[index].at >= Self.past {
                later.orders[index].total += 1000
                later.orders[index].code = "LATE"
                later.orders[index].lines = [RowShop.Line(product: "p0", category: "books", price: 9999)]
            }
            later.orders[index].refunded = 1
            for refund in later.orders[index].refunds.indices
            where later.orders[index].refunds[refund].at >= Self.past { later.orders[index].refunds[refund].amount = 9 }
            for line in later.orders[index].lines.indices { later.orders[index].lines[line].refundedQuantity = 1 }
        }
        for index in later.tickets.indices {
            later.tickets[index].status = .closed
            later.tickets[index].priority = .urgent
            later.tickets[index].csat = 1
            later.tickets[index].reopened = 7
            for event in later.tickets[index].events.indices where later.tickets[index].events[event].at >= Self.past {
                later.tickets[index].events[event].to = "urgent"
                later.tickets[index].events[event].kind = .status
            }
        }
        let (before, after) = (rows.features(.dated(Self.past)), later.features(.dated(Self.past)))
        #expect(before.matrix.differences(from: after.matrix) == [])
        #expect(before.population == after.population)
    }

    @Test func `undated refunds enter tonight's values and no dated ones`() {
        let rows = PurchaseAxesTests.shop(["2024-01-01", "2024-02-01"]) { rows in
            rows.has.refunds = true
            rows.orders[0].refunded = 4
        }
        let (tonight, dated) = (rows.features(), rows.features(.dated(rows.asOf)))
        #expect(tonight["a", .netLifetimeValue] == 16)
        #expect(tonight.isObserved("a", .returnBehavior))
        #expect(dated["a", .netLifetimeValue] == 20)
        #expect(dated.matrix.unobservable[.returnBehavior] == "refunds have no dates; refunds do not name pieces")
        #expect(CustomerSummaries(of: tonight.facts).net == [160_000])
        #expect(CustomerSummaries(of: tonight.facts).gross == [200_000])
    }
}
