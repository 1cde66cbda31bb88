internal import Domain

/// Updates of tickets as they were read: what each ticket looked like after somebody had touched it.
struct TicketUpdateColumns: TableColumns {
    /// The ticket as it stood after the update; one row an update.
    var state: TicketColumns
    var at: [Int64] = []
    /// Orders the updates of one instant.
    var sequence = OptionalColumn<Int32>(missing: 0)
    var actor: [UInt8] = []
    var actorID = CodeColumn()
    private(set) var actorWords = WordTally()

    private var columns = [BoundColumn]()

    init(keywords: KeywordMatcher) {
        state = TicketColumns(keywords: keywords)
        actorID.begin(true, rows: 0)
    }

    var count: Int { at.count }

    mutating func begin(_ binding: Binding) {
        state.begin(binding)
        columns = ["at", "sequence", "actor", "actor_id"].map { binding[$0] }
        sequence.begin(columns[1].isPresent, rows: count)
    }

    mutating func add(_ row: Row) throws(Rejection) {
        let happenedAt = try row.requiredInstant(columns[0])
        let number = try row.integer(columns[1]) ?? 0
        let who = try row.word(columns[2], .actors, &actorWords) ?? TicketActor.system.rawValue
        let whoID = try row.id(columns[3])
        try state.add(row)
        at.append(happenedAt)
        sequence.append(number)
        actor.append(who)
        actorID.append(whoID)
    }

    /// By ticket, then time, then number; rows of one number stand as they do in the file.
    func precedes(_ a: Int, _ b: Int) -> Bool {
        (at[a], sequence[a], a) < (at[b], sequence[b], b)
    }

    func isEqual(_ a: Int, _ b: Int) -> Bool {
        at[a] == at[b] && sequence[a] == sequence[b] && actor[a] == actor[b] && actorID[a] == actorID[b]
            && state.isEqual(a, b)
    }
}
