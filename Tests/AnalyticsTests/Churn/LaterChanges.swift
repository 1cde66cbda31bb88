import Domain

/// What can happen to a shop's records after an instant, or to fields of earlier records that have no date.
///
/// A frame as of that instant must be the same with and without it.
enum LaterChange: CaseIterable {
    case ordersChanged, ordersAdded, ordersDeleted, linesChanged, refundsChanged, refundsAdded, refundsDeleted
    case ticketsAdded, ticketsDeleted, ticketsChanged, eventsChanged, eventsAdded, eventsDeleted
    case refundedTotals, returnedPieces, statuses, ratings, reopenings, priorities, laterResolutions, assignments

    /// The shop with the change made to everything from `limit` on, or to every such field.
    func applied(to rows: RowShop, from limit: Instant) -> RowShop {
        var rows = rows
        switch self {
        case .ordersChanged, .ordersAdded, .ordersDeleted, .linesChanged: changeOrders(&rows, limit)
        case .refundsChanged, .refundsAdded, .refundsDeleted: changeRefunds(&rows, limit)
        case .ticketsAdded, .ticketsDeleted, .ticketsChanged: changeTickets(&rows, limit)
        case .eventsChanged, .eventsAdded, .eventsDeleted: changeEvents(&rows, limit)
        case .refundedTotals, .returnedPieces: changeOrderState(&rows)
        case .statuses, .ratings, .reopenings, .priorities, .laterResolutions, .assignments:
            changeTicketState(&rows, limit)
        }
        return rows
    }

    private func changeOrders(_ rows: inout RowShop, _ limit: Instant) {
        switch self {
        case .ordersDeleted: rows.orders.removeAll { $0.at >= limit }
        case .ordersAdded:
            let line = RowShop.Line(product: "late", category: "zebras", price: 9_999)
            rows.orders += (rows.customerIDs + ["newcomer"]).map {
                RowShop.Order(customer: $0, at: limit, total: 4_321, code: "LATE", lines: [line])
            }
        case .ordersChanged:
            for index in rows.orders.indices where rows.orders[index].at >= limit {
                rows.orders[index].total += 1_000
                rows.orders[index].discount = 7
                rows.orders[index].channel = "fax"
            }
        default:
            for index in rows.orders.indices where rows.orders[index].at >= limit {
                rows.orders[index].lines = [RowShop.Line(product: "late", category: "zebras", quantity: 90, price: 1)]
            }
        }
    }

    private func changeRefunds(_ rows: inout RowShop, _ limit: Instant) {
        for index in rows.orders.indices {
            switch self {
            case .refundsDeleted: rows.orders[index].refunds.removeAll { $0.at >= limit }
            case .refundsAdded:
                let at = max(limit, rows.orders[index].at)
                rows.orders[index].refunds.append(.init(at: at, amount: 1, quantity: 1))
            default:
                for refund in rows.orders[index].refunds.indices
                where rows.orders[index].refunds[refund].at >= limit {
                    rows.orders[index].refunds[refund].amount = 0.5
                    rows.orders[index].refunds[refund].quantity = 3
                }
            }
        }
    }

    private func changeTickets(_ rows: inout RowShop, _ limit: Instant) {
        switch self {
        case .ticketsDeleted: rows.tickets.removeAll { $0.created >= limit }
        case .ticketsAdded:
            rows.tickets += rows.customerIDs.map {
                RowShop.Ticket(
                    customer: $0, created: limit, channel: "telex", category: "question", priority: .urgent, csat: 1)
            }
        default:
            for index in rows.tickets.indices where rows.tickets[index].created >= limit {
                rows.tickets[index].channel = "telex"
                rows.tickets[index].category = "zebras"
            }
        }
    }

    private func changeEvents(_ rows: inout RowShop, _ limit: Instant) {
        for index in rows.tickets.indices {
            switch self {
            case .eventsDeleted: rows.tickets[index].events.removeAll { $0.at >= limit }
            case .eventsAdded:
                let at = max(limit, rows.tickets[index].created)
                rows.tickets[index].events =
                    (rows.tickets[index].events + [
                        .init(at: at, kind: .message, actor: .customer),
                        .init(at: at, kind: .priority, from: "low", to: "urgent"),
                        .init(at: at, kind: .status, from: "resolved", to: "open"),
                        .init(at: at, kind: .assign, to: "zoe"),
                    ]).sorted { $0.at < $1.at }
            default:
                for event in rows.tickets[index].events.indices
                where rows.tickets[index].events[event].at >= limit {
                    rows.tickets[index].events[event].kind = .status
                    rows.tickets[index].events[event].from = "closed"
                    rows.tickets[index].events[event].to = "open"
                }
            }
        }
    }

    private func changeOrderState(_ rows: inout RowShop) {
        for index in rows.orders.indices {
            if self == .refundedTotals { rows.orders[index].refunded = 1 }
            guard self == .returnedPieces else { continue }
            for line in rows.orders[index].lines.indices { rows.orders[index].lines[line].refundedQuantity = 1 }
        }
    }

    private func changeTicketState(_ rows: inout RowShop, _ limit: Instant) {
        for index in rows.tickets.indices {
            switch self {
            case .statuses: rows.tickets[index].status = .closed
            case .ratings: rows.tickets[index].csat = 1
            case .reopenings: rows.tickets[index].reopened = 7
            case .priorities: rows.tickets[index].priority = .urgent
            case .laterResolutions:
                if let at = rows.tickets[index].resolved, at >= limit { rows.tickets[index].resolved = nil }
                if let at = rows.tickets[index].closed, at >= limit { rows.tickets[index].closed = at.adding(days: 3) }
            default: rows.tickets[index].assignee = "zoe"
            }
        }
    }
}

/// Named columns by customer, as something that may leak makes them of a shop.
typealias Columns = [String: [String: Double]]

/// The columns that any later change changes, for anybody who was there before it.
///
/// - Parameters:
///   - rows: the shop.
///   - limit: from when on changes are made.
///   - columns: what is watched: columns by name, values by customer.
/// - Returns: the names, sorted; with each the first change that showed it.
func leaks(_ rows: RowShop, from limit: Instant, _ columns: (RowShop) -> Columns) -> [String: LaterChange] {
    let before = columns(rows)
    var found: [String: LaterChange] = [:]
    for change in LaterChange.allCases {
        let after = columns(change.applied(to: rows, from: limit))
        for (name, values) in before where found[name] == nil {
            let isSame = values.allSatisfy { customer, value in
                guard let other = after[name]?[customer] else { return false }
                return value == other || (value.isNaN && other.isNaN)
            }
            if !isSame { found[name] = change }
        }
    }
    return found
}
