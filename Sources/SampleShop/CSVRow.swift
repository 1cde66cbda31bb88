/// Rows of CSV as bytes: each call writes one field, ``endRow()`` ends the row.
///
/// Everything is written by hand, digit by digit: no formatter, no locale, no intermediate string.
struct CSVRow {
    private(set) var bytes: [UInt8] = []

    /// Text that needs no quotes: no comma, quote or line break in it.
    mutating func text(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        comma()
    }

    /// Text in quotes, its own quotes doubled.
    mutating func quoted(_ text: String) {
        let quote = UInt8(ascii: "\"")
        bytes.append(quote)
        for byte in text.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
        comma()
    }

    mutating func empty() {
        comma()
    }

    mutating func integer(_ value: Int) {
        digits(value)
        comma()
    }

    /// A yes or no, as `true` or `false`.
    mutating func flag(_ value: Bool) {
        text(value ? "true" : "false")
    }

    /// Cents as decimal text with two decimals; not negative.
    mutating func money(_ cents: Int) {
        digits(cents / 100)
        bytes.append(UInt8(ascii: "."))
        digits(cents % 100, width: 2)
        comma()
    }

    /// A number that is not negative, rounded to six decimals.
    mutating func decimal(_ value: Double) {
        let millionths = Int((value * 1e6).rounded())
        digits(millionths / 1_000_000)
        bytes.append(UInt8(ascii: "."))
        digits(millionths % 1_000_000, width: 6)
        comma()
    }

    /// Seconds since 1970 as `2025-12-31T23:59:59Z`.
    mutating func instant(_ seconds: Int) {
        let (day, second) = (seconds / secondsPerDay, seconds % secondsPerDay)
        date(day)
        bytes.append(UInt8(ascii: "T"))
        digits(second / 3_600, width: 2)
        bytes.append(UInt8(ascii: ":"))
        digits(second / 60 % 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        digits(second % 60, width: 2)
        bytes.append(UInt8(ascii: "Z"))
        comma()
    }

    /// An instant, or nothing.
    mutating func instant(_ seconds: Int?) {
        guard let seconds else { return comma() }
        instant(seconds)
    }

    /// An identifier: a prefix, a number, and a second number after a hyphen where there is one.
    mutating func identifier(_ id: Identifier) {
        bytes.append(id.prefix)
        digits(id.number, width: id.width)
        if id.suffix > 0 {
            bytes.append(UInt8(ascii: "-"))
            digits(id.suffix)
        }
        comma()
    }

    /// An identifier, or nothing.
    mutating func identifier(_ id: Identifier?) {
        guard let id else { return comma() }
        identifier(id)
    }

    /// 128 bits as 32 hexadecimal digits.
    mutating func hexadecimal(_ high: UInt64, _ low: UInt64) {
        for word in [high, low] {
            for shift in stride(from: 60, through: 0, by: -4) {
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
        comma()
    }

    /// Ends the row: the comma after its last field becomes a line break.
    mutating func endRow() {
        bytes[bytes.count - 1] = UInt8(ascii: "\n")
    }

    /// Forgets the rows written so far and keeps the storage.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    private mutating func comma() {
        bytes.append(UInt8(ascii: ","))
    }

    private mutating func date(_ day: Int) {
        let civil = civilDate(day: day)
        digits(civil.year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        digits(civil.month, width: 2)
        bytes.append(UInt8(ascii: "-"))
        digits(civil.day, width: 2)
    }

    private mutating func digits(_ value: Int, width: Int = 1) {
        var divisor = 1
        for _ in 1..<max(width, 1) { divisor *= 10 }
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}

/// The name of a record, kept as numbers until it is written: `C0000042`, `O0000042-3`.
struct Identifier {
    let prefix: UInt8
    let number: Int
    /// 0 where the identifier has one number only.
    let suffix: Int
    /// The digits of `number`, padded with zeros.
    let width: Int

    private init(_ prefix: Unicode.Scalar, _ number: Int, suffix: Int = 0, width: Int = 7) {
        self.prefix = UInt8(ascii: prefix)
        (self.number, self.suffix, self.width) = (number, suffix, width)
    }

    static func customer(_ number: Int) -> Self { Self("C", number) }
    static func order(_ customer: Int, _ index: Int) -> Self { Self("O", customer, suffix: index) }
    static func guestOrder(_ customer: Int, _ index: Int) -> Self { Self("G", customer, suffix: index) }
    static func ticket(_ customer: Int, _ index: Int) -> Self { Self("T", customer, suffix: index) }
    static func guestTicket(_ customer: Int, _ index: Int) -> Self { Self("U", customer, suffix: index) }
    static func product(_ index: Int) -> Self { Self("P", index + 1, width: 5) }
    static func agent(_ index: Int) -> Self { Self("A", index + 1, width: 2) }
    static func bundle(_ index: Int) -> Self { Self("B", index + 1, width: 3) }
}
