internal import Domain
internal import HTTPTypes

/// A request for a route, with its values checked against what the route declares.
struct Call: Sendable {
    var path: [String: String] = [:]
    var query = FieldValues()
    var body = FieldValues()
    let headers: HTTPFields
    /// What a list is asked for with, but for the size and the place of the page: a cursor fits no other question.
    let question: String
    /// Who asks.
    let pass: KeyGate.Pass

    /// Checks a request against what its route declares.
    ///
    /// - Throws: 400, 408, 413, 415 or 422.
    init(
        _ incoming: Incoming, by route: Route, _ path: [String: Substring], _ pass: KeyGate.Pass,
        filters: Set<String>
    ) throws(APIError) {
        headers = incoming.headers
        self.pass = pass
        query = try FieldValues(query: incoming.query, route.parameters, filters: filters)
        question = route.isList ? Self.question(route, path, query) : ""
        for (name, text) in path {
            guard let value = percentDecoded(text) else {
                throw APIError(.badRequest, "the path is not percent-encoded UTF-8")
            }
            guard case .text(let text) = try Self.pathKind.value(of: .string(value), named: name) else { continue }
            self.path[name] = text
        }
        guard route.takesBody else { return }
        let bytes = try incoming.body.get()
        do {
            body = try FieldValues(body: bytes, route.body)
        } catch  where error.code == .badRequest && !incoming.isDeclaredJSON {
            throw APIError(.unsupportedMediaType, "the body must be JSON, of type application/json")
        }
    }

    /// A header that names the parameters that were passed over, as far as their names are plain.
    var notes: HTTPFields {
        let plain = query.ignored.filter { name in
            (1...64).contains(name.utf8.count)
                && name.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F || $0 == 0x2D
                }
        }
        return plain.isEmpty ? [:] : [.quimbiIgnored: plain.prefix(10).joined(separator: ", ")]
    }

    private static func question(_ route: Route, _ path: [String: Substring], _ query: FieldValues) -> String {
        "\(route.name) \(path.values.sorted()) \(query.text(without: ["limit", "cursor"]))"
    }

    /// What every parameter of a path is.
    static let pathKind = Field.Kind.text(maxLength: 255)

    /// A parameter of the path, which the route's pattern names.
    subscript(parameter: String) -> String {
        guard let value = path[parameter] else { preconditionFailure("the path has no parameter \(parameter)") }
        return value
    }

    /// The run that the client wants to be answered from; `nil` for the current one.
    var pinnedRun: String? { headers[.quimbiRun] }

    /// The type among `offered` that the client would rather have: the first one of the highest quality.
    ///
    /// - Throws: 406 where it takes none of them.
    func preferredType(of offered: [String]) throws(APIError) -> String {
        let accept = Accept(headers[.accept] ?? "*/*")
        let ranked = offered.map { (type: $0, quality: accept.quality(of: $0)) }
        guard let best = ranked.map(\.quality).max(), best > 0 else {
            throw APIError(.notAcceptable, "this is answered as \(offered.joined(separator: " or "))")
        }
        return ranked.first { $0.quality == best }?.type ?? offered[0]
    }

    /// Whether the client holds the representation of this tag already.
    func holds(tag: String) -> Bool {
        guard let held = headers[.ifNoneMatch] else { return false }
        return held.split(separator: ",").contains { candidate in
            let candidate = candidate.trimmed
            return (candidate.hasPrefix("W/") ? candidate.dropFirst(2) : candidate[...]) == tag
        }
    }
}

/// The header `Accept` or one of its kind: what a client takes, and how gladly.
///
/// Source: RFC 9110, section 12.
struct Accept {
    private let ranges: [(name: String, quality: Double)]

    init(_ text: String) {
        ranges = text.split(separator: ",").map { range in
            let parts = range.split(separator: ";").map { $0.trimmed.lowercased() }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            return (parts.first ?? "", quality ?? 1)
        }
    }

    /// 0...1 by the narrowest range that a name fits; 0 where it fits none.
    func quality(of name: String) -> Double {
        let family = name.prefix { $0 != "/" } + "/*"
        for candidate in [name, String(family), "*/*", "*"] {
            if let range = ranges.first(where: { $0.name == candidate }) { return range.quality }
        }
        return 0
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
