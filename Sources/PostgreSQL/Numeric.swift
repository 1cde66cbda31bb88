/// A `numeric` as exact decimal text: `-12.50`, `NaN`, `Infinity`.
package struct Numeric: Sendable, Hashable {
    package let text: String

    package init(text: String) {
        self.text = text
    }
}

/// Writes the binary form of a `numeric` as the decimal text that the server itself would write.
///
/// On the wire: the number of base-10000 digits, the weight of the first (a power of 10000), the sign, the number of
/// decimals that are shown, then the digits; each 16 bits.
///
/// Source: `numeric_send` and `get_str_from_var` in `numeric.c` of PostgreSQL, for the layout.
package enum NumericText {
    /// Appends the text through `put`, byte by byte.
    ///
    /// - Parameters:
    ///   - bytes: the value as it came.
    ///   - put: takes one byte of text.
    /// - Returns: whether the bytes were a number.
    @inline(__always)
    package static func write(_ bytes: UnsafeRawBufferPointer, _ put: (UInt8) -> Void) -> Bool {
        guard bytes.count >= 8 else { return false }
        let count = Int(bytes.int16(at: 0))
        let weight = Int(bytes.int16(at: 2))
        let sign = UInt16(bitPattern: bytes.int16(at: 4))
        let scale = Int(bytes.int16(at: 6))
        switch sign {
        case 0x0000: break
        case 0x4000: put(UInt8(ascii: "-"))
        case 0xc000: return word("NaN", put)
        case 0xd000: return word("Infinity", put)
        case 0xf000: return word("-Infinity", put)
        default: return false
        }
        guard count >= 0, scale >= 0, bytes.count == 8 + 2 * count else { return false }
        let digit = { (index: Int) -> Int in index >= 0 && index < count ? Int(bytes.int16(at: 8 + 2 * index)) : 0 }
        if weight < 0 {
            put(UInt8(ascii: "0"))
        } else {
            leading(digit(0), put)
            for index in stride(from: 1, through: weight, by: 1) { group(digit(index), 4, put) }
        }
        guard scale > 0 else { return true }
        put(UInt8(ascii: "."))
        var left = scale
        var index = weight + 1
        while left > 0 {
            group(digit(index), min(left, 4), put)
            left -= 4
            index += 1
        }
        return true
    }

    private static func word(_ text: StaticString, _ put: (UInt8) -> Void) -> Bool {
        text.withUTF8Buffer { for byte in $0 { put(byte) } }
        return true
    }

    /// A group without the zeros in front.
    @inline(__always)
    private static func leading(_ value: Int, _ put: (UInt8) -> Void) {
        let zero = UInt8(ascii: "0")
        if value >= 1000 { put(zero + UInt8(value / 1000)) }
        if value >= 100 { put(zero + UInt8(value / 100 % 10)) }
        if value >= 10 { put(zero + UInt8(value / 10 % 10)) }
        put(zero + UInt8(value % 10))
    }

    /// The first `places` of the four digits of a group.
    @inline(__always)
    private static func group(_ value: Int, _ places: Int, _ put: (UInt8) -> Void) {
        let zero = UInt8(ascii: "0")
        put(zero + UInt8(truncatingIfNeeded: value / 1000 % 10))
        if places > 1 { put(zero + UInt8(truncatingIfNeeded: value / 100 % 10)) }
        if places > 2 { put(zero + UInt8(truncatingIfNeeded: value / 10 % 10)) }
        if places > 3 { put(zero + UInt8(truncatingIfNeeded: value % 10)) }
    }
}

extension UnsafeRawBufferPointer {
    /// Big-endian numbers; the caller has checked the length.
    @inline(__always)
    package func int16(at offset: Int) -> Int16 {
        Int16(bigEndian: loadUnaligned(fromByteOffset: offset, as: Int16.self))
    }
    @inline(__always)
    package func int32(at offset: Int) -> Int32 {
        Int32(bigEndian: loadUnaligned(fromByteOffset: offset, as: Int32.self))
    }
    @inline(__always)
    package func int64(at offset: Int) -> Int64 {
        Int64(bigEndian: loadUnaligned(fromByteOffset: offset, as: Int64.self))
    }
}
