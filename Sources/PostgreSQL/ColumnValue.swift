/// What a column of a result can be read as.
package protocol ColumnValue {
    /// The value of `bytes`, which are of the server's type `type`; `nil` where that type is none of this one.
    init?(bytes: UnsafeRawBufferPointer, type: UInt32)
    /// What stands for NULL; `nil` where nothing may.
    static var null: Self? { get }
}

extension ColumnValue {
    package static var null: Self? { nil }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        guard let value = Wrapped(bytes: bytes, type: type) else { return nil }
        self = .some(value)
    }

    package static var null: Wrapped?? { .some(.none) }
}

extension Bool: ColumnValue {
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        guard type == TypeID.bool, bytes.count == 1 else { return nil }
        self = bytes[0] != 0
    }
}

extension Int64: ColumnValue {
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        switch (type, bytes.count) {
        case (TypeID.int8, 8): self = bytes.int64(at: 0)
        case (TypeID.int4, 4): self = Int64(bytes.int32(at: 0))
        case (TypeID.int2, 2): self = Int64(bytes.int16(at: 0))
        default: return nil
        }
    }
}

extension Int: ColumnValue {
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        guard let value = Int64(bytes: bytes, type: type) else { return nil }
        self = Int(value)
    }
}

extension Int32: ColumnValue {
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        guard let value = Int64(bytes: bytes, type: type) else { return nil }
        self.init(exactly: value)
    }
}

extension Double: ColumnValue {
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        switch (type, bytes.count) {
        case (TypeID.float8, 8): self = Double(bitPattern: UInt64(bitPattern: bytes.int64(at: 0)))
        case (TypeID.float4, 4): self = Double(Float(bitPattern: UInt32(bitPattern: bytes.int32(at: 0))))
        default: return nil
        }
    }
}

extension String: ColumnValue {
    /// Text, JSON, names of an enum, a `uuid`, or a `numeric` in decimal digits.
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        switch type {
        case TypeID.numeric:
            guard let numeric = Numeric(bytes: bytes, type: type) else { return nil }
            self = numeric.text
        case TypeID.jsonb: self = String(decoding: bytes.dropFirst(), as: UTF8.self)
        case TypeID.uuid: self = Self.uuid(bytes)
        case TypeID.text, TypeID.varchar, TypeID.bpchar, TypeID.name, TypeID.json, TypeID.firstOfUsers...:
            self = String(decoding: bytes, as: UTF8.self)
        default: return nil
        }
    }

    private static func uuid(_ bytes: UnsafeRawBufferPointer) -> String {
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }
        let groups = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }
        return groups.joined(separator: "-")
    }
}

extension TypeID {
    /// From here on types are made by users; those that are read as text are enums.
    static let firstOfUsers: UInt32 = 16_384
}

extension Numeric: ColumnValue {
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        guard type == TypeID.numeric else { return nil }
        var text: [UInt8] = []
        guard NumericText.write(bytes, { text.append($0) }) else { return nil }
        self.init(text: String(decoding: text, as: UTF8.self))
    }
}

extension Timestamp: ColumnValue {
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        guard type == TypeID.timestamptz || type == TypeID.timestamp, bytes.count == 8 else { return nil }
        self.init(onTheWire: bytes.int64(at: 0))
    }
}

extension Day: ColumnValue {
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        guard type == TypeID.date, bytes.count == 4 else { return nil }
        self.init(onTheWire: bytes.int32(at: 0))
    }
}

/// The bytes of a `bytea`.
package struct Bytes: ColumnValue, Sendable, Equatable {
    package let bytes: [UInt8]

    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        guard type == TypeID.bytea else { return nil }
        self.bytes = Array(bytes)
    }
}

extension Array: ColumnValue where Element: ColumnValue {
    /// An array of one dimension; NULLs need an element that may be one.
    package init?(bytes: UnsafeRawBufferPointer, type: UInt32) {
        guard bytes.count >= 12 else { return nil }
        let (dimensions, element) = (bytes.int32(at: 0), UInt32(bitPattern: bytes.int32(at: 8)))
        self = []
        guard dimensions != 0 else { return }
        guard dimensions == 1, bytes.count >= 20 else { return nil }
        var offset = 20
        for _ in 0..<Swift.max(bytes.int32(at: 12), 0) {
            guard offset + 4 <= bytes.count else { return nil }
            let length = Int(bytes.int32(at: offset))
            offset += 4
            guard offset + Swift.max(length, 0) <= bytes.count else { return nil }
            let part = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + Swift.max(length, 0)])
            guard let value = length < 0 ? Element.null : Element(bytes: part, type: element) else { return nil }
            append(value)
            offset += Swift.max(length, 0)
        }
    }
}
