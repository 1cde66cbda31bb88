internal import Domain

/// The tickets as they were read.
struct TicketColumns: TableColumns {
    var id = CodeColumn()
    var customer = CodeColumn()
    var createdAt: [Int64] = []
    var firstResponseAt: [Int64] = []
    var resolvedAt: [Int64] = []
    var closedAt: [Int64] = []
    var channel = CodeColumn()
    var category = CodeColumn()
    var priority: [UInt8] = []
    var status: [UInt8] = []
    var assignee = CodeColumn()
    var csat: [UInt8] = []
    var reopenedCount: [Int32] = []
    var reassignedCount = OptionalColumn<Int32>(missing: -1)
    var slaMet = OptionalColumn<Int8>(missing: -1)
    /// Which keyword rules the subject fulfils; present where there are rules and subjects.
    var keywords = OptionalColumn<UInt64>(missing: 0)
    /// Ids of tickets that the mapping does not want: what happened to them is no orphan.
    private(set) var unwanted = StringInterner()
    /// Which columns any file has, for what the source can show.
    private(set) var hasPriority = false
    private(set) var hasCSAT = false
    private(set) var hasReopenedCount = false

    private var columns = Columns()
    private let matcher: KeywordMatcher

    static let priorities = Choices(TicketPriority.allCases.map { ($0.name, $0.rawValue) })
    static let statuses = Choices(
        TicketStatus.allCases.map { ($0.name, $0.rawValue) } + [
            ("new", TicketStatus.open.rawValue), ("solved", TicketStatus.resolved.rawValue),
        ])

    private struct Columns: Sendable {
        var id, customer, created, first, resolved, closed, channel, category, priority, status, assignee, csat,
            reopened, reassigned, slaMet, subject: BoundColumn

        init() { self.init { _ in BoundColumn(field: -1, rule: -1, number: Rejection.wholeRow) } }

        init(_ column: (String) -> BoundColumn) {
            (id, customer, created) = (column("ticket_id"), column("customer_id"), column("created_at"))
            (first, resolved, closed) = (column("first_response_at"), column("resolved_at"), column("closed_at"))
            (channel, category) = (column("channel"), column("category"))
            (priority, status, assignee) = (column("priority"), column("status"), column("assignee_id"))
            (csat, reopened) = (column("csat"), column("reopened_count"))
            (reassigned, slaMet, subject) = (column("reassigned_count"), column("sla_met"), column("subject"))
        }
    }

    init(keywords: KeywordMatcher) {
        matcher = keywords
        id.begin(true, rows: 0)
        customer.begin(true, rows: 0)
        assignee.begin(true, rows: 0)
    }

    var count: Int { createdAt.count }

    mutating func begin(_ binding: Binding) {
        columns = Columns { binding[$0] }
        channel.begin(columns.channel.isPresent, rows: count)
        category.begin(columns.category.isPresent, rows: count)
        reassignedCount.begin(columns.reassigned.isPresent, rows: count)
        slaMet.begin(columns.slaMet.isPresent, rows: count)
        keywords.begin(columns.subject.isPresent && !matcher.isEmpty, rows: count)
        hasPriority = hasPriority || columns.priority.isPresent
        hasCSAT = hasCSAT || columns.csat.isPresent
        hasReopenedCount = hasReopenedCount || columns.reopened.isPresent
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let idBytes = try row.requiredID(columns.id)
        let customerBytes = try row.id(columns.customer)
        let assigneeBytes = try row.id(columns.assignee)
        let created = try row.requiredInstant(columns.created)
        let first = try stamp(row, columns.first, after: created)
        let resolved = try stamp(row, columns.resolved, after: created)
        let closed = try stamp(row, columns.closed, after: created)
        let urgency = try row.choice(columns.priority, Self.priorities) ?? TicketPriority.normal.rawValue
        let state = try row.choice(columns.status, Self.statuses) ?? Self.state(resolved: resolved, closed: closed)
        let rating = try row.integer(columns.csat, in: 1...5) ?? 0
        let reopenings = try row.integer(columns.reopened, in: 0...Int32.max) ?? -1
        let reassignments = try row.integer(columns.reassigned, in: 0...Int32.max) ?? -1
        let verdict = try row.choice(columns.slaMet, .yesNo)
        id.append(idBytes)
        customer.append(customerBytes)
        assignee.append(assigneeBytes)
        createdAt.append(created)
        firstResponseAt.append(first)
        resolvedAt.append(resolved)
        closedAt.append(closed)
        channel.append(row.text(columns.channel))
        category.append(row.text(columns.category))
        priority.append(urgency)
        status.append(state)
        csat.append(UInt8(rating))
        reopenedCount.append(reopenings)
        reassignedCount.append(reassignments)
        slaMet.append(verdict.map { Int8($0) } ?? -1)
        if keywords.isPresent { keywords.append(matcher.match(row.text(columns.subject))) }
    }

    mutating func leaveOut(_ row: Row) {
        if let id = try? row.requiredID(columns.id) { _ = unwanted.code(of: id) }
    }

    private func stamp(_ row: Row, _ column: BoundColumn, after created: Int64) throws(Rejection) -> Int64 {
        let stamp = try row.instant(column)
        guard stamp == Instant.missing || stamp >= created else {
            throw Rejection(reason: .resolvedBeforeCreated, column: column.number)
        }
        return stamp
    }

    /// The state of a ticket that names none follows from its stamps.
    private static func state(resolved: Int64, closed: Int64) -> UInt8 {
        let status: TicketStatus =
            closed != Instant.missing ? .closed : resolved != Instant.missing ? .resolved : .open
        return status.rawValue
    }

    func isEqual(_ a: Int, _ b: Int) -> Bool {
        customer[a] == customer[b] && createdAt[a] == createdAt[b] && firstResponseAt[a] == firstResponseAt[b]
            && resolvedAt[a] == resolvedAt[b] && closedAt[a] == closedAt[b] && channel[a] == channel[b]
            && category[a] == category[b] && priority[a] == priority[b] && status[a] == status[b]
            && assignee[a] == assignee[b] && csat[a] == csat[b] && reopenedCount[a] == reopenedCount[b]
            && reassignedCount[a] == reassignedCount[b] && slaMet[a] == slaMet[b] && keywords[a] == keywords[b]
    }

    /// The last instant of which a ticket tells.
    func latest(_ row: Int) -> Int64 {
        max(max(createdAt[row], firstResponseAt[row]), max(resolvedAt[row], closedAt[row]))
    }
}

/// The ticket events as they were read.
struct TicketEventColumns: TableColumns {
    /// Ids of tickets; codes are this table's own.
    var ticket = CodeColumn()
    var at: [Int64] = []
    var kind: [UInt8] = []
    var actor: [UInt8] = []
    /// Codes into ``values``.
    var actorID: [Int32] = []
    var from: [Int32] = []
    var to: [Int32] = []
    var values = CodeColumn()
    /// The order of events of one instant where it is known, as it is where they follow from updates.
    var sequence = OptionalColumn<Int32>(missing: 0)

    private var columns = [BoundColumn]()

    static let kinds = Choices([
        ("status", TicketEventKind.status.rawValue), ("assign", TicketEventKind.assign.rawValue),
        ("message", TicketEventKind.message.rawValue), ("note", TicketEventKind.note.rawValue),
        ("priority", TicketEventKind.priority.rawValue),
    ])
    static let actors = Choices([
        ("agent", TicketActor.agent.rawValue), ("customer", TicketActor.customer.rawValue),
        ("system", TicketActor.system.rawValue), ("known_agent", knownAgent),
    ])
    /// In place of an actor until the agents are known: an agent if `actor_id` is one's, the system if it is empty, else a
    /// customer.
    static let knownAgent: UInt8 = 3

    private var stateCodes: [Int32]

    init() {
        ticket.begin(true, rows: 0)
        stateCodes = TicketStatus.allCases.map { _ in StringTable.missing }
        for status in TicketStatus.allCases {
            stateCodes[Int(status.rawValue)] = status.name.withUTF8Bytes { values.code(of: $0) }
        }
    }

    var count: Int { at.count }

    mutating func begin(_ binding: Binding) {
        columns = ["ticket_id", "at", "kind", "actor", "actor_id", "from", "to"].map { binding[$0] }
    }

    mutating func reserve(_ rows: Int) {
        ticket.reserve(rows)
        at.reserveCapacity(rows)
        kind.reserveCapacity(rows)
        actor.reserveCapacity(rows)
        actorID.reserveCapacity(rows)
        from.reserveCapacity(rows)
        to.reserveCapacity(rows)
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let ticketBytes = try row.requiredID(columns[0])
        let happenedAt = try row.requiredInstant(columns[1])
        guard let what = try row.choice(columns[2], Self.kinds) else {
            throw Rejection(reason: .missingValue, column: columns[2].number)
        }
        let who = try row.choice(columns[3], Self.actors) ?? TicketActor.system.rawValue
        let whoID = try row.id(columns[4])
        let isStatus = what == TicketEventKind.status.rawValue
        let before = try value(row, columns[5], isStatus)
        let after = try value(row, columns[6], isStatus)
        ticket.append(ticketBytes)
        at.append(happenedAt)
        kind.append(what)
        actor.append(who)
        actorID.append(values.code(of: whoID))
        from.append(before)
        to.append(after)
    }

    /// Tells agents, customers and the system apart where the source did not; robots are the system, whatever it said.
    mutating func settleActors(agents: StringTable, robots: StringInterner) {
        if robots.count > 0 {
            let table = values.interner.table
            let isRobot = (0..<table.count).map { code in table.withBytes(code) { robots.existingCode(of: $0) } != nil }
            for row in actor.indices where actorID[row] >= 0 && isRobot[Int(actorID[row])] {
                actor[row] = TicketActor.system.rawValue
            }
        }
        guard actor.contains(Self.knownAgent) else { return }
        let isAgent = values.interner.table.strings.map { agents.sortedIndex(of: $0) != nil }
        for row in actor.indices where actor[row] == Self.knownAgent {
            let id = Int(actorID[row])
            actor[row] = (id < 0 ? TicketActor.system : isAgent[id] ? .agent : .customer).rawValue
        }
    }

    /// What stood there before or after; a status under its one name here.
    private mutating func value(_ row: Row, _ column: BoundColumn, _ isStatus: Bool) throws(Rejection) -> Int32 {
        let bytes = try row.id(column)
        guard isStatus, !bytes.isEmpty, let status = TicketColumns.statuses.value(of: bytes) else {
            return values.code(of: bytes)
        }
        return stateCodes[Int(status)]
    }
}

extension String {
    fileprivate func withUTF8Bytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var copy = self
        return copy.withUTF8(body)
    }
}
