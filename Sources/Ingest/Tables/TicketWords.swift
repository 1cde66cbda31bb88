internal import Domain

/// The words of one column of tickets: those of the contract, and what other desks write for them.
struct Vocabulary: Sendable {
    private let contract: Choices
    private let synonyms: [String: UInt8]

    /// - Parameters:
    ///   - contract: the words of the contract, as they are.
    ///   - synonyms: for each value the words of other desks, folded; see ``folded(_:)``.
    init(_ contract: [(String, UInt8)], synonyms: [(value: UInt8, words: String)]) {
        self.contract = Choices(contract)
        var known = Dictionary(contract.map { (Self.folded($0.0), $0.1) }, uniquingKeysWith: { first, _ in first })
        for (value, words) in synonyms {
            for word in words.split(separator: " ") { known[String(word)] = value }
        }
        self.synonyms = known
    }

    /// The value of a word; a word of the contract costs no more than a comparison of bytes.
    @inline(__always)
    func value(of bytes: UnsafeBufferPointer<UInt8>, counting tally: inout WordTally) -> UInt8? {
        contract.value(of: bytes) ?? translated(bytes, counting: &tally)
    }

    private func translated(_ bytes: UnsafeBufferPointer<UInt8>, counting tally: inout WordTally) -> UInt8? {
        let word = String(decoding: bytes, as: UTF8.self)
        let value = synonyms[Self.folded(word)]
        tally.count(word, isKnown: value != nil)
        return value
    }

    /// A word in small letters, with one `_` for each run of blanks, hyphens and underscores.
    static func folded(_ word: String) -> String {
        word.lowercased().split { " -_\t".contains($0) }.joined(separator: "_")
    }
}

/// How often the words of a column were translated, and which were not known.
struct WordTally: Sendable {
    private(set) var translated: [String: Int] = [:]
    private(set) var unknown: [String: Int] = [:]

    /// Different words that are kept: a column of free text would fill the memory.
    private static let limit = 200

    mutating func count(_ word: String, isKnown: Bool) {
        let path: WritableKeyPath<Self, [String: Int]> = isKnown ? \.translated : \.unknown
        guard self[keyPath: path][word] != nil || self[keyPath: path].count < Self.limit else { return }
        self[keyPath: path][word, default: 0] += 1
    }
}

extension Vocabulary {
    static let statuses = Vocabulary(
        TicketStatus.allCases.map { ($0.name, $0.rawValue) },
        synonyms: [
            (
                TicketStatus.open.rawValue,
                "new reopened re_opened active in_progress work_in_progress assigned unassigned to_do todo escalated "
                    + "customer_replied customer_responded awaiting_agent waiting_on_agent waiting_for_agent "
                    + "waiting_for_support"
            ),
            (
                TicketStatus.pending.rawValue,
                "pending_customer pending_reminder pending_close pending_user waiting_on_customer "
                    + "waiting_for_customer awaiting_customer awaiting_reply awaiting_response awaiting_customer_reply "
                    + "awaiting_your_reply awaiting_user_info awaiting_requester waiting_on_user snoozed"
            ),
            (
                TicketStatus.onHold.rawValue,
                "hold onhold held paused waiting_on_third_party waiting_for_third_party awaiting_third_party "
                    + "pending_third_party waiting_on_vendor awaiting_vendor pending_vendor awaiting_problem "
                    + "awaiting_evidence awaiting_change"
            ),
            (TicketStatus.resolved.rawValue, "solved done completed complete fixed auto_resolved autoresolved"),
            (
                TicketStatus.closed.rawValue,
                "archived cancelled canceled closed_complete closed_incomplete closed_successful closed_unsuccessful "
                    + "closed_by_merge merged"
            ),
        ])

    /// Numbers alone are no synonyms: 1 is the least urgent at some desks and the most urgent at others.
    static let priorities = Vocabulary(
        TicketPriority.allCases.map { ($0.name, $0.rawValue) },
        synonyms: [
            (TicketPriority.low.rawValue, "lowest minor trivial planning p4 p5 4_low 5_planning"),
            (TicketPriority.normal.rawValue, "medium moderate standard default regular p3 3_moderate 3_medium"),
            (TicketPriority.high.rawValue, "major important p2 2_high"),
            (TicketPriority.urgent.rawValue, "critical highest blocker emergency p0 p1 1_critical"),
        ])

    static let eventKinds = Vocabulary(
        [
            ("status", TicketEventKind.status.rawValue), ("assign", TicketEventKind.assign.rawValue),
            ("message", TicketEventKind.message.rawValue), ("note", TicketEventKind.note.rawValue),
            ("priority", TicketEventKind.priority.rawValue),
        ],
        synonyms: [
            (TicketEventKind.status.rawValue, "state status_change status_changed state_change state_changed"),
            (TicketEventKind.assign.rawValue, "assigned assignment assignee reassign reassigned unassign unassigned"),
            (
                TicketEventKind.message.rawValue,
                "reply public_reply public_comment public_message email message_sent message_received"
            ),
            (
                TicketEventKind.note.rawValue,
                "internal_note private_note internal_comment private_comment private_reply internal private"
            ),
            (TicketEventKind.priority.rawValue, "priority_change priority_changed"),
        ])

    static let actors = Vocabulary(
        [
            ("agent", TicketActor.agent.rawValue), ("customer", TicketActor.customer.rawValue),
            ("system", TicketActor.system.rawValue), ("known_agent", TicketEventColumns.knownAgent),
        ],
        synonyms: [
            (TicketActor.agent.rawValue, "admin administrator staff operator representative teammate supervisor"),
            (TicketActor.customer.rawValue, "end_user enduser requester contact client visitor lead"),
            (
                TicketActor.system.rawValue,
                robots.sorted().joined(separator: " ") + " trigger workflow rule business_rule api"
            ),
        ])

    /// Roles of an agent that is a program, folded.
    static let robots: Set<String> = [
        "bot", "robot", "chatbot", "ai", "ai_agent", "virtual_agent", "automation", "integration",
    ]
}

/// What the words of tickets and their events came to.
enum WordChecks {
    /// The share of a column's values that may be unknown words, each once or twice: slips of the keyboard.
    private static let toleratedShare = 0.001
    private static let toleratedCount = 2

    /// - Parameters:
    ///   - tally: what the column's words came to.
    ///   - column: the table and the column, as `ticket_events.to`.
    ///   - rows: the rows of the table.
    /// - Returns: `nil` where every word was one of the contract.
    static func check(_ tally: WordTally, _ column: String, rows: Int) -> QualityCheck? {
        guard !tally.translated.isEmpty || !tally.unknown.isEmpty else { return nil }
        let unknown = tally.unknown.values.reduce(0, +)
        let isVocabulary =
            tally.unknown.values.contains { $0 > toleratedCount } || Double(unknown) > toleratedShare * Double(rows)
        let found = [("not known", tally.unknown), ("translated", tally.translated)].filter { !$0.1.isEmpty }
        return QualityCheck(
            name: "known_words.\(column)",
            outcome: tally.unknown.isEmpty ? .passed : isVocabulary ? .failed : .warned,
            found: found.map { "\($0.0): \(list($0.1))" }.joined(separator: "; "),
            allowed: "the words of docs/ticket-words.md; for a word of your own add "
                + "`values: { \"your word\": word }` to the column in the mapping")
    }

    /// The ten most frequent words, ties in the order of their bytes.
    private static func list(_ words: [String: Int]) -> String {
        let order = words.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        let more = order.count > 10 ? " and \(order.count - 10) more words" : ""
        return order.prefix(10).map { "`\($0.key.prefix(40))` \($0.value)" }.joined(separator: ", ") + more
    }
}
