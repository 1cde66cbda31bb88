internal import Domain

/// A value that a request may carry, in its query or its body: declared once, for checking and for describing.
struct Field: Sendable, Equatable {
    indirect enum Kind: Sendable, Equatable {
        /// 1 to so many characters, none of which is NUL.
        case text(maxLength: Int)
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case flag
        case choice([String])
        /// A day, `yyyy-mm-dd`.
        case date
        /// An instant, ISO 8601.
        case instant
        case list(Kind, count: ClosedRange<Int>)
        /// An object with these members; others are passed over.
        case record([Field])
        /// Any JSON object.
        case object
        /// Text as above, or a whole number that stands for its digits.
        case id
        /// Described as this, and read by the endpoint itself, which takes whatever comes and says what it did not understand.
        case lenient(Kind)
    }

    let name: String
    let kind: Kind
    let isRequired: Bool
    let summary: String
    /// Other names that clients know it by.
    var aliases: [String] = []

    /// The same under other names as well.
    func alsoNamed(_ names: String...) -> Field {
        var field = self
        field.aliases = names
        return field
    }

    static func required(_ name: String, _ kind: Kind, _ summary: String) -> Field {
        Field(name: name, kind: kind, isRequired: true, summary: summary)
    }

    static func optional(_ name: String, _ kind: Kind, _ summary: String) -> Field {
        Field(name: name, kind: kind, isRequired: false, summary: summary)
    }

    /// The value of a query's parameter.
    func value(ofText text: String) throws(APIError) -> FieldValue {
        switch kind {
        case .integer, .number:
            guard case .number(let number)? = try? JSONValue(json: Array(text.utf8)) else {
                throw kind.refusal(of: name)
            }
            return try kind.value(of: .number(number), named: name)
        case .flag:
            guard let flag = Bool(text) else { throw kind.refusal(of: name) }
            return .flag(flag)
        default: return try kind.value(of: .string(text), named: name)
        }
    }
}

extension Field.Kind {
    /// The value of a body's member.
    ///
    /// - Parameters:
    ///   - input: the member.
    ///   - name: by which an error names it, with the way to it, as in `context.orders[3].total`.
    /// - Returns: the value.
    /// - Throws: 422.
    func value(of input: JSONValue, named name: String) throws(APIError) -> FieldValue {
        switch (self, input) {
        case (.text(let limit), .string(let text)) where Self.isText(text, limit): return .text(text)
        case (.choice(let choices), .string(let text)) where choices.contains(text): return .text(text)
        case (.date, .string(let text)):
            guard text.utf8.count == 10, let instant = Instant(iso8601: text) else { throw refusal(of: name) }
            return .day(Int32(instant.microseconds / Instant.microsecondsPerDay))
        case (.instant, .string(let text)):
            guard let instant = Instant(iso8601: text) else { throw refusal(of: name) }
            return .instant(instant)
        case (.integer(let range), .number(let number)):
            guard let whole = Int(exactly: number), range.contains(whole) else { throw refusal(of: name) }
            return .integer(whole)
        case (.number(let range), .number(let number)) where range.contains(number): return .number(number)
        case (.flag, .bool(let flag)): return .flag(flag)
        case (.id, .string(let text)) where Self.isText(text, 255): return .text(text)
        case (.id, .number(let number)):
            guard let whole = Int(exactly: number), abs(whole) <= 1 << 53 else { throw refusal(of: name) }
            return .text(String(whole))
        case (.lenient, _): return .json(input)
        case (.list(let kind, let counts), .array(let items)) where counts.contains(items.count):
            return .list(try kind.values(of: items, named: name))
        case (.record(let fields), .object(let members)):
            return .record(try FieldValues(members: members, fields, within: name + "."))
        case (.object, .object(let members)): return .object(members)
        default: throw refusal(of: name)
        }
    }

    private func values(of items: [JSONValue], named name: String) throws(APIError) -> [FieldValue] {
        var values: [FieldValue] = []
        values.reserveCapacity(items.count)
        for (index, item) in items.enumerated() { values.append(try value(of: item, named: "\(name)[\(index)]")) }
        return values
    }

    private static func isText(_ text: String, _ limit: Int) -> Bool {
        // A character has at most four bytes, and NUL is none that every store can keep.
        (1...4 * limit).contains(text.utf8.count) && text.unicodeScalars.count <= limit && !text.utf8.contains(0)
    }

    /// What is said where a value does not fit.
    func refusal(of name: String) -> APIError { .invalid(name, "must be \(demand)") }

    /// What a value must be.
    var demand: String {
        switch self {
        case .text(let limit): "text of 1 to \(limit) characters without NUL"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .flag: "true or false"
        case .choice(let choices): "one of \(choices.joined(separator: ", "))"
        case .date: "a day, yyyy-mm-dd"
        case .instant: "an instant, ISO 8601"
        case .list(let kind, let counts):
            "a list of \(counts.lowerBound) to \(counts.upperBound) items, each \(kind.demand)"
        case .record, .object: "an object"
        case .id: "text of 1 to 255 characters without NUL, or a whole number"
        case .lenient(let kind): "\(kind.demand); what is not understood is passed over and named in context_notes"
        }
    }
}

/// A value that fits its ``Field``.
enum FieldValue: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    /// Days since 1970-01-01.
    case day(Int32)
    case instant(Instant)
    case list([FieldValue])
    case record(FieldValues)
    case object([String: JSONValue])
    case json(JSONValue)
}
