internal import Domain

/// A value that a request may carry, in its query or its body: declared once, for checking and for describing.
struct Field: Sendable {
    enum Kind: Sendable, Equatable {
        /// 1 to so many bytes of UTF-8.
        case text(maxBytes: Int)
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case choice([String])
        /// A day, `yyyy-mm-dd`.
        case date
        /// Any JSON object.
        case object
    }

    let name: String
    let kind: Kind
    let isRequired: Bool
    let summary: String

    static func required(_ name: String, _ kind: Kind, _ summary: String) -> Field {
        Field(name: name, kind: kind, isRequired: true, summary: summary)
    }

    static func optional(_ name: String, _ kind: Kind, _ summary: String) -> Field {
        Field(name: name, kind: kind, isRequired: false, summary: summary)
    }

    /// The value of a query's parameter.
    func value(ofText text: String) throws(APIError) -> FieldValue {
        switch kind {
        case .integer:
            guard let number = Int(text) else { throw invalid }
            return try value(of: .number(Double(number)))
        case .number:
            guard let number = Double(text) else { throw invalid }
            return try value(of: .number(number))
        default: return try value(of: .string(text))
        }
    }

    /// The value of a body's member.
    func value(of input: JSONValue) throws(APIError) -> FieldValue {
        switch (kind, input) {
        case (.text(let limit), .string(let text)) where (1...limit).contains(text.utf8.count): return .text(text)
        case (.choice(let choices), .string(let text)) where choices.contains(text): return .text(text)
        case (.date, .string(let text)):
            guard text.utf8.count == 10, let instant = Instant(iso8601: text) else { throw invalid }
            return .day(Int32(instant.microseconds / Instant.microsecondsPerDay))
        case (.integer(let range), .number(let number)):
            guard let whole = Int(exactly: number), range.contains(whole) else { throw invalid }
            return .integer(whole)
        case (.number(let range), .number(let number)):
            guard range.contains(number) else { throw invalid }
            return .number(number)
        case (.object, .object(let members)): return .object(members)
        default: throw invalid
        }
    }

    var invalid: APIError {
        switch kind {
        case .text(let limit): .invalid(name, "must be text of 1 to \(limit) bytes")
        case .integer(let range):
            .invalid(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        case .number(let range):
            .invalid(name, "must be a number from \(range.lowerBound) to \(range.upperBound)")
        case .choice(let choices): .invalid(name, "must be one of \(choices.joined(separator: ", "))")
        case .date: .invalid(name, "must be a day, yyyy-mm-dd")
        case .object: .invalid(name, "must be an object")
        }
    }
}

/// A value that fits its ``Field``.
enum FieldValue: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case number(Double)
    /// Days since 1970-01-01.
    case day(Int32)
    case object([String: JSONValue])
}

/// The values that a request gave for the fields of its route.
struct FieldValues: Sendable, Equatable {
    private var values: [String: FieldValue] = [:]

    init() {}

    /// The values of a query.
    ///
    /// - Throws: 400 where it is no query, 422 where a parameter is unknown, given twice, missing or not of its kind.
    init(query: String, _ fields: [Field]) throws(APIError) {
        for part in query.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = percentDecoded(pair[0], plusIsBlank: true),
                let text = percentDecoded(pair.count > 1 ? pair[1] : "", plusIsBlank: true)
            else { throw APIError(.badRequest, "the query is not percent-encoded UTF-8") }
            guard let field = fields.first(where: { $0.name == name }) else {
                let known = fields.map(\.name).joined(separator: ", ")
                throw .invalid(name, "is no parameter of this endpoint; it has \(known.isEmpty ? "none" : known)")
            }
            guard values[name] == nil else { throw .invalid(name, "is given twice") }
            values[name] = try field.value(ofText: text)
        }
        try requireAll(of: fields)
    }

    /// The values of a body; `null` is as good as left out, and members that no field is declared for are passed over.
    ///
    /// - Throws: 400 where it is no JSON, 422 where it is no object or where a field is missing or not of its kind.
    init(body: [UInt8], _ fields: [Field]) throws(APIError) {
        guard case .object(let members) = try JSONValue(bytes: body) else {
            throw .invalid("body", "must be a JSON object")
        }
        for field in fields {
            guard let member = members[field.name], member != .null else { continue }
            values[field.name] = try field.value(of: member)
        }
        try requireAll(of: fields)
    }

    private func requireAll(of fields: [Field]) throws(APIError) {
        for field in fields where field.isRequired && values[field.name] == nil {
            throw .invalid(field.name, "is missing")
        }
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

    func day(_ name: String) -> Int32? {
        if case .day(let day) = values[name] { day } else { nil }
    }

    func object(_ name: String) -> [String: JSONValue]? {
        if case .object(let members) = values[name] { members } else { nil }
    }
}
