/// How pressing a ticket is; the raw value is the byte in the column and orders the cases.
package enum TicketPriority: UInt8, CaseIterable, Codable, Comparable, Sendable {
    case low, normal, high, urgent

    /// The name in tables, files and answers.
    package var name: String { ["low", "normal", "high", "urgent"][Int(rawValue)] }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Where a ticket stands; `open` includes tickets that nobody has touched yet.
package enum TicketStatus: UInt8, CaseIterable, Codable, Comparable, Sendable {
    case open, pending, onHold, resolved, closed

    /// The name in tables, files and answers.
    package var name: String { ["open", "pending", "on_hold", "resolved", "closed"][Int(rawValue)] }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One row a ticket created before `asOf`.
///
/// Instants in microseconds, ``Instant/missing`` where not given.
package struct Tickets: Sendable {
    package var ids = StringTable()
    /// Index of the customer, or -1.
    package var customer: [Int32] = []
    package var createdAt: [Int64] = []
    package var firstResponseAt: [Int64] = []
    package var resolvedAt: [Int64] = []
    package var closedAt: [Int64] = []
    /// Codes into ``channels``, or -1.
    package var channel: [Int32] = []
    package var channels = StringTable()
    /// Codes into ``categories``, or -1.
    package var category: [Int32] = []
    package var categories = StringTable()
    /// Raw values of ``TicketPriority``; `normal` where the source says nothing.
    package var priority: [UInt8] = []
    /// Raw values of ``TicketStatus``, as of the source's own time.
    package var status: [UInt8] = []
    /// Index of the agent, or -1.
    package var assignee: [Int32] = []
    /// 1...5, or 0 where the customer gave none.
    package var csat: [UInt8] = []
    /// Times reopened, or -1 where not given.
    package var reopenedCount: [Int32] = []
    /// Times given to somebody else, or -1; empty where the source does not count.
    package var reassignedCount: [Int32] = []
    /// Whether the desk itself says that it kept its promise: 1, 0, or -1 for no word; empty where the source does not say.
    package var slaMet: [Int8] = []
    /// Who opened the ticket: raw values of ``TicketActor``, or -1; empty where the source does not say.
    package var openedBy: [Int8] = []
    /// One bit a keyword rule that the subject fulfils, the first rule lowest; empty without rules or subjects.
    ///
    /// The subjects themselves are not kept.
    package var keywords: [UInt64] = []
    /// The customer's tier when the ticket was created, as the history of earlier runs has it: an index into the tiers of the
    /// service agreement, or -1; empty where no policy asks for one.
    package var tier: [Int8] = []
    /// `ticketEvents` of ticket `t` are `eventStart[t]..<eventStart[t + 1]`; all zero where there is no such table.
    package var eventStart: [Int32] = [0]

    package init() {}

    package var count: Int { createdAt.count }

    @inline(__always)
    package func events(of ticket: Int) -> Range<Int> {
        Int(eventStart[ticket])..<Int(eventStart[ticket + 1])
    }
}

/// What happened to a ticket; the raw value is the byte in the column.
package enum TicketEventKind: UInt8, CaseIterable, Sendable {
    case status, assign, message, note, priority
}

/// Who did it; the raw value is the byte in the column.
///
/// `system` is every robot.
package enum TicketActor: UInt8, CaseIterable, Sendable {
    case agent, customer, system
}

/// One row an event of a ticket before `asOf`, by ticket and time.
///
/// Events of one instant keep the order of the source: its `sequence`, else the position where the source lists events by
/// time. In a source without an order messages and notes come first, then assignments, priorities and states, and else the
/// values decide. States have the names of ``TicketStatus``.
package struct TicketEvents: Sendable {
    /// Microseconds.
    package var at: [Int64] = []
    /// Raw values of ``TicketEventKind``.
    package var kind: [UInt8] = []
    /// Raw values of ``TicketActor``.
    package var actor: [UInt8] = []
    /// Codes into ``values``, or -1.
    package var actorID: [Int32] = []
    /// What stood there before (a status, a priority, an agent): codes into ``values``, or -1.
    package var from: [Int32] = []
    /// What stands there now: codes into ``values``, or -1.
    package var to: [Int32] = []
    package var values = StringTable()

    package init() {}

    package var count: Int { at.count }
}

/// One row an agent, in the order of the ids' bytes.
package struct Agents: Sendable {
    package var ids = StringTable()
    package var names = StringTable()
    package var teams = StringTable()
    package var roles = StringTable()
    /// IANA names, empty where not given.
    package var timezones = StringTable()
    /// Tickets that may be open at once, or -1.
    package var capacity: [Int32] = []
    /// Separated by `;`.
    package var specializations = StringTable()

    package init() {}

    package var count: Int { ids.count }
}
