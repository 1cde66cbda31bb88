internal import Foundation
internal import Kernels

/// Lets the customers live, one after the other, and writes what they do.
final class Population {
    private let scene: Scene
    private let truth: Truth
    private let customers: CustomerTable
    private let orders: OrderTables
    private let support: SupportTables?
    private let purchases: Purchases
    private let basket: Basket
    private let returns: Returns
    private let desk: Desk
    private var instants: [Int] = []
    private var history: [Int] = []
    private var order = Order(id: .order(0, 0))

    init(_ scene: Scene, _ truth: Truth, in directory: URL) throws {
        let end = scene.window.upperBound
        (self.scene, self.truth) = (scene, truth)
        customers = try CustomerTable(in: directory, window: scene.window)
        orders = try OrderTables(in: directory)
        support = scene.configuration.tickets ? try SupportTables(in: directory) : nil
        purchases = Purchases(season: scene.season)
        basket = Basket(parameters: scene.parameters, catalogue: scene.catalogue)
        returns = Returns(parameters: scene.parameters, end: end)
        desk = Desk(parameters: scene.parameters, roster: scene.roster, end: end)
    }

    /// The canonical tables, none of them finished.
    var tables: [OrderedTable] {
        let shop = [customers.table, orders.orders, orders.lines, orders.refunds]
        return shop + (support.map { [$0.tickets, $0.events] } ?? [])
    }

    func write() throws {
        for number in 1...scene.configuration.customers {
            try writeCustomer(number)
            try writeGuests(after: number)
        }
    }

    private func writeCustomer(_ number: Int) throws {
        let id = Identifier.customer(number)
        var planting = scene.streams.random(.habits, number)
        let habits = habits(&planting)
        var fate = Fate()
        instants.removeAll(keepingCapacity: true)
        if habits.buys {
            var random = scene.streams.random(.purchases, number)
            if purchases.draw(habits, into: &instants, &random) { fate.left = instants.last }
        }
        var profile = scene.streams.random(.profile, number)
        try customers.write(id, firstOrder: instants.first, &profile)
        try writeOrders(of: number, habits, &fate)
        try truth.write(id, habits, fate)
    }

    private func habits(_ random: inout CounterRandom) -> Habits {
        Habits(scene.parameters, dropout: scene.configuration.dropout, scene.catalogue, &random)
    }

    private func writeOrders(of number: Int, _ habits: Habits, _ fate: inout Fate) throws {
        var random = scene.streams.random(.orders, number)
        var asking = scene.streams.random(.tickets, number)
        history.removeAll(keepingCapacity: true)
        order.customer = .customer(number)
        for (index, instant) in instants.enumerated() {
            (order.id, order.instant) = (.order(number, index + 1), instant)
            try writeOrder(habits, &random)
            if order.counts { fate.orders += 1 }
            try writeTickets(habits, number: number, &fate.tickets, &asking)
        }
    }

    private func writeOrder(_ habits: Habits, _ random: inout CounterRandom) throws {
        basket.fill(&order, habits, history: &history, &random)
        returns.decide(&order, habits, &random)
        try orders.write(order, scene.catalogue)
    }

    /// Tickets about the current order; `count` numbers the customer's tickets.
    private func writeTickets(
        _ habits: Habits, number: Int, _ count: inout Int, _ random: inout CounterRandom
    ) throws {
        guard let support else { return }
        let afterReturn = !order.refunds.isEmpty
        let factor = afterReturn ? scene.parameters.returnTicketFactor : 1
        for _ in 0..<random.poisson(mean: habits.ticketsPerOrder * factor) {
            let delay = 600 + Int(scene.parameters.ticketDelayDays * random.exponential() * Double(secondsPerDay))
            guard order.instant + delay < scene.window.upperBound else { continue }
            count += 1
            let id = order.customer == nil ? Identifier.guestTicket(number, count) : .ticket(number, count)
            let ticket = desk.ticket(
                id, of: order.customer, at: order.instant + delay, afterReturn: afterReturn, habits, &random)
            try support.write(ticket)
        }
    }

    /// Orders without an account, each by a person of its own who is never seen again.
    ///
    /// At most 99 after a customer, so that every guest's stream has a number of its own.
    private func writeGuests(after number: Int) throws {
        var counting = scene.streams.random(.guestCount, number)
        var asking = scene.streams.random(.guestTickets, number)
        var tickets = 0
        order.customer = nil
        for index in 0..<min(counting.poisson(mean: scene.parameters.guestOrdersPerCustomer), 99) {
            var random = scene.streams.random(.guests, number * 100 + index)
            let habits = habits(&random)
            _ = purchases.draw(habits, into: &instants, &random)
            history.removeAll(keepingCapacity: true)
            (order.id, order.instant) = (.guestOrder(number, index + 1), instants[0])
            try writeOrder(habits, &random)
            try writeTickets(habits, number: number, &tickets, &asking)
        }
    }
}
