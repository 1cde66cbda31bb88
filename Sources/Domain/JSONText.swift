/// Writes JSON by hand into bytes: for columns with a document a row, where an encoder would cost more than the analysis.
///
/// The caller opens and closes what it writes and gives keys in sorted order; commas are placed here. A number that is not
/// finite becomes `null`.
package struct JSONText: Sendable {
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    package var string: String { String(decoding: bytes, as: UTF8.self) }

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    package mutating func beginObject() { open("{") }
    package mutating func endObject() { close("}") }
    package mutating func beginArray() { open("[") }
    package mutating func endArray() { close("]") }

    package mutating func key(_ key: String) {
        separate()
        quote(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func value(_ text: String?) {
        guard let text else { return null() }
        separate()
        quote(text)
    }

    package mutating func value(_ number: Int) {
        separate()
        bytes.append(contentsOf: String(number).utf8)
    }

    package mutating func value(_ flag: Bool) {
        separate()
        bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    }

    /// The shortest text that reads back as the same number.
    package mutating func value(_ number: Double) {
        guard number.isFinite else { return null() }
        separate()
        if number == number.rounded(), abs(number) < 1e15 {
            bytes.append(contentsOf: String(Int64(number)).utf8)
        } else {
            bytes.append(contentsOf: number.description.utf8)
        }
    }

    /// The same for a number of single precision.
    package mutating func value(_ number: Float) {
        guard number.isFinite else { return null() }
        separate()
        if number == number.rounded(), abs(number) < 1e7 {
            bytes.append(contentsOf: String(Int64(number)).utf8)
        } else {
            bytes.append(contentsOf: number.description.utf8)
        }
    }

    /// A number rounded to `decimals` places, at most 15 of them, without zeros at the end.
    package mutating func value(_ number: Double, decimals: Int) {
        guard number.isFinite, abs(number) < 9e17 / Self.powersOfTen[decimals] else { return value(number) }
        separate()
        let scaled = Int64((number * Self.powersOfTen[decimals]).rounded())
        if scaled < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, fraction) = scaled.magnitude.quotientAndRemainder(dividingBy: UInt64(Self.powersOfTen[decimals]))
        bytes.append(contentsOf: String(whole).utf8)
        guard fraction > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        appendFraction(fraction, decimals)
    }

    package mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// A number, or `null` where there is none.
    package mutating func value(_ number: Double?) {
        if let number { value(number) } else { null() }
    }

    /// An array of what `write` makes of each element.
    package mutating func list<Elements: Sequence>(
        _ elements: Elements, _ write: (inout JSONText, Elements.Element) -> Void
    ) {
        beginArray()
        for element in elements { write(&self, element) }
        endArray()
    }

    /// Appends text that is JSON already.
    package mutating func raw(_ json: some Sequence<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Replaces what was written from a place on, which ends where a value or a member ends.
    mutating func replace(from start: Int, with tail: [UInt8]) {
        bytes.removeSubrange(start...)
        bytes += tail
    }

    private static let powersOfTen: [Double] = (0...15).map { exponent in
        (0..<exponent).reduce(1.0) { product, _ in product * 10 }
    }

    private mutating func appendFraction(_ fraction: UInt64, _ decimals: Int) {
        var (rest, width) = (fraction, decimals)
        while rest % 10 == 0 { (rest, width) = (rest / 10, width - 1) }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width))
        for position in stride(from: start + width - 1, through: start, by: -1) {
            bytes[position] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(contentsOf: [byte >> 4, byte & 15].map { $0 < 10 ? 48 + $0 : 87 + $0 })
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
