internal import Domain
internal import PostgreSQL

/// Writes the values of a server's row as texts.
///
/// A value that no reader accepts (NaN, infinity, the year 294276) keeps its name, so that the row is quarantined with it.
final class FieldText {
    private let types: [FieldType]
    let row: RowText
    /// The day written last, and its text: rows of one day mostly stand together.
    private var day = Int64.min
    private let dayRoom: UnsafeMutablePointer<UInt8>
    private var dayText = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

    init(_ types: [FieldType]) {
        self.types = types
        row = RowText(columns: types.count)
        dayRoom = .allocate(capacity: RowText.slot)
    }

    deinit { dayRoom.deallocate() }

    /// Takes a row; `false` where a field is longer than any may be or is not of its type.
    func write(_ values: UnsafeBufferPointer<UnsafeRawBufferPointer>) -> Bool {
        row.begin()
        let fields = row.fields
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

    private func write(
        _ value: UnsafeRawBufferPointer, _ type: FieldType, at index: Int
    ) -> UnsafeBufferPointer<UInt8>? {
        var text = row.writer(index)
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

    private func numeric(_ value: UnsafeRawBufferPointer, _ short: TextWriter) -> UnsafeBufferPointer<UInt8>? {
        var text = short
        guard value.count >= 8 else { return nil }
        // Before the point four digits a group, behind it as many as are shown; sign and point besides.
        let needed = 4 * (Int(value.int16(at: 2)).magnitude.advanced(by: 1)) + UInt(max(value.int16(at: 6), 0)) + 16
        if needed > RowText.slot { text = row.writer(bytes: Int(needed)) }
        return NumericText.write(value) { text.put($0) } ? text.written : nil
    }

    // MARK: - Times

    /// Microseconds in a day.
    private static let dayLength: Int64 = 86_400_000_000
    /// Days from 1970 to 2000, where the server's count begins.
    private static let epoch: Int64 = 10_957

    private func putTime(_ time: Int64, _ text: inout TextWriter, isUTC: Bool) {
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

    private func putDay(_ day: Int64, _ text: inout TextWriter) {
        if day != self.day {
            self.day = day
            dayText = write(CivilDate(daysSince1970: Int32(clamping: day + Self.epoch)))
        }
        text.put(dayText)
    }

    private func write(_ day: CivilDate) -> UnsafeBufferPointer<UInt8> {
        var text = TextWriter(dayRoom)
        if (0...9999).contains(day.year) {
            text.put(Int64(day.year), digits: 4)
        } else {
            text.put(Int64(day.year))
        }
        text.put(UInt8(ascii: "-"))
        text.put(Int64(day.month), digits: 2)
        text.put(UInt8(ascii: "-"))
        text.put(Int64(day.day), digits: 2)
        return text.written
    }
}
