internal import Domain

/// The customers as they were read.
struct CustomerColumns: TableColumns {
    var id = CodeColumn()
    var createdAt: [Int64] = []
    var country = CodeColumn()
    /// The id of the person who has this one.
    var sameAs = CodeColumn()
    /// Rows of an id that means no customer.
    private(set) var nobodies: [Int] = []

    private var columns = [BoundColumn]()

    init() {
        id.begin(true, rows: 0)
        country.begin(true, rows: 0)
    }

    var count: Int { createdAt.count }

    mutating func begin(_ binding: Binding) {
        columns = ["customer_id", "created_at", "country", "marketing_opt_in", "same_as"].map { binding[$0] }
        sameAs.begin(columns[4].isPresent, rows: count)
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let idBytes = try row.requiredID(columns[0])
        let person = try row.customerID(columns[4])
        let created = row.optional(Instant.missing) { () throws(Rejection) in try row.instant(columns[1]) }
        _ = row.optional(nil) { () throws(Rejection) in try row.choice(columns[3], .yesNo) }
        if row.log.nobody.contain(idBytes) { nobodies.append(count) }
        id.append(idBytes)
        createdAt.append(created)
        country.append(row.text(columns[2]))
        sameAs.append(person)
    }

    func isEqual(_ a: Int, _ b: Int) -> Bool {
        createdAt[a] == createdAt[b] && country[a] == country[b] && sameAs[a] == sameAs[b]
    }
}

/// Ids of customers that are one person, as they were read.
struct IdentityColumns: TableColumns {
    var id = CodeColumn()
    var sameAs = CodeColumn()

    private var columns = [BoundColumn]()

    init() {
        id.begin(true, rows: 0)
        sameAs.begin(true, rows: 0)
    }

    var count: Int { id.codes.count }

    mutating func begin(_ binding: Binding) {
        columns = ["customer_id", "same_as"].map { binding[$0] }
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let idBytes = try row.requiredID(columns[0])
        let other = try row.requiredID(columns[1])
        id.append(idBytes)
        sameAs.append(other)
    }
}

/// The products as they were read.
struct ProductColumns: TableColumns {
    var id = CodeColumn()
    var title = CodeColumn()
    var category = CodeColumn()

    private var columns = [BoundColumn]()

    init() {
        id.begin(true, rows: 0)
    }

    var count: Int { id.codes.count }

    mutating func begin(_ binding: Binding) {
        columns = ["product_id", "title", "category"].map { binding[$0] }
        title.begin(columns[1].isPresent, rows: count)
        category.begin(columns[2].isPresent, rows: count)
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let idBytes = try row.requiredID(columns[0])
        title.append(row.text(columns[1]))
        category.append(row.text(columns[2]))
        id.append(idBytes)
    }

    func isEqual(_ a: Int, _ b: Int) -> Bool { title[a] == title[b] && category[a] == category[b] }
}

/// The agents as they were read.
struct AgentColumns: TableColumns {
    var id = CodeColumn()
    /// Name, team, role, time zone and specializations.
    var texts = [CodeColumn](repeating: CodeColumn(), count: 5)
    var capacity: [Int32] = []

    private var columns = [BoundColumn]()
    private var capacityColumn = BoundColumn(field: -1, rule: -1, number: Rejection.wholeRow)

    init() {
        id.begin(true, rows: 0)
        for index in texts.indices { texts[index].begin(true, rows: 0) }
    }

    var count: Int { capacity.count }

    mutating func begin(_ binding: Binding) {
        columns = ["agent_id", "name", "team", "role", "timezone", "specializations"].map { binding[$0] }
        capacityColumn = binding["max_concurrent_tickets"]
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let idBytes = try row.requiredID(columns[0])
        let open = row.optional(-1) { () throws(Rejection) in
            try row.integer(capacityColumn, in: 0...Int32.max) ?? -1
        }
        id.append(idBytes)
        capacity.append(open)
        for index in texts.indices { texts[index].append(row.text(columns[index + 1])) }
    }

    /// Whether the role is that of a program.
    func isRobot(_ row: Int) -> Bool {
        texts[2].interner.table.string(texts[2][row]).map { Vocabulary.robots.contains(Vocabulary.folded($0)) } ?? false
    }

    func isEqual(_ a: Int, _ b: Int) -> Bool {
        capacity[a] == capacity[b] && texts.allSatisfy { $0[a] == $0[b] }
    }
}

/// The agents' presence as it was read.
struct PresenceColumns: TableColumns {
    var agent = CodeColumn()
    var from: [Int64] = []
    var to: [Int64] = []
    var status: [UInt8] = []

    private var columns = [BoundColumn]()
    private static let states = Choices(PresenceStatus.allCases.map { ($0.name, $0.rawValue) })

    init() {
        agent.begin(true, rows: 0)
    }

    var count: Int { from.count }

    mutating func begin(_ binding: Binding) {
        columns = ["agent_id", "from", "to", "status"].map { binding[$0] }
    }

    /// A row that names no status says that the agent was there.
    mutating func add(_ row: Row) throws(Rejection) {
        let idBytes = try row.requiredID(columns[0])
        let begin = try row.requiredInstant(columns[1])
        let end = try row.instant(columns[2])
        guard end == Instant.missing || end >= begin else {
            throw Rejection(reason: .badTimestamp, column: columns[2].number)
        }
        let state = try row.choice(columns[3], Self.states) ?? PresenceStatus.online.rawValue
        agent.append(idBytes)
        from.append(begin)
        to.append(end)
        status.append(state)
    }
}
