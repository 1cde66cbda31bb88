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
    /// Who opened the ticket, a raw value of ``TicketActor``.
    var openedBy = OptionalColumn<Int8>(missing: -1)
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

    /// What the columns `status` and `priority` came to.
    private(set) var statusWords = WordTally()
    private(set) var priorityWords = WordTally()
    private(set) var openerWords = WordTally()

    private struct Columns: Sendable {
        var id, customer, created, first, resolved, closed, channel, category, priority, status, assignee, csat,
            reopened, reassigned, slaMet, openedBy, subject: BoundColumn

        init() { self.init { _ in BoundColumn(field: -1, rule: -1, number: Rejection.wholeRow) } }

        init(_ column: (String) -> BoundColumn) {
            (id, customer, created) = (column("ticket_id"), column("customer_id"), column("created_at"))
            (first, resolved, closed) = (column("first_response_at"), column("resolved_at"), column("closed_at"))
            (channel, category) = (column("channel"), column("category"))
            (priority, status, assignee) = (column("priority"), column("status"), column("assignee_id"))
            (csat, reopened) = (column("csat"), column("reopened_count"))
            (reassigned, slaMet) = (column("reassigned_count"), column("sla_met"))
            (openedBy, subject) = (column("opened_by"), column("subject"))
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
        openedBy.begin(columns.openedBy.isPresent, rows: count)
        keywords.begin(columns.subject.isPresent && !matcher.isEmpty, rows: count)
        hasPriority = hasPriority || columns.priority.isPresent
        hasCSAT = hasCSAT || columns.csat.isPresent
        hasReopenedCount = hasReopenedCount || columns.reopened.isPresent
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let idBytes = try row.requiredID(columns.id)
        let customerBytes = try row.customerID(columns.customer)
        let assigneeBytes = try row.id(columns.assignee)
        let created = try row.requiredInstant(columns.created)
        let first = try stamp(row, columns.first, after: created)
        let resolved = try stamp(row, columns.resolved, after: created)
        let closed = try stamp(row, columns.closed, after: created)
        let urgency = try row.word(columns.priority, .priorities, &priorityWords) ?? TicketPriority.normal.rawValue
        let state =
            try row.word(columns.status, .statuses, &statusWords) ?? Self.state(resolved: resolved, closed: closed)
        let rating = row.optional(0) { () throws(Rejection) in try row.integer(columns.csat, in: 1...5) ?? 0 }
        let reopenings = row.optional(-1) { () throws(Rejection) in
            try row.integer(columns.reopened, in: 0...Int32.max) ?? -1
        }
        let reassignments = row.optional(-1) { () throws(Rejection) in
            try row.integer(columns.reassigned, in: 0...Int32.max) ?? -1
        }
        let verdict = row.optional(nil) { () throws(Rejection) in try row.choice(columns.slaMet, .yesNo) }
        let opener = row.optional(nil) { () throws(Rejection) in
            try row.word(columns.openedBy, .actors, &openerWords)
        }
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
        openedBy.append(opener.map { Int8($0) } ?? -1)
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
            && reassignedCount[a] == reassignedCount[b] && slaMet[a] == slaMet[b]
            && openedBy[a] == openedBy[b] && keywords[a] == keywords[b]
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
    /// The order of events of one instant, where the source has a column for it or they follow from updates.
    var sequence = OptionalColumn<Int32>(missing: 0)
    /// Whether the events follow from updates of tickets; their position says nothing.
    var isDerived = false
    /// The first row of each file or selection that was read.
    private(set) var partStarts: [Int32] = []

    private var columns = [BoundColumn]()

    /// In place of an actor until the agents are known; see ``AgentDirectory``.
    static let knownAgent: UInt8 = 3

    /// What the columns with words came to.
    private(set) var kindWords = WordTally()
    private(set) var actorWords = WordTally()
    private(set) var valueWords = WordTally()
    /// The codes of the contract's words for states and priorities.
    private var stateCodes: [Int32] = []
    private var priorityCodes: [Int32] = []

    init() {
        ticket.begin(true, rows: 0)
        stateCodes = TicketStatus.allCases.map { status in status.name.withUTF8Bytes { values.code(of: $0) } }
        priorityCodes = TicketPriority.allCases.map { level in level.name.withUTF8Bytes { values.code(of: $0) } }
    }

    var count: Int { at.count }

    mutating func begin(_ binding: Binding) {
        columns = ["ticket_id", "at", "kind", "actor", "actor_id", "from", "to", "sequence"].map { binding[$0] }
        sequence.begin(columns[7].isPresent, rows: count)
        partStarts.append(Int32(clamping: count))
    }

    /// The file or selection of a row, counted from 0; few, so that a search from the end is quick.
    func part(_ row: Int) -> Int {
        guard partStarts.count > 1 else { return 0 }
        return partStarts.lastIndex { $0 <= row } ?? 0
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
        guard let what = try row.word(columns[2], .eventKinds, &kindWords) else {
            throw Rejection(reason: .missingValue, column: columns[2].number)
        }
        let who = try row.word(columns[3], .actors, &actorWords) ?? TicketActor.system.rawValue
        let whoID = try row.id(columns[4])
        let after = try value(row, columns[6], of: what)
        // What was there before an unknown word is of no use: the change counts all the same.
        let before = (try? value(row, columns[5], of: what)) ?? StringTable.missing
        let number = try row.integer(columns[7]) ?? 0
        ticket.append(ticketBytes)
        at.append(happenedAt)
        kind.append(what)
        actor.append(who)
        actorID.append(values.code(of: whoID))
        from.append(before)
        to.append(after)
        sequence.append(number)
    }

    /// The value before or after a change; states and priorities under the contract's words.
    private mutating func value(_ row: Row, _ column: BoundColumn, of kind: UInt8) throws(Rejection) -> Int32 {
        switch TicketEventKind(rawValue: kind) {
        case .status:
            guard let status = try row.word(column, .statuses, &valueWords) else { return StringTable.missing }
            return stateCodes[Int(status)]
        case .priority:
            guard let level = try row.word(column, .priorities, &valueWords) else { return StringTable.missing }
            return priorityCodes[Int(level)]
        default: return values.code(of: try row.id(column))
        }
    }

    /// What the words of the table came to.
    var wordChecks: [QualityCheck] {
        [("kind", kindWords), ("actor", actorWords), ("to", valueWords)].compactMap {
            WordChecks.check($0.1, "ticket_events.\($0.0)", rows: count)
        }
    }
}

extension TicketColumns {
    /// What the words of the table came to.
    var wordChecks: [QualityCheck] {
        [("status", statusWords), ("priority", priorityWords), ("opened_by", openerWords)].compactMap {
            WordChecks.check($0.1, "tickets.\($0.0)", rows: count)
        }
    }
}

extension Row {
    /// The value of a word, `nil` where there is none.
    @inline(__always)
    func word(
        _ column: BoundColumn, _ vocabulary: Vocabulary, _ tally: inout WordTally
    ) throws(Rejection) -> UInt8? {
        let bytes = bytes(column)
        guard !bytes.isEmpty else { return nil }
        guard let value = vocabulary.value(of: bytes, counting: &tally) else {
            throw Rejection(reason: .badEnum, column: column.number)
        }
        return value
    }
}

extension String {
    fileprivate func withUTF8Bytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        var copy = self
        return copy.withUTF8(body)
    }
}
