internal import Domain

/// Tickets and events that follow from a table with one row an update.
///
/// - The rows of a ticket stand by time, then by their sequence, then as in the file. A row that says all of what the one
///   before it says is a duplicate of it.
/// - What lies at or after the bound has not happened: a ticket's columns are those of its last row before it.
/// - A ticket begins open and with nobody. A row that differs from the one before it in state, priority or assignee makes an
///   event of each difference; a row that differs in none of them makes a note, unless it is the first.
struct TicketUpdates {
    private var columns: TicketUpdateColumns
    private(set) var fates: RowFates
    /// The rows of each ticket, by its code; ``starts`` says where each begins.
    private var rows: [Int32]
    private let starts: [Int32]

    init(_ columns: consuming TicketUpdateColumns) {
        let count = columns.state.id.interner.count
        (rows, starts) = Permutation.group(columns.state.id.codes, count: count)
        Permutation.sortGroups(&rows, starts: starts, groups: 0..<count) { columns.precedes(Int($0), Int($1)) }
        fates = RowFates(count: columns.count)
        for ticket in 0..<count {
            let own = rows[Int(starts[ticket])..<Int(starts[ticket + 1])]
            for (row, next) in zip(own, own.dropFirst()) where columns.isEqual(Int(row), Int(next)) {
                fates[Int(next)] = .duplicate
            }
        }
        self.columns = columns
    }

    /// The instants of which the updates tell.
    func forEachInstant(_ body: (Int64) -> Void) {
        for row in columns.at.indices { body(max(columns.at[row], columns.state.latest(row))) }
    }

    /// Leaves out what has not happened by the bound.
    mutating func apply(_ bound: TimeBound) {
        for row in 0..<columns.count where fates[row] == .live {
            guard bound.admits(columns.at[row], row, column: 1, &fates) else { continue }
            _ = bound.admits(columns.state.createdAt[row], row, column: Self.createdColumn, &fates)
        }
    }

    private static let createdColumn = UInt8(
        (TicketsFromUpdates.columns + TicketsFromUpdates.ofTicket).firstIndex(of: "created_at") ?? 0)

    /// The tickets as they stand at the bound, and what happened to them before it.
    func followed() -> (tickets: TicketColumns, events: TicketEventColumns) {
        var events = TicketEventColumns()
        events.isDerived = true
        events.sequence.begin(true, rows: 0)
        var last: [Int32] = []
        for ticket in 0..<starts.count - 1 {
            let own = rows[Int(starts[ticket])..<Int(starts[ticket + 1])].filter { fates[Int($0)] == .live }
            guard let end = own.last else { continue }
            last.append(end)
            addEvents(own, to: &events)
        }
        return (columns.state.rows(last), events)
    }

    private func addEvents(_ own: [Int32], to events: inout TicketEventColumns) {
        let state = columns.state
        for (number, row) in own.enumerated() {
            let (row, before) = (Int(row), number > 0 ? Int(own[number - 1]) : nil)
            var isNote = before != nil
            func add(_ kind: TicketEventKind, from: String?, to: String?) {
                events.add(
                    Event(kind: kind, sequence: Int32(number), from: from, to: to), of: row, in: columns)
                isNote = false
            }
            let status = before.map { state.status[$0] } ?? TicketStatus.open.rawValue
            if state.status[row] != status {
                add(
                    .status, from: TicketStatus(rawValue: status)?.name,
                    to: TicketStatus(rawValue: state.status[row])?.name)
            }
            let assignee = before.map { state.assignee[$0] } ?? StringTable.missing
            if state.assignee[row] != assignee {
                add(
                    .assign, from: state.assignee.interner.table.string(assignee),
                    to: state.assignee.interner.table.string(state.assignee[row]))
            }
            if let before, state.priority[row] != state.priority[before] {
                add(
                    .priority, from: TicketPriority(rawValue: state.priority[before])?.name,
                    to: TicketPriority(rawValue: state.priority[row])?.name)
            }
            if isNote { add(.note, from: nil, to: nil) }
        }
    }
}

/// What an update did.
private struct Event {
    let kind: TicketEventKind
    let sequence: Int32
    let from, to: String?
}

extension TicketEventColumns {
    fileprivate mutating func add(_ event: Event, of row: Int, in updates: TicketUpdateColumns) {
        updates.state.id.interner.table.withBytes(Int(updates.state.id.codes[row])) { ticket.append($0) }
        at.append(updates.at[row])
        kind.append(event.kind.rawValue)
        actor.append(updates.actor[row])
        actorID.append(code(of: updates.actorID.interner.table.string(updates.actorID[row])))
        from.append(code(of: event.from))
        to.append(code(of: event.to))
        sequence.append(event.sequence)
    }

    private mutating func code(of text: String?) -> Int32 {
        guard var text else { return StringTable.missing }
        return text.withUTF8 { values.code(of: $0) }
    }
}

extension TicketColumns {
    /// Some of the rows, in that order.
    fileprivate func rows(_ rows: [Int32]) -> TicketColumns {
        var some = self
        for column in [\TicketColumns.id, \.customer, \.assignee, \.channel, \.category] {
            some[keyPath: column].keep(rows)
        }
        for column in [\TicketColumns.createdAt, \.firstResponseAt, \.resolvedAt, \.closedAt] {
            some[keyPath: column] = Permutation.gather(self[keyPath: column], rows)
        }
        for column in [\TicketColumns.priority, \.status, \.csat] {
            some[keyPath: column] = Permutation.gather(self[keyPath: column], rows)
        }
        some.reopenedCount = Permutation.gather(reopenedCount, rows)
        some.reassignedCount.keep(rows)
        some.slaMet.keep(rows)
        some.openedBy.keep(rows)
        some.keywords.keep(rows)
        return some
    }
}
