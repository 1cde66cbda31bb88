internal import CPostgres

/// A value that stands for `$1`, `$2`, … in a statement.
package enum Parameter: Sendable, Equatable {
    case null
    case bool(Bool)
    case int4(Int32)
    case int8(Int64)
    case float8(Double)
    /// Text whose type the statement decides: `$1::jsonb`, an enum, a `uuid` or plain text. NUL cannot be sent.
    case text(String)
    /// Exact decimal text, also `NaN`, `Infinity` and `-Infinity`.
    case numeric(String)
    case timestamptz(Timestamp)
    case date(Day)
    case bytea([UInt8])
    case int8Array([Int64])
    case float8Array([Double])
    case textArray([String])

    /// A parameter that may have no value.
    package static func optional<Value>(_ value: Value?, _ make: (Value) -> Parameter) -> Parameter {
        value.map(make) ?? .null
    }

    /// The type that the server is told; 0 leaves it to the statement.
    private var type: UInt32 {
        switch self {
        case .null, .text: 0
        case .bool: TypeID.bool
        case .int4: TypeID.int4
        case .int8: TypeID.int8
        case .float8: TypeID.float8
        case .numeric: TypeID.numeric
        case .timestamptz: TypeID.timestamptz
        case .date: TypeID.date
        case .bytea: TypeID.bytea
        case .int8Array: TypeID.int8Array
        case .float8Array: TypeID.float8Array
        case .textArray: TypeID.textArray
        }
    }

    private var isText: Bool {
        switch self {
        case .null, .text, .numeric: true
        default: false
        }
    }

    /// The bytes to send, text with a zero at its end; `nil` for no value.
    private var bytes: [UInt8]? {
        var bytes = BinaryBytes()
        switch self {
        case .null: return nil
        case .bool(let value): bytes.append(value ? 1 : 0 as UInt8)
        case .int4(let value): bytes.append(value)
        case .int8(let value): bytes.append(value)
        case .float8(let value): bytes.append(value.bitPattern)
        case .text(let value), .numeric(let value): return Array(value.utf8) + [0]
        case .timestamptz(let value): bytes.append(value.onTheWire)
        case .date(let value): bytes.append(value.onTheWire)
        case .bytea(let value): return value
        case .int8Array(let values): bytes.append(values, of: TypeID.int8) { $0.append($1) }
        case .float8Array(let values): bytes.append(values, of: TypeID.float8) { $0.append($1.bitPattern) }
        case .textArray(let values): bytes.append(values, of: TypeID.text) { $0.append($1.utf8) }
        }
        return bytes.bytes
    }

    /// Lays parameters out as libpq takes them.
    static func withAll<Result>(
        _ parameters: [Parameter],
        _ body: (
            CInt, UnsafePointer<UInt32>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?,
            UnsafePointer<CInt>?
        ) -> Result
    ) -> Result {
        let bytes = parameters.map(\.bytes)
        let types = parameters.map(\.type)
        let lengths = bytes.map { CInt($0?.count ?? 0) }
        let formats = parameters.map { $0.isText ? CInt(0) : 1 }
        // All values one behind the other, at least one byte, so that an empty value still has a place.
        var all: [UInt8] = []
        for value in bytes { all.append(contentsOf: value ?? []) }
        all.append(0)
        return all.withUnsafeBytes { all in
            var offset = 0
            let values = bytes.map { value -> UnsafePointer<CChar>? in
                guard let value else { return nil }
                defer { offset += value.count }
                return all.baseAddress?.advanced(by: offset).assumingMemoryBound(to: CChar.self)
            }
            return body(CInt(parameters.count), types, values, lengths, formats)
        }
    }
}

extension Parameter: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .int8(value) }
    package init(nilLiteral: ()) { self = .null }
}

/// Values as they travel: big-endian, an array with its bounds and each element with its length.
struct BinaryBytes {
    private(set) var bytes: [UInt8] = []

    mutating func append<Number: FixedWidthInteger>(_ value: Number) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ text: String.UTF8View) {
        bytes.append(contentsOf: text)
    }

    /// An array of one dimension without NULLs.
    mutating func append<Element>(
        _ values: [Element], of type: UInt32, _ appendElement: (inout BinaryBytes, Element) -> Void
    ) {
        append(values.isEmpty ? 0 : 1 as Int32)
        append(0 as Int32)
        append(type)
        guard !values.isEmpty else { return }
        append(Int32(values.count))
        append(1 as Int32)
        for value in values {
            var element = BinaryBytes()
            appendElement(&element, value)
            append(Int32(element.bytes.count))
            bytes.append(contentsOf: element.bytes)
        }
    }
}
