/// A ticket's state as its events happen; nothing happens at or after the end of the window.
struct TicketWalk {
    enum Status: Int {
        case new, open, pending, onHold, resolved, closed
    }

    enum Actor: String {
        case agent, customer, system
    }

    /// What one event says; statuses and priorities are indices into ``ShopVocabulary``.
    enum Change {
        case status(from: Status, to: Status)
        case assign(from: Int?, to: Int)
        case message
        case note
        case priority(from: Int, to: Int)
    }

    struct Event {
        let instant: Int
        let actor: Actor
        /// The agent assigned when the event happened, who is also the one acting when an agent does.
        let agent: Int?
        let change: Change
    }

    let end: Int
    /// Seconds since 1970; never goes back.
    private(set) var now: Int
    private(set) var events: [Event] = []
    private(set) var status = Status.new
    private(set) var agent: Int?
    private(set) var priority: Int
    private(set) var firstResponse: Int?
    private(set) var resolved: Int?
    private(set) var closed: Int?
    private(set) var reopened = 0

    init(created: Int, priority: Int, end: Int) {
        (now, self.priority, self.end) = (created, priority, end)
    }

    /// Lets time pass, up to the end of the window at most.
    mutating func wait(until instant: Int) {
        now = min(max(now, instant), end)
    }

    mutating func wait(_ seconds: Int) {
        wait(until: now + seconds)
    }

    mutating func message(by actor: Actor) {
        guard record(.message, by: actor) else { return }
        if actor == .agent, firstResponse == nil { firstResponse = now }
    }

    mutating func note() {
        _ = record(.note, by: .agent)
    }

    mutating func set(_ next: Status, by actor: Actor) {
        guard next != status, record(.status(from: status, to: next), by: actor) else { return }
        if status == .resolved, next != .closed {
            reopened += 1
            resolved = nil
        }
        if next == .resolved { resolved = now }
        if next == .closed { closed = now }
        status = next
    }

    mutating func assign(_ next: Int, by actor: Actor) {
        guard next != agent, record(.assign(from: agent, to: next), by: actor) else { return }
        agent = next
    }

    mutating func raisePriority(by actor: Actor) {
        guard priority + 1 < ShopVocabulary.priorities.count else { return }
        guard record(.priority(from: priority, to: priority + 1), by: actor) else { return }
        priority += 1
    }

    /// Adds an event unless the window is over, and says whether it did.
    private mutating func record(_ change: Change, by actor: Actor) -> Bool {
        guard now < end else { return false }
        events.append(Event(instant: now, actor: actor, agent: agent, change: change))
        return true
    }
}
