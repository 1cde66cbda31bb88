internal import Synchronization

/// How the list of a route is answered: a page as JSON, or all of it as CSV.
struct ListAnswer {
    typealias Turn = @Sendable (Call, PublishedRun, Stretch) throws -> Page

    let route: Route
    let member: String
    let page: Turn

    /// - Throws: 406 where the client takes neither.
    func answer(_ call: Call, _ run: PublishedRun) throws -> Answer {
        let place = try call.place(in: call.question)
        guard try call.preferredType(of: route.offeredTypes) == "text/csv" else {
            let page = try page(call, run, Stretch(place: place, limit: call.limit ?? 50))
            let next = page.next.map { Cursor(run: run.id, question: call.question, place: $0).text }
            return run.answer([member: .array(page.rows), "next_cursor": JSON(next)])
        }
        let table = TableStream(CSV(route.answer), from: place, limit: call.limit ?? .max) { [page] stretch in
            try page(call, run, stretch)
        }
        return Answer(.pieces { try table.next() }, type: "text/csv; charset=utf-8")
    }
}

/// A list as CSV, no more than a page of which is held at once.
///
/// One reader takes it.
private final class TableStream: Sendable {
    private let csv: CSV
    private let page: @Sendable (Stretch) throws -> Page
    private let state: Mutex<State>

    private struct State {
        var hasHeader = false
        var place: String?
        /// Rows that may follow.
        var left: Int
    }

    init(
        _ csv: CSV, from place: String?, limit: Int, page: @escaping @Sendable (Stretch) throws -> Page
    ) {
        (self.csv, self.page) = (csv, page)
        state = Mutex(State(place: place, left: limit))
    }

    /// The header with the first page, then page by page; `nil` at the end.
    func next() throws -> [UInt8]? {
        let now = state.withLock { $0 }
        guard now.left > 0 else { return nil }
        let page = try page(Stretch(place: now.place, limit: min(now.left, Field.largestPage)))
        state.withLock { state in
            state = State(hasHeader: true, place: page.next, left: page.next == nil ? 0 : now.left - page.rows.count)
        }
        return (now.hasHeader ? [] : csv.header) + page.rows.flatMap(csv.line)
    }
}
