internal import Domain
internal import PostgreSQL

/// Writes the values of one row as the texts that a file would hold, for the readers that all sources share.
///
/// Texts stay where they are; everything else is written into room that is used again for every row. A value that no reader
/// accepts (NaN, infinity, the year 294276) keeps its name, so that the row is quarantined with it.
final class FieldText {
    private let types: [FieldType]
    /// The texts of the row, in the order of the columns.
    let fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    private let room: UnsafeMutablePointer<UInt8>
    private var long: [UnsafeMutableBufferPointer<UInt8>] = []
    /// The day written last: rows of one day mostly stand together.
    private var day = Int64.min
    private var dayText: [UInt8] = []

    /// The bytes that any number or time takes, but for a `numeric` of many digits.
    private static let slot = 64

    init(_ types: [FieldType]) {
        self.types = types
        fields = .allocate(capacity: types.count)
        fields.initialize(repeating: UnsafeBufferPointer(start: nil, count: 0), count: types.count)
        room = .allocate(capacity: max(types.count, 1) * Self.slot)
    }

    deinit {
        releaseLong()
        fields.deallocate()
        room.deallocate()
    }

    /// Takes a row; `false` where a field is longer than any may be or is not of its type.
    func write(_ values: UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Bool {
        if !long.isEmpty { releaseLong() }
        var isSound = true
        for index in types.indices {
            let value = values[index]
            guard let start = value.baseAddress else {
                fields[index] = UnsafeBufferPointer(start: nil, count: 0)
                continue
            }
            switch types[index] {
            case .text, .array, .other, .bytes, .padded:
                var count = value.count
                if types[index] == .padded { while count > 0, value[count - 1] == UInt8(ascii: " ") { count -= 1 } }
                if count > RecordLimits.fieldBytes { isSound = false }
                fields[index] = UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
            default:
                guard let text = write(value, types[index], at: index) else {
                    fields[index] = UnsafeBufferPointer(start: nil, count: 0)
                    isSound = false
                    continue
                }
                fields[index] = text
            }
        }
        return isSound
    }

    /// Whether every field is UTF-8 without NUL.
    var isUTF8: Bool { types.indices.allSatisfy { TextCheck.isText(fields[$0]) } }

    /// The row as a line of a file, for people who look at what was refused.
    func line() -> [UInt8] {
        var line: [UInt8] = []
        for index in types.indices where line.count <= QuarantinedRow.rawLimit {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            append(UnsafeBufferPointer(rebasing: fields[index].prefix(QuarantinedRow.rawLimit)), to: &line)
        }
        return line
    }

    private func append(_ field: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let special: Set<UInt8> = [quote, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        guard field.contains(where: special.contains) else {
            line.append(contentsOf: field)
            return
        }
        line.append(quote)
        for byte in field {
            if byte == quote { line.append(quote) }
            line.append(byte)
        }
        line.append(quote)
    }

    private func releaseLong() {
        for buffer in long { buffer.deallocate() }
        long.removeAll(keepingCapacity: true)
    }

    private func write(
        _ value: UnsafeRawBufferPointer, _ type: FieldType, at index: Int
    ) -> UnsafeBufferPointer<UInt8>? {
        var text = Writer(room + index * Self.slot)
        switch (type, value.count) {
        case (.boolean, 1): text.put(value[0] != 0 ? "true" : "false")
        case (.integer, 8): text.put(value.int64(at: 0))
        case (.integer, 4): text.put(Int64(value.int32(at: 0)))
        case (.integer, 2): text.put(Int64(value.int16(at: 0)))
        case (.real, 8): text.put(Double(bitPattern: UInt64(bitPattern: value.int64(at: 0))))
        case (.real, 4): text.put(Float(bitPattern: UInt32(bitPattern: value.int32(at: 0))))
        case (.numeric, _): return numeric(value, text)
        case (.instant, 8): putTime(value.int64(at: 0), &text, isUTC: true)
        case (.localTime, 8): putTime(value.int64(at: 0), &text, isUTC: false)
        case (.day, 4):
            let day = value.int32(at: 0)
            if day == .max || day == .min { text.put("infinity") } else { putDay(Int64(day), &text) }
        default: return nil
        }
        return text.written
    }

    private func numeric(_ value: UnsafeRawBufferPointer, _ short: Writer) -> UnsafeBufferPointer<UInt8>? {
        var text = short
        guard value.count >= 8 else { return nil }
        // Before the point four digits a group, behind it as many as are shown; sign and point besides.
        let needed = 4 * (Int(value.int16(at: 2)).magnitude.advanced(by: 1)) + UInt(max(value.int16(at: 6), 0)) + 16
        if needed > Self.slot {
            let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Int(needed))
            long.append(buffer)
            guard let start = buffer.baseAddress else { return nil }
            text = Writer(start)
        }
        return NumericText.write(value) { text.put($0) } ? text.written : nil
    }

    // MARK: - Times

    /// Microseconds in a day.
    private static let dayLength: Int64 = 86_400_000_000
    /// Days from 1970 to 2000, where the server's count begins.
    private static let epoch: Int64 = 10_957

    private func putTime(_ time: Int64, _ text: inout Writer, isUTC: Bool) {
        guard time != .max, time != .min else {
            text.put(time == .max ? "infinity" : "-infinity")
            return
        }
        let (day, rest) = time.flooredDivision(by: Self.dayLength)
        putDay(day, &text)
        text.put(UInt8(ascii: "T"))
        let seconds = rest / 1_000_000
        text.put(seconds / 3600, digits: 2)
        text.put(UInt8(ascii: ":"))
        text.put(seconds / 60 % 60, digits: 2)
        text.put(UInt8(ascii: ":"))
        text.put(seconds % 60, digits: 2)
        if rest % 1_000_000 != 0 {
            text.put(UInt8(ascii: "."))
            text.put(rest % 1_000_000, digits: 6)
        }
        if isUTC { text.put(UInt8(ascii: "Z")) }
    }

    private func putDay(_ day: Int64, _ text: inout Writer) {
        if day != self.day {
            self.day = day
            dayText = Array(CivilDate(daysSince1970: Int32(clamping: day + Self.epoch)).description.utf8)
        }
        for byte in dayText { text.put(byte) }
    }
}

/// Appends to a piece of memory that is large enough.
private struct Writer {
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
        text.withUTF8Buffer { for byte in $0 { put(byte) } }
    }

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
