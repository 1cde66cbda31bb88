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

    enum Handler: Sendable {
        /// Answers from what a run published; the answer is marked with the run and may be held by clients until the next.
        case published(@Sendable (Call, PublishedRun) throws -> Answer)
        /// Answers from anything else; never held by clients.
        case live(@Sendable (Call) throws -> Answer)
    }

    let method: Method
    let path: PathPattern
    let summary: String
    var access = Access.key(.read)
    /// Parameters of the query.
    var query: [Field] = []
    /// Members of the body; none where the endpoint takes no body.
    var body: [Field] = []
    let handler: Handler

    /// How the route is told of where the path that was asked for may not be: it may name a customer.
    var name: String { "\(method.rawValue) \(path)" }

    var takesBody: Bool { method == .post }
}

/// A request for a route, with its values checked against what the route declares.
struct Call: Sendable {
    var path: [String: String] = [:]
    var query = FieldValues()
    var body = FieldValues()
    /// The header `Accept`, `*/*` where there is none.
    var accept = "*/*"
    var ifNoneMatch: String?

    /// A parameter of the path, which the route's pattern names.
    subscript(parameter: String) -> String {
        guard let value = path[parameter] else { preconditionFailure("the path has no parameter \(parameter)") }
        return value
    }

    /// Whether the client takes an answer of this type, as far as `Accept` says.
    func accepts(_ type: String) -> Bool {
        let family = type.prefix { $0 != "/" } + "/*"
        return accept.split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { $0.trimmed.lowercased() }
            guard let name = parts.first, !parts.dropFirst().contains("q=0") else { return false }
            return name == type || name == family || name == "*/*"
        }
    }

    /// Whether the client holds the representation of this tag already.
    func holds(tag: String) -> Bool {
        guard let ifNoneMatch else { return false }
        return ifNoneMatch.split(separator: ",").contains { candidate in
            let candidate = candidate.trimmed
            return (candidate.hasPrefix("W/") ? candidate.dropFirst(2) : candidate[...]) == tag
        }
    }
}

extension StringProtocol {
    /// The text without blanks and tabs at its ends.
    var trimmed: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let rest = drop(while: isBlank)
        guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(rest[...last])
    }
}
