internal import Domain

/// How a ticket's durations come about: stretches of time that count, and those that do not, with the reason.
///
/// In states that count, what lies within opening hours is counted and the rest is closed hours; in the others a duration
/// stands, day and night. So what is counted adds up to the business seconds of ``TicketDurations``, and with the closed
/// hours to the calendar seconds.
struct DurationSlices {
    let story: TicketStory
    /// `nil` where there is no calendar: nothing is closed then.
    let time: BusinessTime?

    /// Calls `body` with every slice of a stretch of the story, in their order; two that follow each other differ in reason.
    func forEach(of span: Range<Int64>, _ duration: TicketDuration, _ body: (Range<Int64>, SliceReason) -> Void) {
        var open: (range: Range<Int64>, reason: SliceReason)?
        func add(_ range: Range<Int64>, _ reason: SliceReason) {
            if let last = open, last.reason == reason {
                open = (last.range.lowerBound..<range.upperBound, reason)
                return
            }
            if let last = open { body(last.range, last.reason) }
            open = (range, reason)
        }
        func addCounted(_ range: Range<Int64>) {
            guard let time else { return add(range, .counted) }
            time.forEachPiece(of: range) { piece, isOpen in add(piece, isOpen ? .counted : .closedHours) }
        }
        if duration.countsAlways {
            addCounted(span)
        } else {
            for stretch in story.stretches where stretch.range.overlaps(span) {
                let range = stretch.range.clamped(to: span)
                if duration.counts(stretch.status) { addCounted(range) } else { add(range, .standing(stretch.status)) }
            }
        }
        if let last = open { body(last.range, last.reason) }
    }

    /// Writes the slices of every duration that the ticket has, see `ticket_metrics`.
    func write(to json: inout JSONText) {
        json.beginObject()
        for (key, duration) in Self.keys {
            if let duration {
                guard let span = story.span(of: duration) else { continue }
                json.key(key)
                write(span, duration, to: &json)
            } else {
                writeNextReplies(key, to: &json)
            }
        }
        json.endObject()
    }

    /// Sorted; those of the next replies stand under one key.
    private static let keys: [(String, TicketDuration?)] =
        (TicketDuration.allCases.filter { !$0.isOfWaits }.map { ($0.name, $0) } + [("next_replies", nil)])
        .sorted { $0.0 < $1.0 }

    private func writeNextReplies(_ key: String, to json: inout JSONText) {
        let waits = story.nextReplyWaits.filter { $0.until != nil }
        guard !waits.isEmpty else { return }
        json.key(key)
        json.beginArray()
        for wait in waits { write(wait.from..<(wait.until ?? wait.from), .nextReplyWorst, to: &json) }
        json.endArray()
    }

    private func write(_ span: Range<Int64>, _ duration: TicketDuration, to json: inout JSONText) {
        json.beginArray()
        forEach(of: span, duration) { json.slice($0, $1) }
        json.endArray()
    }
}

extension JSONText {
    /// `[from, to, why]`.
    mutating func slice(_ range: Range<Int64>, _ reason: SliceReason) {
        beginArray()
        value(instant: range.lowerBound)
        value(instant: range.upperBound)
        value(reason.name)
        endArray()
    }
}

extension SliceReason {
    /// Why a duration stands in a state that it does not count.
    fileprivate static func standing(_ status: TicketStatus) -> SliceReason {
        switch status {
        case .open: .open
        case .pending: .waitingForCustomer
        case .onHold: .onHold
        case .resolved, .closed: .resolved
        }
    }
}
