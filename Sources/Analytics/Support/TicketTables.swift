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

/// An instant as ``Instant/description`` writes it, from UTC seconds; `nil` for ``Instant/missing``.
///
/// Written digit by digit: a ticket has dozens of instants, and strings of parts would cost more than all its clocks.
func text(ofSeconds seconds: Int64) -> String? {
    guard seconds != Instant.missing else { return nil }
    let (day, second) = seconds.flooredDivision(by: 86_400)
    let date = CivilDate(daysSince1970: Int32(clamping: day))
    let clock = Int(second)
    let parts = (date.year / 100, date.year % 100, date.month, date.day, clock / 3_600, clock / 60 % 60, clock % 60)
    return String(unsafeUninitializedCapacity: 20) { buffer in
        func put(_ number: Int, at place: Int, _ separator: Unicode.Scalar) {
            buffer[place] = UInt8(truncatingIfNeeded: 48 + number / 10 % 10)
            buffer[place + 1] = UInt8(truncatingIfNeeded: 48 + number % 10)
            buffer[place + 2] = UInt8(ascii: separator)
        }
        put(parts.0, at: 0, "-")
        put(parts.1, at: 2, "-")
        put(parts.2, at: 5, "-")
        put(parts.3, at: 8, "T")
        put(parts.4, at: 11, ":")
        put(parts.5, at: 14, ":")
        put(parts.6, at: 17, "Z")
        return 20
    }
}

private struct StatusRows {
    private var texts = [TextColumn](repeating: TextColumn(), count: 10)
    private var integers = [[Int64]](repeating: [], count: 6)
    private var json = JSONText()

    /// The rows of one ticket, in the order of the targets' names.
    mutating func append(_ clock: ServiceClock, _ record: TicketRecord, of ticket: Int) {
        if let reading = clock.firstResponse { append(reading, record.firstResponse, clock, ticket) }
        if let reading = Self.shown(clock.nextResponses) { append(reading, record.nextResponse, clock, ticket) }
        if let reading = clock.resolution { append(reading, record.resolution, clock, ticket) }
    }

    /// The open wait, else the longest.
    private static func shown(_ waits: [ClockReading]) -> ClockReading? {
        guard let last = waits.last, last.ended != nil else { return waits.last }
        return waits.max { $0.elapsed < $1.elapsed }
    }

    private mutating func append(
        _ reading: ClockReading, _ target: TicketRecord.Target, _ clock: ServiceClock, _ ticket: Int
    ) {
        let frame = clock.frame
        let agent = target.agent >= 0 ? frame.shop.agents.ids[Int(target.agent)] : nil
        let cells: [String?] = [
            frame.shop.tickets.ids[ticket], reading.target.name, frame.agreement.policies[reading.policy].name,
            reading.status.name, text(ofSeconds: reading.started), reading.ended.flatMap(text),
            reading.dueAt.flatMap(text), reading.breachedAt.flatMap(text), agent,
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
        for slice in slices {
            json.beginArray()
            json.value(text(ofSeconds: slice.range.lowerBound))
            json.value(text(ofSeconds: slice.range.upperBound))
            json.value(slice.reason.name)
            json.endArray()
        }
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
    private var texts = [TextColumn](repeating: TextColumn(), count: 11)
    private var seconds = [[Int64]](repeating: [], count: 2 * TicketDuration.allCases.count)
    private var counts = [[Int64]](repeating: [], count: 6)
    private var json = JSONText()

    mutating func append(_ clock: ServiceClock, _ record: TicketRecord, of ticket: Int) {
        let shop = clock.frame.shop
        let (customer, channel, category) = (shop.tickets.customer[ticket], clock.channel, clock.category)
        let cells: [String?] = [
            shop.tickets.ids[ticket], shop.customers.ids.string(customer), shop.tickets.channels.string(channel),
            shop.tickets.categories.string(category), TicketPriority(rawValue: record.priority)?.name,
            record.status.name, shop.agents.ids.string(record.assignee), text(ofSeconds: record.created),
            text(ofSeconds: record.firstReplyAt), text(ofSeconds: record.resolvedAt), timeline(clock),
        ]
        for (column, cell) in cells.enumerated() { texts[column].append(cell) }
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

    private mutating func timeline(_ clock: ServiceClock) -> String {
        let time = clock.frame.deskTime(ofPolicy: clock.policy(clock.story.priority))
        json.removeAll()
        json.beginArray()
        for stretch in clock.story.stretches {
            let (from, until) = (stretch.range.lowerBound, stretch.range.upperBound)
            json.beginArray()
            json.value(text(ofSeconds: from))
            json.value(text(ofSeconds: until))
            json.value(stretch.status.name)
            if let time { json.value(Int(time.elapsed(from: from, to: until))) } else { json.null() }
            json.endArray()
        }
        json.endArray()
        return json.string
    }

    var table: Table {
        Table(
            .ticketMetrics,
            values: texts[0..<10].map { .text($0) } + seconds.map { .integer($0) } + counts.map { .integer($0) }
                + [.text(texts[10])])
    }
}
