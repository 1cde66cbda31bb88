internal import Domain

/// How a ticket stands to a target.
package enum ServiceStatus: UInt8, CaseIterable, Sendable {
    case within, atRisk, breached, met, metLate

    /// The name in tables, files and answers.
    package var name: String { ["within", "at_risk", "breached", "met", "met_late"][Int(rawValue)] }
    package var isLate: Bool { self == .breached || self == .metLate }
    /// Whether it can be said if the target was kept.
    package var isJudged: Bool { isLate || self == .met }
}

/// Why the seconds of a slice count or do not.
///
/// A target counts while its ticket is open; ``open`` is for durations that do not.
enum SliceReason: UInt8, CaseIterable, Sendable {
    case counted, closedHours, waitingForCustomer, onHold, resolved, open

    var name: String {
        ["counted", "closed_hours", "waiting_for_customer", "on_hold", "resolved", "open"][Int(rawValue)]
    }
}

/// One clock of a ticket as it reads: from a begin to an end, or to the instant as of which it is read.
struct ClockReading: Equatable {
    let target: ServiceTarget
    /// Index of the policy in force at the end.
    let policy: Int
    let targetSeconds: Int64
    let started: Int64
    /// `nil` while the target is not fulfilled.
    let ended: Int64?
    private(set) var elapsed: Int64 = 0
    /// Seconds in which the clock stood for the customer or a third party, within opening hours where the policy has them.
    private(set) var paused: Int64 = 0
    private(set) var status = ServiceStatus.within
    /// When the target is, or was, used up; `nil` while the clock stands.
    private(set) var dueAt: Int64?
    private(set) var breachedAt: Int64?
}

/// Reads the clocks of a ticket's story against the policies of its shop.
///
/// Every stretch of the story counts as the policy says that was in force then, so that what has been paused stays paused
/// when priority or policy change; the target is that of the policy in force at the end.
struct ServiceClock {
    let frame: ClockFrame
    let story: TicketStory
    private let ticket: Int
    /// Codes of the ticket, or -1.
    let channel, category: Int32

    init(_ story: TicketStory, of ticket: Int, in frame: ClockFrame) {
        (self.frame, self.story, self.ticket) = (frame, story, ticket)
        channel = frame.shop.tickets.channel[ticket]
        category = frame.shop.tickets.category[ticket]
    }

    /// The index of the policy for a priority, or -1.
    func policy(_ priority: UInt8) -> Int {
        frame.matcher.policy(
            of: ticket, created: story.created, priority: priority, channel: channel, category: category)
    }

    /// The priority just before an instant.
    func priority(before instant: Int64) -> UInt8 {
        let last = story.stretches.last { $0.range.lowerBound < instant } ?? story.stretches.first
        return last?.priority ?? story.priority
    }

    /// Reads one clock; `nil` where no policy promises anything.
    func read(_ target: ServiceTarget, from: Int64, to ended: Int64?) -> ClockReading? {
        let until = ended ?? story.end
        let policy = policy(ended == nil ? story.priority : priority(before: until))
        guard policy >= 0, let seconds = frame.agreement.policies[policy].targets[Int(target.rawValue)] else {
            return nil
        }
        var reading = ClockReading(target: target, policy: policy, targetSeconds: seconds, started: from, ended: ended)
        var policySince = from
        forEachStretch(target, from..<max(from, until), finally: policy) { range, reason, current in
            if current != policy { policySince = range.upperBound }
            let time = time(ofPolicy: current)
            let passed = time.map { $0.elapsed(from: range.lowerBound, to: range.upperBound) } ?? Int64(range.count)
            reading.add(passed, reason, from: range.lowerBound, time)
        }
        reading.finish(policySince: policySince, warnAt: frame.agreement.policies[policy].warnAt)
        if ended != nil || isRunning(target, policy) { reading.projectDue(from: until, time(ofPolicy: policy)) }
        return reading
    }

    /// The slices of a clock: every second from begin to end stands in exactly one, with the reason why it counts or not.
    func slices(_ target: ServiceTarget, from: Int64, to until: Int64) -> [(range: Range<Int64>, reason: SliceReason)] {
        let policy = policy(priority(before: until))
        var slices: [(range: Range<Int64>, reason: SliceReason)] = []
        func add(_ range: Range<Int64>, _ reason: SliceReason) {
            if let last = slices.last, last.reason == reason {
                slices[slices.count - 1].range = last.range.lowerBound..<range.upperBound
            } else {
                slices.append((range, reason))
            }
        }
        forEachStretch(target, from..<max(from, until), finally: policy) { range, reason, current in
            // A resolved ticket stands day and night.
            guard reason != .resolved, let time = time(ofPolicy: current) else { return add(range, reason) }
            time.forEachPiece(of: range) { piece, isOpen in add(piece, isOpen ? reason : .closedHours) }
        }
        return slices
    }

    private func time(ofPolicy policy: Int) -> BusinessTime? {
        let calendar = policy >= 0 ? frame.calendarOfPolicy[policy] : -1
        return calendar >= 0 ? frame.times[calendar] : nil
    }

    /// Whether the clock of a target runs at the end of the story, but for closing hours.
    private func isRunning(_ target: ServiceTarget, _ policy: Int) -> Bool {
        reason(target, story.status, isAnswered: story.isAnsweredAtEnd, policy) == .counted
    }

    private func reason(
        _ target: ServiceTarget, _ status: TicketStatus, isAnswered: Bool, _ policy: Int
    ) -> SliceReason {
        if status.isResolved { return .resolved }
        guard target == .resolution, !isAnswered, frame.agreement.policies[policy].pause.contains(status) else {
            return .counted
        }
        return status == .pending ? .waitingForCustomer : .onHold
    }

    /// Where no policy held for a while, the last one is taken to have held.
    private func forEachStretch(
        _ target: ServiceTarget, _ range: Range<Int64>, finally last: Int,
        _ body: (Range<Int64>, SliceReason, _ policy: Int) -> Void
    ) {
        for stretch in story.stretches where stretch.range.overlaps(range) {
            let matched = policy(stretch.priority)
            let policy = matched >= 0 ? matched : last
            guard policy >= 0 else { continue }
            let reason = reason(target, stretch.status, isAnswered: stretch.isAnswered, policy)
            body(stretch.range.clamped(to: range), reason, policy)
        }
    }
}

extension TicketStory {
    /// Whether the customer has answered since the ticket began to wait, where it ends waiting.
    var isAnsweredAtEnd: Bool { stretches.last.map { $0.isAnswered && $0.status == status } ?? false }
}

extension ClockReading {
    fileprivate mutating func add(_ seconds: Int64, _ reason: SliceReason, from: Int64, _ time: BusinessTime?) {
        switch reason {
        case .counted:
            if dueAt == nil, elapsed + seconds >= targetSeconds {
                let rest = targetSeconds - elapsed
                dueAt = time.map { $0.due(from: from, seconds: rest) } ?? from + rest
            }
            elapsed += seconds
        case .waitingForCustomer, .onHold: paused += seconds
        case .closedHours, .resolved, .open: break
        }
    }

    fileprivate mutating func finish(policySince: Int64, warnAt: Double) {
        let isLate = elapsed > targetSeconds
        if isLate { breachedAt = dueAt.map { max($0, policySince) } }
        if ended != nil {
            status = isLate ? .metLate : .met
        } else if isLate {
            status = .breached
        } else if Double(elapsed) >= warnAt * Double(targetSeconds) {
            status = .atRisk
        }
    }

    /// Without a due time so far, when the rest of the target will be used up if the clock goes on.
    fileprivate mutating func projectDue(from instant: Int64, _ time: BusinessTime?) {
        guard dueAt == nil else { return }
        let rest = targetSeconds - elapsed
        guard rest > 0 else { return }
        dueAt = time.map { $0.due(from: instant, seconds: rest) } ?? instant + rest
    }
}
