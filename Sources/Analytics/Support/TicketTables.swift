package import Domain

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
    private var texts = [TextColumn](repeating: TextColumn(), count: 10)
    private var integers = [[Int64]](repeating: [], count: 6)
    private var json = JSONText()

    /// The rows of one ticket, in the order of the targets' names.
    mutating func append(_ clock: ServiceClock, _ record: TicketRecord, of ticket: Int) {
        for reading in clock.shown { append(reading, record, clock, ticket) }
    }

    private mutating func append(
        _ reading: ClockReading, _ record: TicketRecord, _ clock: ServiceClock, _ ticket: Int
    ) {
        let (frame, target) = (clock.frame, record.target(reading.target))
        // Nothing is decided yet: who has the ticket has to act.
        let agent = target.judged == 0 && reading.ended == nil ? record.assignee : target.agent
        let cells: [String?] = [
            frame.shop.tickets.ids[ticket], reading.target.name, frame.agreement.policies[reading.policy].name,
            reading.status.name, Instant.text(ofSeconds: reading.started), reading.ended.flatMap(Instant.text),
            reading.dueAt.flatMap(Instant.text), reading.breachedAt.flatMap(Instant.text),
            frame.shop.agents.ids.string(agent),
            slices(clock.slices(reading.target, from: reading.started, to: reading.ended ?? clock.story.end)),
        ]
        for (column, cell) in cells.enumerated() { texts[column].append(cell) }
        let numbers = [
            reading.targetSeconds, reading.elapsed, reading.paused, reading.targetSeconds - reading.elapsed,
            Int64(target.judged), Int64(target.late),
        ]
        for (column, number) in numbers.enumerated() { integers[column].append(number) }
    }

    private mutating func slices(_ slices: [(range: Range<Int64>, reason: SliceReason)]) -> String {
        json.removeAll()
        json.beginArray()
        for slice in slices { json.slice(slice.range, slice.reason) }
        json.endArray()
        return json.string
    }

    var table: Table {
        let values: [Column.Values] = [
            .text(texts[0]), .text(texts[1]), .text(texts[2]), .text(texts[3]), .integer(integers[0]),
            .integer(integers[1]), .integer(integers[2]), .integer(integers[3]), .text(texts[4]), .text(texts[5]),
            .text(texts[6]), .text(texts[7]), .integer(integers[4]), .integer(integers[5]), .text(texts[8]),
            .text(texts[9]),
        ]
        return Table(.slaStatus, values: values)
    }
}

private struct MetricsRows {
    private var texts = [TextColumn](repeating: TextColumn(), count: 12)
    private var seconds = [[Int64]](repeating: [], count: 2 * TicketDuration.allCases.count)
    private var counts = [[Int64]](repeating: [], count: 6)
    private var json = JSONText()

    mutating func append(_ clock: ServiceClock, _ record: TicketRecord, of ticket: Int) {
        let shop = clock.frame.shop
        let (customer, channel, category) = (shop.tickets.customer[ticket], clock.channel, clock.category)
        let time = clock.frame.deskTime(ofPolicy: clock.policy(clock.story.priority))
        let cells: [String?] = [
            shop.tickets.ids[ticket], shop.customers.ids.string(customer), shop.tickets.channels.string(channel),
            shop.tickets.categories.string(category), TicketPriority(rawValue: record.priority)?.name,
            record.status.name, shop.agents.ids.string(record.assignee), Instant.text(ofSeconds: record.created),
            Instant.text(ofSeconds: record.firstReplyAt), Instant.text(ofSeconds: record.resolvedAt),
        ]
        for (column, cell) in cells.enumerated() { texts[column].append(cell) }
        append(to: 10) { Self.write(clock.story, time, to: &$0) }
        append(to: 11) { DurationSlices(story: clock.story, time: time).write(to: &$0) }
        for duration in TicketDuration.allCases {
            let business = record.businessSeconds?[duration] ?? -1
            seconds[2 * duration.rawValue].append(Self.known(record.calendarSeconds[duration]))
            seconds[2 * duration.rawValue + 1].append(Self.known(business))
        }
        let numbers: [Int64] = [
            Int64(record.replies), Int64(record.customerMessages), Int64(record.notes), Int64(record.reassignments),
            Int64(record.reopens), record.isOneTouch.map { $0 ? 1 : 0 } ?? Int64.min,
        ]
        for (column, number) in numbers.enumerated() { counts[column].append(number) }
    }

    private static func known(_ seconds: Int32) -> Int64 { seconds < 0 ? .min : Int64(seconds) }

    private mutating func append(to column: Int, _ write: (inout JSONText) -> Void) {
        json.removeAll()
        write(&json)
        json.bytes.withUnsafeBufferPointer { texts[column].append($0) }
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
        Table(
            .ticketMetrics,
            values: texts[0..<10].map { .text($0) } + seconds.map { .integer($0) } + counts.map { .integer($0) }
                + [.text(texts[10]), .text(texts[11])])
    }
}
