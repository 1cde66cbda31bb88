internal import Domain

/// Writes instants as ``Instant/description`` does, into one buffer: for columns, where a string a part would cost more
/// than everything else in the row.
struct InstantText {
    private var bytes: [UInt8] = []

    /// Appends the text of an instant to a column.
    mutating func append(_ microseconds: Int64, to column: inout TextColumn) {
        let (day, rest) = microseconds.flooredDivision(by: Instant.microsecondsPerDay)
        let (seconds, fraction) = rest.flooredDivision(by: Instant.microsecondsPerSecond)
        let date = CivilDate(daysSince1970: Int32(clamping: day))
        bytes.removeAll(keepingCapacity: true)
        append(date.year, digits: 4)
        append("-", date.month)
        append("-", date.day)
        append("T", Int(seconds / 3600))
        append(":", Int(seconds / 60 % 60))
        append(":", Int(seconds % 60))
        if fraction > 0 { appendFraction(Int(fraction)) }
        bytes.append(UInt8(ascii: "Z"))
        bytes.withUnsafeBufferPointer { column.append($0) }
    }

    private mutating func append(_ separator: Unicode.Scalar, _ number: Int) {
        bytes.append(UInt8(ascii: separator))
        append(number, digits: 2)
    }

    private mutating func append(_ number: Int, digits: Int) {
        var scale = (1..<digits).reduce(1) { product, _ in product * 10 }
        while scale > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / scale % 10))
            scale /= 10
        }
    }

    private mutating func appendFraction(_ millionths: Int) {
        bytes.append(UInt8(ascii: "."))
        append(millionths, digits: 6)
        while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    }
}
