internal import Domain

/// How a column writes its times: every form that reads all of its values.
enum TimeGuess {
    /// The forms, or none where no form reads them; of forms that read every value alike the first.
    ///
    /// A form with and one without fixed digits read alike, day and month exchanged do not.
    static func formats(of values: [String]) -> [String] {
        guard !values.isEmpty else { return [] }
        var found: [(format: String, readings: [Int64])] = []
        let bytes = values.map { Array($0.utf8) }
        for format in candidates(like: values[0]) {
            guard let readings = readings(of: bytes, as: format) else { continue }
            if !found.contains(where: { $0.readings == readings }) { found.append((format, readings)) }
        }
        return found.map(\.format)
    }

    /// Whether the times of a form say nothing of their offset.
    static func isLocal(_ values: [String], as format: String) -> Bool {
        guard let parsed = TimestampFormat(format), let first = values.first else { return false }
        return Array(first.utf8).withUnsafeBufferPointer { parsed.parse($0)?.offsetSeconds == nil }
    }

    private static func readings(of values: [[UInt8]], as format: String) -> [Int64]? {
        guard let parsed = TimestampFormat(format) else { return nil }
        var readings: [Int64] = []
        for value in values {
            guard let reading = value.withUnsafeBufferPointer({ parsed.parse($0) }),
                plausible.contains(reading.localMicroseconds)
            else { return nil }
            readings.append(reading.localMicroseconds)
        }
        return readings
    }

    /// 1990 to 2100: seconds are not read as milliseconds, nor milliseconds as seconds.
    private static let plausible = Int64(631_152_000_000_000)..<Int64(4_102_444_800_000_000)

    /// The forms that a value could be of, by the marks in it.
    private static func candidates(like value: String) -> [String] {
        guard !value.allSatisfy(\.isNumber) else {
            return ["yyyyMMdd", "yyyyMMddHHmmss", "unix_seconds", "unix_milliseconds", "serial_days"]
        }
        if value.allSatisfy({ $0.isNumber || $0 == "." }), value.count(where: { $0 == "." }) == 1 {
            return ["serial_days"]
        }
        var formats = ["iso8601"]
        let times = [
            "", " HH:mm", " HH:mm:ss", " H:mm", " H:mm:ss", " h:mm a", " h:mm:ss a", ", HH:mm", ", HH:mm:ss",
            ", h:mm a",
            ", h:mm:ss a", " HH:mm Z", " HH:mm:ss Z", " HH:mm:ssZ", "THH:mm:ss", "THH:mm:ssZ",
        ]
        let dates = [
            "yyyy-MM-dd", "yyyy/MM/dd", "yyyy.MM.dd", "dd.MM.yyyy", "d.M.yyyy", "dd.MM.yy", "MM.dd.yyyy", "dd/MM/yyyy",
            "d/M/yyyy", "MM/dd/yyyy", "M/d/yyyy", "dd/MM/yy", "MM/dd/yy", "d/M/yy", "M/d/yy", "dd-MM-yyyy",
            "MM-dd-yyyy",
            "d-M-yyyy", "M-d-yyyy", "dd-MM-yy", "MM-dd-yy", "MMM d, yyyy", "d MMM yyyy", "dd-MMM-yyyy", "d-MMM-yy",
            "MMMM d, yyyy", "d MMMM yyyy", "EEE, d MMM yyyy", "d. MMM yyyy",
        ]
        for date in dates where hasMarks(of: date, value) { formats += times.map { date + $0 } }
        return formats
    }

    private static func hasMarks(of date: String, _ value: String) -> Bool {
        guard let mark = date.first(where: { !$0.isLetter }) else { return true }
        return value.contains(mark)
            && date.contains("MMM") == value.contains(where: { $0.isLetter && !"TZapmAPM".contains($0) })
    }
}
