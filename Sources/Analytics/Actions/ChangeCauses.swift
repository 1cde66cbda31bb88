package import Domain
internal import Tables

/// What is known of why customers differ between two runs.
///
/// A model that is another version is the cause of whatever it says, also where the customer ordered meanwhile: which of both
/// it was cannot be told apart. Facts (orders, value, tickets) come from no model.
package struct ChangeCauses: Sendable {
    /// Models whose version is not that of the run before: `segments`, `churn`.
    package let changedModels: Set<String>
    package let isConfigurationChanged: Bool
    /// Whether tonight's instant is later than that of the run before.
    package let isLater: Bool
    /// By customer: orders and tickets that are older than the instant of the run before, and since.
    package let ordersThen, ordersSince, ticketsThen, ticketsSince: [Int32]

    /// Counts the records of a shop before and after an instant.
    package init(_ shop: Shop, since asOf: Instant, changedModels: Set<String>, isConfigurationChanged: Bool) {
        (self.changedModels, self.isConfigurationChanged) = (changedModels, isConfigurationChanged)
        isLater = shop.asOf > asOf
        let none = [Int32](repeating: 0, count: shop.customers.count)
        var (orders, tickets) = ((then: none, since: none), (then: none, since: none))
        for customer in 0..<shop.customers.count {
            for order in shop.customers.orders(of: customer) {
                if shop.orders.orderedAt[order] < asOf.microseconds {
                    orders.then[customer] += 1
                } else {
                    orders.since[customer] += 1
                }
            }
        }
        for ticket in 0..<shop.tickets.count where shop.tickets.customer[ticket] >= 0 {
            let customer = Int(shop.tickets.customer[ticket])
            if shop.tickets.createdAt[ticket] < asOf.microseconds {
                tickets.then[customer] += 1
            } else {
                tickets.since[customer] += 1
            }
        }
        (ordersThen, ordersSince) = (orders.then, orders.since)
        (ticketsThen, ticketsSince) = (tickets.then, tickets.since)
    }

    /// What became of a customer's own records.
    enum Standing {
        case late, new, none
    }

    func standing(_ customer: Int, ordersBefore: String?, ticketsBefore: String?) -> Standing {
        let isLate =
            ordersBefore != String(ordersThen[customer]) || ticketsBefore != String(ticketsThen[customer])
        return isLate ? .late : (ordersSince[customer] + ticketsSince[customer] > 0 ? .new : .none)
    }

    func ofAppearance(_ customer: Int) -> ChangeCause {
        ordersThen[customer] + ticketsThen[customer] > 0 ? .lateData : .newData
    }

    func of(_ field: String, _ standing: Standing) -> ChangeCause {
        let profile = CustomerProfilesTable.table.column
        switch field {
        case profile.totalOrders.name, profile.totalTickets.name: return standing == .late ? .lateData : .newData
        // A refund is no record of its own here: it came since, or the instant stands still and it is late.
        case profile.lifetimeValue.name: return standing == .late || !isLater ? .lateData : .newData
        case profile.churnRiskLevel.name where changedModels.contains("churn"): return .model
        case profile.archetypeL1Name.name, profile.archetypeL2Name.name,
            _ where field.hasPrefix("segments."):
            if changedModels.contains("segments") { return .model }
        default: break
        }
        switch standing {
        case .late: return .lateData
        case .new: return .newData
        case .none: return isConfigurationChanged ? .configuration : (isLater ? .time : .lateData)
        }
    }
}
