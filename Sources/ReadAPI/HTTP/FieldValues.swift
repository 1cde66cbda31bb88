internal import Domain

/// The values that a request gave for the fields of its route.
struct FieldValues: Sendable, Equatable {
    private var values: [String: FieldValue] = [:]
    /// Parameters of a query that mean nothing here and were passed over, by name.
    private(set) var ignored: [String] = []

    init() {}

    /// The values of a query.
    ///
    /// A parameter that nothing knows, such as one against caches, is passed over. One that narrows the answer of another endpoint,
    /// or is spelled nearly as one of this endpoint, is refused: without it the answer would be another than was meant.
    ///
    /// - Throws: 400 where it is no query, 422 where a parameter is given twice, missing, misplaced or not of its kind.
    init(query: String, _ fields: [Field], filters: Set<String> = []) throws(APIError) {
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = percentDecoded(pair[0], plusIsBlank: true),
                let text = percentDecoded(pair.count > 1 ? pair[1] : "", plusIsBlank: true)
            else { throw APIError(.badRequest, "the query is not percent-encoded UTF-8") }
            guard let field = fields.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
                let known = fields.map(\.name)
                guard !filters.contains(name), !known.contains(where: name.isNearly) else {
                    throw .invalid(
                        name, "is no parameter of this endpoint; it has \(known.joined(separator: ", ").orNone)")
                }
                ignored.append(name)
                continue
            }
            guard values[field.name] == nil else { throw .invalid(name, "is given twice") }
            values[field.name] = try field.value(ofText: text)
        }
        try requireAll(of: fields)
    }

    /// The values of a body.
    ///
    /// - Throws: 400 where it is no JSON, 422 where it is no object or where a field is missing or not of its kind.
    init(body: [UInt8], _ fields: [Field]) throws(APIError) {
        guard case .object(let members) = try JSONValue(bytes: body) else {
            throw .invalid("body", "must be a JSON object")
        }
        try self.init(members: members, fields)
    }

    /// The values of an object; `null` is as good as left out, and members that no field is declared for are passed over.
    init(members: [String: JSONValue], _ fields: [Field], within outer: String = "") throws(APIError) {
        for field in fields {
            let names = [field.name] + field.aliases
            guard let name = names.first(where: { members[$0].map { $0 != .null } ?? false }),
                let member = members[name]
            else { continue }
            values[field.name] = try field.kind.value(of: member, named: outer + name)
        }
        try requireAll(of: fields, within: outer)
    }

    private func requireAll(of fields: [Field], within outer: String = "") throws(APIError) {
        for field in fields where field.isRequired && values[field.name] == nil {
            throw .invalid(outer + field.name, "is missing")
        }
    }

    subscript(name: String) -> FieldValue? { values[name] }

    func json(_ name: String) -> JSONValue? {
        if case .json(let value) = values[name] { value } else { nil }
    }

    /// Equal values but for some of them give equal texts.
    func text(without names: Set<String>) -> String {
        values.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            .joined(separator: "&")
    }

    func text(_ name: String) -> String? {
        if case .text(let text) = values[name] { text } else { nil }
    }

    /// - Throws: 422 where it is missing, which a required field never is.
    func requiredText(_ name: String) throws(APIError) -> String {
        guard let text = text(name) else { throw .invalid(name, "is missing") }
        return text
    }

    func integer(_ name: String) -> Int? {
        if case .integer(let number) = values[name] { number } else { nil }
    }

    func number(_ name: String) -> Double? {
        if case .number(let number) = values[name] { number } else { nil }
    }

    func flag(_ name: String) -> Bool? {
        if case .flag(let flag) = values[name] { flag } else { nil }
    }

    func day(_ name: String) -> Int32? {
        if case .day(let day) = values[name] { day } else { nil }
    }

    func instant(_ name: String) -> Instant? {
        if case .instant(let instant) = values[name] { instant } else { nil }
    }

    func record(_ name: String) -> FieldValues? {
        if case .record(let values) = values[name] { values } else { nil }
    }

    func object(_ name: String) -> [String: JSONValue]? {
        if case .object(let members) = values[name] { members } else { nil }
    }

    /// The texts of a list of texts.
    func texts(_ name: String) -> [String]? {
        guard case .list(let items) = values[name] else { return nil }
        return items.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// The records of a list of records.
    func records(_ name: String) -> [FieldValues]? {
        guard case .list(let items) = values[name] else { return nil }
        return items.compactMap { if case .record(let values) = $0 { values } else { nil } }
    }
}

extension String {
    fileprivate var orNone: String { isEmpty ? "none" : self }

    /// Whether it takes one or two letters more, less or other to spell the other text.
    fileprivate func isNearly(_ other: String) -> Bool {
        let (mine, theirs) = (Array(utf8), Array(other.utf8))
        guard (4...64).contains(mine.count), abs(mine.count - theirs.count) <= 2 else { return false }
        var row = Array(0...theirs.count)
        for (i, letter) in mine.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, otherLetter) in theirs.enumerated() {
                let next = Swift.min(row[j + 1] + 1, row[j] + 1, diagonal + (letter == otherLetter ? 0 : 1))
                (diagonal, row[j + 1]) = (row[j + 1], next)
            }
        }
        return row[theirs.count] <= 2
    }
}
