internal import Domain

/// How a column writes its times.
///
/// In a pattern, `yyyy` is the year, `yy` its last two digits (70 to 99 are of the last century), `MM` and `dd` two digits of
/// month and day, `M` and `d` one or two, `MMM` an English name of a month, short or long, `EEE` one of a day of the week,
/// `HH`/`H` the hour of 24, `hh`/`h` the hour of 12 with `a` for AM or PM, `mm` the minute, `ss` the second, `SSS` digits of
/// its fraction, `Z` an offset (`Z`, `UTC`, `+01:00`, `+0100`); a blank stands for blanks of any kind, anything else for itself.
enum TimestampFormat: Equatable, Sendable {
    case iso8601
    case unixSeconds
    case unixMilliseconds
    /// Days of a spreadsheet, 1 being 1900-01-01 as those programs count.
    case serialDays
    case pattern([Token])

    enum Token: Equatable, Sendable {
        case year, yearOfCentury, monthName, weekday, fraction, month(fixed: Bool), day(fixed: Bool), hour(fixed: Bool),
            hourOf12(fixed: Bool), minute, second
        case halfOfDay, offset
        case literal(UInt8)
    }

    /// - Returns: `nil` where a pattern lacks year, month or day.
    init?(_ text: String) {
        switch text {
        case "iso8601": self = .iso8601
        case "unix_seconds": self = .unixSeconds
        case "unix_milliseconds": self = .unixMilliseconds
        case "serial_days": self = .serialDays
        default:
            let tokens = Self.tokens(of: text)
            let hasMonth = [.month(fixed: true), .month(fixed: false), .monthName].contains(where: tokens.contains)
            let hasDay = tokens.contains(.day(fixed: true)) || tokens.contains(.day(fixed: false))
            guard tokens.contains(.year) || tokens.contains(.yearOfCentury), hasMonth, hasDay else { return nil }
            self = .pattern(tokens)
        }
    }

    private static let runs: [String: Token] = [
        "yyyy": .year, "yy": .yearOfCentury, "MMM": .monthName, "MMMM": .monthName, "EEE": .weekday, "EEEE": .weekday,
        "SSS": .fraction, "MM": .month(fixed: true), "M": .month(fixed: false), "dd": .day(fixed: true),
        "d": .day(fixed: false), "HH": .hour(fixed: true), "H": .hour(fixed: false), "hh": .hourOf12(fixed: true),
        "h": .hourOf12(fixed: false), "mm": .minute, "ss": .second, "a": .halfOfDay, "Z": .offset,
    ]

    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var rest = Substring(text)
        while let first = rest.first {
            let run = rest.prefix { $0 == first }
            rest = rest.dropFirst(run.count)
            if let token = runs[String(run)] {
                tokens.append(token)
            } else {
                tokens += run.utf8.map { .literal($0) }
            }
        }
        return tokens
    }

    /// The wall clock and, where one is written, the offset; `nil` where the text is of another form.
    func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> (localMicroseconds: Int64, offsetSeconds: Int32?)? {
        switch self {
        case .iso8601:
            return ISO8601.parse(bytes).map { ($0.localMicroseconds, $0.offsetSeconds) }
        case .unixSeconds:
            return Self.unix(bytes, unit: Instant.microsecondsPerSecond)
        case .unixMilliseconds:
            return Self.unix(bytes, unit: 1000)
        case .serialDays:
            return Self.serial(bytes)
        case .pattern(let tokens):
            return Self.parse(bytes, as: tokens)
        }
    }

    private static func unix(_ bytes: UnsafeBufferPointer<UInt8>, unit: Int64) -> (Int64, Int32?)? {
        var reader = DigitReader(bytes)
        // Fifteen digits of milliseconds reach beyond the year 30,000.
        guard let number = reader.digits(upTo: 15), reader.isAtEnd else { return nil }
        let (microseconds, isOverflow) = Int64(number).multipliedReportingOverflow(by: unit)
        return isOverflow ? nil : (microseconds, 0)
    }

    /// Source: 25569 is 1970-01-01 in the 1900 system of spreadsheets.
    private static func serial(_ bytes: UnsafeBufferPointer<UInt8>) -> (Int64, Int32?)? {
        guard let days = Double(String(decoding: bytes, as: UTF8.self)), (61...1_000_000).contains(days) else {
            return nil
        }
        let seconds = ((days - 25_569) * 86_400).rounded()
        return (Int64(seconds) * Instant.microsecondsPerSecond, nil)
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, as tokens: [Token]) -> (Int64, Int32?)? {
        var reader = DigitReader(bytes)
        var (year, month, day, hour, minute, second) = (0, 0, 0, 0, 0, 0)
        var half: Int?
        var offset: Int32?
        for token in tokens {
            switch token {
            case .year: guard let value = reader.digits(4) else { return nil }; year = value
            case .yearOfCentury:
                guard let value = reader.digits(2) else { return nil }
                year = value + (value < 70 ? 2000 : 1900)
            case .monthName: guard let value = reader.month() else { return nil }; month = value
            case .weekday: guard reader.skipLetters() > 1 else { return nil }
            case .fraction: guard reader.fractionInMillionths() != nil else { return nil }
            case .month(let fixed): guard let value = reader.twoDigits(fixed) else { return nil }; month = value
            case .day(let fixed): guard let value = reader.twoDigits(fixed) else { return nil }; day = value
            case .hour(let fixed): guard let value = reader.twoDigits(fixed) else { return nil }; hour = value
            case .hourOf12(let fixed):
                guard let value = reader.twoDigits(fixed), 1...12 ~= value else { return nil }
                hour = value % 12
            case .minute: guard let value = reader.digits(2) else { return nil }; minute = value
            case .second: guard let value = reader.digits(2) else { return nil }; second = value
            case .halfOfDay: guard let value = reader.halfOfDay() else { return nil }; half = value
            case .offset: guard let value = reader.offset() else { return nil }; offset = value
            case .literal(0x20): guard reader.skipBlanks() else { return nil }
            case .literal(let byte): guard reader.skip(Unicode.Scalar(byte)) else { return nil }
            }
        }
        hour += 12 * (half ?? 0)
        guard reader.isAtEnd, hour < 24, minute < 60, second < 60,
            let days = CivilDate.daysSince1970(year: year, month: month, day: day)
        else { return nil }
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        return (seconds * Instant.microsecondsPerSecond, offset)
    }
}

extension DigitReader {
    /// The number of a month whose English name stands next, short or long, with or without a dot.
    fileprivate mutating func month() -> Int? {
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let word = letters()
        guard word.count >= 3, let index = names.firstIndex(of: String(word.prefix(3))) else { return nil }
        _ = skip(".")
        return index + 1
    }

    fileprivate mutating func twoDigits(_ fixed: Bool) -> Int? {
        fixed ? digits(2) : digits(upTo: 2)
    }

    /// 0 for AM, 1 for PM.
    fileprivate mutating func halfOfDay() -> Int? {
        let isAfternoon: Bool
        if skip("P") || skip("p") {
            isAfternoon = true
        } else if skip("A") || skip("a") {
            isAfternoon = false
        } else {
            return nil
        }
        guard skip("M") || skip("m") else { return nil }
        return isAfternoon ? 1 : 0
    }

    /// Seconds east of UTC.
    fileprivate mutating func offset() -> Int32? {
        if skip("Z") { return 0 }
        if skip("U") { return skip("T") && skip("C") ? 0 : nil }
        let sign = skip("-") ? -1 : 1
        guard sign < 0 || skip("+"), let hours = digits(2), hours <= 18 else { return nil }
        _ = skip(":")
        guard let minutes = digits(2), minutes < 60 else { return nil }
        return Int32(sign * (hours * 3600 + minutes * 60))
    }
}
