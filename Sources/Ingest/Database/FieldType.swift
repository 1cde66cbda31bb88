internal import PostgreSQL

/// How the values of a server's type travel and become text.
enum FieldType: Equatable {
    case text
    /// `char(n)`: the blanks at its end are no part of the value.
    case padded
    case integer, real, numeric, boolean
    case instant
    /// Without an offset: a mapping declares the zone.
    case localTime, day
    case array
    case bytes
    /// Everything else: the server writes its text.
    case other

    init(_ type: UInt32) {
        self =
            switch type {
            case TypeID.text, TypeID.varchar, TypeID.name, TypeID.json: .text
            case TypeID.bpchar: .padded
            case TypeID.int2, TypeID.int4, TypeID.int8: .integer
            case TypeID.float4, TypeID.float8: .real
            case TypeID.numeric: .numeric
            case TypeID.bool: .boolean
            case TypeID.timestamptz: .instant
            case TypeID.timestamp: .localTime
            case TypeID.date: .day
            case TypeID.bytea: .bytes
            case let type where TypeID.arrays.contains(type): .array
            default: .other
            }
    }

    /// For people.
    var name: String {
        switch self {
        case .text, .padded: "text"
        case .integer: "a whole number"
        case .real: "a floating-point number"
        case .numeric: "a number"
        case .boolean: "a boolean"
        case .instant: "a timestamp with time zone"
        case .localTime: "a timestamp without time zone"
        case .day: "a date"
        case .array: "an array"
        case .bytes: "bytea"
        case .other: "of a type of its own"
        }
    }

    /// How the column is asked for.
    ///
    /// A text beyond the longest field is cut on the server, to one character more than is taken: the row is refused in the
    /// memory of that, however long it was.
    func expression(_ column: String, join: String?) -> String {
        let name = Connection.quoted(column)
        let limit = RecordLimits.fieldBytes
        switch self {
        case .array: return Self.bounded("array_to_string(\(name), \(Self.literal(join ?? ";")))", limit)
        case .other: return Self.bounded("\(name)::text", limit)
        case .text: return Self.bounded(name, limit)
        default: return name
        }
    }

    private static func bounded(_ value: String, _ limit: Int) -> String {
        "CASE WHEN octet_length(\(value)) > \(limit) THEN left(\(value), \(limit + 1)) ELSE \(value) END"
    }

    /// COPY takes no parameters: the one text of a mapping that enters a statement is quoted.
    private static func literal(_ text: String) -> String {
        " E'\(text.replacing("\\", with: "\\\\").replacing("'", with: "''"))'"
    }
}

/// What a canonical column holds, for telling early that a source has something else there.
enum ColumnRole {
    case text, number, instant

    init(_ column: String, of table: SourceTable) {
        let isPresence = table == .agentPresence
        self =
            switch column {
            case "created_at", "ordered_at", "at", "first_response_at", "resolved_at", "closed_at": .instant
            case "from", "to": isPresence ? .instant : .text
            case "subtotal", "discount", "shipping", "tax", "total", "refunded", "quantity", "amount", "unit_price",
                "refunded_quantity", "csat", "reopened_count", "reassigned_count", "max_concurrent_tickets":
                .number
            default: .text
            }
    }

    /// What this role has in place of a type that it cannot take; `nil` where it can.
    func objection(to type: FieldType, unixTime: Bool) -> String? {
        switch (self, type) {
        case (_, .bytes): return "text"
        case (.number, .boolean), (.number, .instant), (.number, .localTime), (.number, .day), (.number, .array):
            return "a number"
        case (.instant, .boolean), (.instant, .array), (.instant, .real), (.instant, .numeric): return "a time"
        case (.instant, .integer): return unixTime ? nil : "a time (or `format: unix_seconds` in the mapping)"
        default: return nil
        }
    }
}

extension TypeID {
    /// The built-in array types that a source may well have.
    static let arrays: Set<UInt32> = [
        1000, 1002, 1003, 1005, 1007, 1009, 1014, 1015, 1016, 1021, 1022, 1115, 1182, 1185, 1231, 2951, 199, 3807,
    ]
}
