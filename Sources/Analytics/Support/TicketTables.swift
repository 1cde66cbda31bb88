internal import Domain
package import Tables

extension TicketClocks {
    /// Tickets in the order of their ids' bytes: the order of the tables' rows.
    package var order: [Int32] { frame.shop.tickets.ids.sortedCodes() }

    /// The rows of `sla_status` of some tickets, given by their indices in ``Shop/tickets``, in that order.
    package func statusTable(_ tickets: some Sequence<Int>) -> Table {
        var (rows, story) = (StatusRows(), TicketStory())
        for ticket in tickets {
            story.read(ticket, in: frame)
            rows.append(ServiceClock(story, of: ticket, in: frame), records[ticket], of: ticket)
        }
        return rows.table
    }

    /// The rows of `ticket_metrics` of some tickets.
    package func metricsTable(_ tickets: some Sequence<Int>) -> Table {
        var (rows, story) = (MetricsRows(), TicketStory())
        for ticket in tickets {
            story.read(ticket, in: frame)
            rows.append(ServiceClock(story, of: ticket, in: frame), records[ticket], of: ticket)
        }
        return rows.table
    }
}

private struct StatusRows {
    private var (tickets, targets, policies, statuses) = (TextColumn(), TextColumn(), TextColumn(), TextColumn())
    private var (started, ended, due, breached) = (TextColumn(), TextColumn(), TextColumn(), TextColumn())
    private var (agents, slices) = (TextColumn(), TextColumn())
    private var (target, elapsed, paused, remaining): ([Int64], [Int64], [Int64], [Int64]) = ([], [], [], [])
    private var (judged, late): ([Int64], [Int64]) = ([], [])
    private var json = JSONText()

    /// The rows of one ticket, in the order of the targets' names.
    mutating func append(_ clock: ServiceClock, _ record: TicketRecord, of ticket: Int) {
        for reading in clock.shown { append(reading, record, clock, ticket) }
    }

    private mutating func append(
        _ reading: ClockReading, _ record: TicketRecord, _ clock: ServiceClock, _ ticket: Int
    ) {
        let (frame, outcome) = (clock.frame, record.target(reading.target))
        tickets.append(frame.shop.tickets.ids[ticket])
        targets.append(reading.target.name)
        policies.append(frame.agreement.policies[reading.policy].name)
        statuses.append(reading.status.name)
        target.append(reading.targetSeconds)
        elapsed.append(reading.elapsed)
        paused.append(reading.paused)
        remaining.append(reading.targetSeconds - reading.elapsed)
        started.append(Instant.text(ofSeconds: reading.started))
        ended.append(reading.ended.flatMap(Instant.text))
        due.append(reading.dueAt.flatMap(Instant.text))
        breached.append(reading.breachedAt.flatMap(Instant.text))
        judged.append(Int64(outcome.judged))
        late.append(Int64(outcome.late))
        // Nothing is decided yet: who has the ticket has to act.
        let agent = outcome.judged == 0 && reading.ended == nil ? record.assignee : outcome.agent
        agents.append(frame.shop.agents.ids.string(agent))
        append(clock.slices(reading.target, from: reading.started, to: reading.ended ?? clock.story.end))
    }

    private mutating func append(_ found: [(range: Range<Int64>, reason: SliceReason)]) {
        json.removeAll()
        json.beginArray()
        for slice in found { json.slice(slice.range, slice.reason) }
        json.endArray()
        json.bytes.withUnsafeBufferPointer { slices.append($0) }
    }

    var table: Table {
        Table(SLAStatusTable.table) { t in
            (t.ticketID, t.target, t.policy, t.status) = (tickets, targets, policies, statuses)
            (t.targetSeconds, t.elapsedSeconds, t.pausedSeconds) = (target, elapsed, paused)
            t.remainingSeconds = remaining
            (t.startedAt, t.endedAt, t.dueAt, t.breachedAt) = (started, ended, due, breached)
            (t.judged, t.late, t.agentID, t.slices) = (judged, late, agents, slices)
        }
    }
}

private struct MetricsRows {
    private var (tickets, customers, channels, categories) = (TextColumn(), TextColumn(), TextColumn(), TextColumn())
    private var (priorities, statuses, assignees) = (TextColumn(), TextColumn(), TextColumn())
    private var (created, firstReplies, resolved) = (TextColumn(), TextColumn(), TextColumn())
    private var (timelines, slices) = (TextColumn(), TextColumn())
    /// By duration.
    private var seconds = [[Int64]](repeating: [], count: TicketDuration.allCases.count)
    private var businessSeconds = [[Int64]](repeating: [], count: TicketDuration.allCases.count)
    private var (replies, customerMessages, notes): ([Int64], [Int64], [Int64]) = ([], [], [])
    private var (reassignments, reopens, oneTouch): ([Int64], [Int64], [Int64]) = ([], [], [])
    private var json = JSONText()

    mutating func append(_ clock: ServiceClock, _ record: TicketRecord, of ticket: Int) {
        let shop = clock.frame.shop
        let (customer, channel, category) = (shop.tickets.customer[ticket], clock.channel, clock.category)
        let time = clock.frame.deskTime(ofPolicy: clock.policy(clock.story.priority))
        tickets.append(shop.tickets.ids[ticket])
        customers.append(shop.customers.ids.string(customer))
        channels.append(shop.tickets.channels.string(channel))
        categories.append(shop.tickets.categories.string(category))
        priorities.append(TicketPriority(rawValue: record.priority)?.name)
        statuses.append(record.status.name)
        assignees.append(shop.agents.ids.string(record.assignee))
        created.append(Instant.text(ofSeconds: record.created))
        firstReplies.append(Instant.text(ofSeconds: record.firstReplyAt))
        resolved.append(Instant.text(ofSeconds: record.resolvedAt))
        append(to: \.timelines) { Self.write(clock.story, time, to: &$0) }
        append(to: \.slices) { DurationSlices(story: clock.story, time: time).write(to: &$0) }
        for duration in TicketDuration.allCases {
            let business = record.businessSeconds?[duration] ?? -1
            seconds[duration.rawValue].append(Self.known(record.calendarSeconds[duration]))
            businessSeconds[duration.rawValue].append(Self.known(business))
        }
        replies.append(Int64(record.replies))
        customerMessages.append(Int64(record.customerMessages))
        notes.append(Int64(record.notes))
        reassignments.append(Int64(record.reassignments))
        reopens.append(Int64(record.reopens))
        oneTouch.append(record.isOneTouch.map { $0 ? 1 : 0 } ?? .min)
    }

    private static func known(_ seconds: Int32) -> Int64 { seconds < 0 ? .min : Int64(seconds) }

    private mutating func append(
        to column: WritableKeyPath<MetricsRows, TextColumn>, _ write: (inout JSONText) -> Void
    ) {
        json.removeAll()
        write(&json)
        json.bytes.withUnsafeBufferPointer { self[keyPath: column].append($0) }
    }

    private static func write(_ story: TicketStory, _ time: BusinessTime?, to json: inout JSONText) {
        json.beginArray()
        for stretch in story.stretches {
            let (from, until) = (stretch.range.lowerBound, stretch.range.upperBound)
            json.beginArray()
            json.value(instant: from)
            json.value(instant: until)
            json.value(stretch.status.name)
            if let time { json.value(Int(time.elapsed(from: from, to: until))) } else { json.null() }
            json.endArray()
        }
        json.endArray()
    }

    var table: Table {
        Table(TicketMetricsTable.table) { t in
            (t.ticketID, t.customerID, t.channel, t.category) = (tickets, customers, channels, categories)
            (t.priority, t.status, t.assigneeID) = (priorities, statuses, assignees)
            (t.createdAt, t.firstReplyAt, t.resolvedAt) = (created, firstReplies, resolved)
            for (duration, column) in zip(TicketDuration.allCases, t.durations) {
                t[column.seconds] = seconds[duration.rawValue]
                t[column.businessSeconds] = businessSeconds[duration.rawValue]
            }
            (t.replies, t.customerMessages, t.notes) = (replies, customerMessages, notes)
            (t.reassignments, t.reopens, t.oneTouch) = (reassignments, reopens, oneTouch)
            (t.timeline, t.slices) = (timelines, slices)
        }
    }
}
