/// Appends the texts of numbers to a piece of memory that is large enough.
struct TextWriter {
    private let start: UnsafeMutablePointer<UInt8>
    private var count = 0

    init(_ start: UnsafeMutablePointer<UInt8>) {
        self.start = start
    }

    var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        start[count] = byte
        count += 1
    }

    mutating func put(_ text: StaticString) {
        text.withUTF8Buffer { put($0) }
    }

    @inline(__always)
    mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let from = bytes.baseAddress else { return }
        (start + count).update(from: from, count: bytes.count)
        count += bytes.count
    }

    @inline(__always)
    mutating func put(_ value: Int64, digits: Int) {
        var rest = value
        for place in stride(from: digits - 1, through: 0, by: -1) {
            start[count + place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }

    mutating func put(_ value: Int64) {
        if value < 0 { put(UInt8(ascii: "-")) }
        var digits = 1
        var rest = value.magnitude / 10
        while rest > 0 { (digits, rest) = (digits + 1, rest / 10) }
        rest = value.magnitude
        for place in stride(from: digits - 1, through: 0, by: -1) {
            start[count + place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }

    /// The shortest digits that are this number and no other; a whole number without a point, so that it can be an id.
    mutating func put<Number: BinaryFloatingPoint & CustomStringConvertible>(_ value: Number) {
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 {
            put(whole)
        } else {
            for byte in value.description.utf8 { put(byte) }
        }
    }
}
