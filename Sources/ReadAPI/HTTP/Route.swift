internal import Store

/// One endpoint: declared once, for matching, checking, metrics, and the description of the whole.
struct Route: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    enum Access: Sendable, Equatable {
        case open
        /// A key of this scope, or of a wider one.
        case key(APIKey.Scope)
    }

    /// How long an answer may take; see ``Lanes``.
    enum Cost: Sendable {
        /// A few look-ups.
        case lookUp
        /// Grows with what the body asks.
        case computed
        case health
    }

    enum Handler: Sendable {
        /// Answers at once from nothing that blocks, on the event loop.
        case immediate(Answer)
        /// Answers from what a run published; the answer is marked with the run and may be held by clients until the next.
        case published(@Sendable (Call, PublishedRun) throws -> Answer)
        /// A list of a run's rows, which stand in the answer under a name; answered by the page, or whole as CSV.
        case list(String, @Sendable (Call, PublishedRun, Stretch) throws -> Page)
        /// Answers from anything else; never held by clients.
        case live(@Sendable (Call) throws -> Answer)
        /// The same where it takes its time, and so holds no thread meanwhile.
        case waiting(@Sendable (Call) async throws -> Answer)
    }

    let method: Method
    let path: PathPattern
    /// One sentence.
    let summary: String
    var access = Access.key(.read)
    var cost = Cost.lookUp
    /// Parameters of the query; a list has `limit` and `cursor` besides.
    var query: [Field] = []
    /// Members of the body; none where the endpoint takes no body.
    var body: [Field] = []
    /// The status of an answer that is no error.
    var status = 200
    /// What is answered as JSON: of a list one row.
    ///
    /// An answer about a run holds `run_id` and `as_of` besides.
    let answer: Shape
    /// Other types in which it may be answered; the only ones where `answer` is ``Shape/none``.
    var types: [String] = []
    /// What may be refused beyond what follows from the declaration.
    var errors: [APIError.Code] = []
    let handler: Handler

    /// How the route is told of where the path that was asked for may not be: it may name a customer.
    var name: String { "\(method.rawValue) \(path)" }

    var takesBody: Bool { !body.isEmpty }

    var isList: Bool {
        if case .list = handler { true } else { false }
    }

    /// Whether it is answered from one run, which a client may choose.
    var isOfRun: Bool {
        switch handler {
        case .published, .list: true
        case .immediate, .live, .waiting: false
        }
    }

    /// All parameters of the query.
    var parameters: [Field] {
        isList ? query + [.limit, .cursor] : query
    }

    /// Every type in which it may be answered, the usual one first.
    var offeredTypes: [String] {
        var types = types
        if answer != .none { types.insert("application/json", at: 0) }
        if isList { types.append("text/csv") }
        return types
    }

    /// All of the answer that is no error.
    var wholeAnswer: Shape {
        switch handler {
        case .published: answer.members.isEmpty ? answer : answer.merging(.ofRun)
        case .list(let member, _):
            .object([.init(name: member, shape: .list(answer))])
                .merging(["next_cursor": .nextCursor]).merging(.ofRun)
        case .immediate, .live, .waiting: answer
        }
    }

    /// Everything that may be refused, in the order of the statuses.
    var allErrors: [APIError.Code] {
        var codes: Set<APIError.Code> = Set(errors)
        codes.formUnion([.badRequest, .validationError, .internalError])
        if access != .open { codes.formUnion([.invalidAPIKey, .rateLimitExceeded]) }
        if access == .key(.admin) { codes.insert(.insufficientPermissions) }
        if access != .open { codes.insert(.serviceUnavailable) }
        if isOfRun { codes.insert(.runNotFound) }
        if takesBody {
            codes.formUnion([.requestTimeout, .payloadTooLarge, .unsupportedMediaType])
        }
        if isOfRun, method == .get { codes.insert(.notAcceptable) }
        return APIError.Code.allCases.filter(codes.contains)
    }
}

/// The part of a list that is asked for.
struct Stretch: Sendable {
    /// The place of the last row before it; `nil` at the beginning.
    let place: String?
    /// The most rows, 1 or more.
    let limit: Int
}

/// A part of a list.
struct Page: Sendable {
    let rows: [JSON]
    /// The place of its last row; `nil` where no row follows.
    let next: String?

    init(_ rows: [JSON], next: String?) {
        self.rows = rows
        self.next = next
    }

    /// A page from one row more than was asked for, where there is one.
    init<Row>(_ rows: [Row], _ stretch: Stretch, place: (Row) -> String, _ json: (Row) -> JSON) {
        let page = rows.prefix(stretch.limit)
        self.init(page.map(json), next: rows.count > stretch.limit ? page.last.map(place) : nil)
    }
}
