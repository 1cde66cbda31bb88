internal import Domain

/// The tickets of the shop and their events.
struct TicketAssembly: Sendable {
    var tickets = Tickets()
    var events = TicketEvents()
    var customerStart: [Int32]
    private(set) var eventFates: RowFates?
    /// Events of one instant, of whose order the source says nothing.
    private(set) var undecidedEvents = 0

    init(
        _ columns: TicketColumns, _ fates: RowFates, _ customers: CustomerIndex, agents: [Int32], bound: TimeBound
    ) {
        let nobody = customers.ids.count
        var groups = [Int32](repeating: -1, count: columns.count)
        for row in groups.indices where fates[row] == .live {
            let code = columns.customer.codes[row]
            groups[row] = code < 0 ? Int32(nobody) : customers.ofTickets[Int(code)]
        }
        var (rows, starts) = Permutation.group(groups, count: nobody + 1)
        let ids = columns.id.interner.table
        Permutation.sortGroups(&rows, starts: starts, groups: 0..<nobody + 1) { a, b in
            let (left, right) = (columns.createdAt[Int(a)], columns.createdAt[Int(b)])
            return left != right
                ? left < right : ids.precedes(Int(columns.id.codes[Int(a)]), Int(columns.id.codes[Int(b)]))
        }
        customerStart = starts
        customerStart.removeLast()
        tickets.ids = ids.gathered(Permutation.gather(columns.id.codes, rows))
        tickets.customer = Permutation.gather(groups, rows).map { $0 == Int32(nobody) ? -1 : $0 }
        tickets.createdAt = Permutation.gather(columns.createdAt, rows)
        tickets.firstResponseAt = Self.known(columns.firstResponseAt, rows, bound)
        tickets.resolvedAt = Self.known(columns.resolvedAt, rows, bound)
        tickets.closedAt = Self.known(columns.closedAt, rows, bound)
        (tickets.channel, tickets.channels) = Self.strings(columns.channel, rows)
        (tickets.category, tickets.categories) = Self.strings(columns.category, rows)
        tickets.priority = Permutation.gather(columns.priority, rows)
        tickets.status = Permutation.gather(columns.status, rows)
        tickets.assignee = Permutation.gather(columns.assignee.codes, rows).map { $0 < 0 ? -1 : agents[Int($0)] }
        tickets.csat = Permutation.gather(columns.csat, rows)
        tickets.reopenedCount = Permutation.gather(columns.reopenedCount, rows)
        if columns.reassignedCount.isPresent {
            tickets.reassignedCount = Permutation.gather(columns.reassignedCount.values, rows)
        }
        if columns.slaMet.isPresent { tickets.slaMet = Permutation.gather(columns.slaMet.values, rows) }
        if columns.openedBy.isPresent { tickets.openedBy = Permutation.gather(columns.openedBy.values, rows) }
        if columns.keywords.isPresent { tickets.keywords = Permutation.gather(columns.keywords.values, rows) }
        tickets.eventStart = [Int32](repeating: 0, count: rows.count + 1)
        slot = [Int32](repeating: -1, count: columns.count)
        for (place, row) in rows.enumerated() { slot[Int(row)] = Int32(place) }
    }

    /// By row: the place of a ticket of the shop, or -1.
    private var slot: [Int32]

    /// Stamps as of the bound: what happened at or after it has not happened.
    private static func known(_ column: [Int64], _ rows: [Int32], _ bound: TimeBound) -> [Int64] {
        Permutation.gather(column, rows).map { $0 < bound.asOf ? $0 : Instant.missing }
    }

    private static func strings(_ column: CodeColumn, _ rows: [Int32]) -> (codes: [Int32], strings: StringTable) {
        guard column.isPresent else { return ([Int32](repeating: -1, count: rows.count), StringTable()) }
        let strings = CompactStrings(column, rows: rows)
        return (strings.gather(column.codes, rows), strings.strings)
    }

    /// The row of a ticket that there is none of, and of one that the mapping does not want.
    static let (unknown, unwanted): (Int32, Int32) = (-1, -2)

    /// Takes the events over: `ticketRow` has the row of the ticket by code of the events' tickets, or one of the above.
    mutating func add(
        _ columns: inout TicketEventColumns, ticketRow: [Int32], _ ticketFates: RowFates, bound: TimeBound
    ) {
        var fates = RowFates(count: columns.count)
        var groups = Permutation.gather(ticketRow, columns.ticket.codes)
        for row in groups.indices {
            let ticket = Int(groups[row])
            groups[row] = -1
            guard ticket != Int(Self.unwanted) else {
                fates[row] = .leftOut
                continue
            }
            guard ticket >= 0, ticketFates[ticket] == .live || ticketFates[ticket] == .afterAsOf else {
                fates.refuse(row, .orphanEvent, column: 0)
                continue
            }
            guard bound.admits(columns.at[row], row, column: 1, &fates) else { continue }
            fates[row] = ticketFates[ticket]
            groups[row] = slot[ticket]
        }
        var (rows, starts) = Permutation.group(groups, count: tickets.count)
        groups = []
        let sorting = EventSorting(columns, EventOrder(rows, starts: starts, of: columns))
        sorting.sort(&rows, starts: starts)
        undecidedEvents = sorting.undecided(rows, starts: starts)
        tickets.eventStart = starts
        events.at = Permutation.gather(columns.at, rows)
        columns.at = []
        events.kind = Permutation.gather(columns.kind, rows)
        events.actor = Permutation.gather(columns.actor, rows)
        let table = columns.values.interner.table
        var isUsed = [Bool](repeating: false, count: table.count)
        for column in [columns.actorID, columns.from, columns.to] {
            for row in rows where column[Int(row)] >= 0 { isUsed[Int(column[Int(row)])] = true }
        }
        let strings = CompactStrings(table, isUsed: isUsed)
        events.values = strings.strings
        events.actorID = strings.gather(columns.actorID, rows)
        events.from = strings.gather(columns.from, rows)
        events.to = strings.gather(columns.to, rows)
        eventFates = fates
    }
}
