/// Reads ISO 8601 dates and times from bytes, without allocation.
package enum ISO8601 {
    /// A date and time as written: the wall clock, and the offset where one stood there.
    package struct Parsed: Equatable, Sendable {
        /// Microseconds since 1970-01-01T00:00:00 on the clock that was written.
        package let localMicroseconds: Int64
        /// Seconds east of UTC, 0 for `Z`; `nil` where the text gives none.
        package let offsetSeconds: Int32?
    }

    /// Reads `yyyy-mm-dd`, optionally followed by `T` or a blank and `hh:mm[:ss[.fraction]]`, optionally by `Z` or
    /// `±hh[[:]mm]`, with or without a blank before, or by `UTC` or `GMT`.
    ///
    /// Digits of the fraction beyond the sixth are dropped. Years run from 1 to 9999.
    ///
    /// - Returns: `nil` where the bytes are not of this form or name a day or a time that does not exist.
    package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Parsed? {
        if let common = parseSeconds(bytes) { return common }
        var reader = DigitReader(bytes)
        guard let year = reader.digits(4), reader.skip("-"), let month = reader.digits(2), reader.skip("-"),
            let day = reader.digits(2), let days = CivilDate.daysSince1970(year: year, month: month, day: day)
        else { return nil }
        var microseconds = Int64(days) * Instant.microsecondsPerDay
        guard !reader.isAtEnd else { return Parsed(localMicroseconds: microseconds, offsetSeconds: nil) }
        guard reader.skip("T") || reader.skip(" ") || reader.skip("t"), let time = timeOfDay(&reader) else {
            return nil
        }
        microseconds += time
        guard !reader.isAtEnd else { return Parsed(localMicroseconds: microseconds, offsetSeconds: nil) }
        // Shopify writes a blank before the offset.
        _ = reader.skip(" ")
        guard let offset = offset(&reader), reader.isAtEnd else { return nil }
        return Parsed(localMicroseconds: microseconds, offsetSeconds: offset)
    }

    /// `yyyy-mm-ddThh:mm:ss`, alone or with `Z`, at the cost of one pass; `nil` for everything else, right or wrong.
    private static func parseSeconds(_ bytes: UnsafeBufferPointer<UInt8>) -> Parsed? {
        let hasZone = bytes.count == 20 && bytes[19] == UInt8(ascii: "Z")
        guard bytes.count == 19 || hasZone, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
        else { return nil }
        var highest: UInt8 = 0
        func pair(_ index: Int) -> Int {
            let (tens, ones) = (bytes[index] &- UInt8(ascii: "0"), bytes[index + 1] &- UInt8(ascii: "0"))
            highest = max(highest, max(tens, ones))
            return Int(tens) * 10 + Int(ones)
        }
        let (year, month, day) = (pair(0) * 100 + pair(2), pair(5), pair(8))
        let (hour, minute, second) = (pair(11), pair(14), pair(17))
        guard highest < 10, hour < 24, minute < 60, second < 60,
            let days = CivilDate.daysSince1970(year: year, month: month, day: day)
        else { return nil }
        let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        return Parsed(
            localMicroseconds: seconds * Instant.microsecondsPerSecond, offsetSeconds: hasZone ? 0 : nil)
    }

    private static func timeOfDay(_ reader: inout DigitReader) -> Int64? {
        guard let hour = reader.digits(2), hour < 24, reader.skip(":"), let minute = reader.digits(2), minute < 60
        else { return nil }
        var time = Int64(hour * 3600 + minute * 60) * Instant.microsecondsPerSecond
        guard reader.skip(":") else { return time }
        guard let second = reader.digits(2), second < 60 else { return nil }
        time += Int64(second) * Instant.microsecondsPerSecond
        guard reader.skip(".") || reader.skip(",") else { return time }
        guard let fraction = reader.fractionInMillionths() else { return nil }
        return time + fraction
    }

    private static func offset(_ reader: inout DigitReader) -> Int32? {
        if reader.skip("Z") || reader.skip("z") || reader.skipWord("UTC") || reader.skipWord("GMT") { return 0 }
        let sign: Int
        if reader.skip("+") {
            sign = 1
        } else if reader.skip("-") {
            sign = -1
        } else {
            return nil
        }
        guard let hours = reader.digits(2), hours <= 18 else { return nil }
        guard !reader.isAtEnd else { return Int32(sign * hours * 3600) }
        _ = reader.skip(":")
        guard let minutes = reader.digits(2), minutes < 60 else { return nil }
        return Int32(sign * (hours * 3600 + minutes * 60))
    }
}

/// A cursor over bytes that takes fixed numbers of decimal digits.
package struct DigitReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    package init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    package var isAtEnd: Bool { position == bytes.count }

    /// Takes exactly `count` digits, or nothing.
    package mutating func digits(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for index in position..<position + count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        position += count
        return value
    }

    /// Takes one to `count` digits, as many as there are.
    package mutating func digits(upTo count: Int) -> Int? {
        var value = 0
        var taken = 0
        while taken < count, position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value * 10 + Int(digit)
            position += 1
            taken += 1
        }
        return taken > 0 ? value : nil
    }

    /// Takes all digits that follow and reads them as a fraction, in millionths.
    package mutating func fractionInMillionths() -> Int64? {
        var value: Int64 = 0
        var scale: Int64 = 100_000
        let start = position
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value += Int64(digit) * scale
            scale /= 10
            position += 1
        }
        return position > start ? value : nil
    }

    /// Takes a word of ASCII where it stands next.
    package mutating func skipWord(_ word: String) -> Bool {
        let wanted = Array(word.utf8)
        guard position + wanted.count <= bytes.count, bytes[position..<position + wanted.count].elementsEqual(wanted)
        else { return false }
        position += wanted.count
        return true
    }

    /// Takes the ASCII letters that follow, as small ones.
    package mutating func letters() -> String {
        let start = position
        while position < bytes.count, (0x61...0x7a).contains(bytes[position] | 0x20) { position += 1 }
        return String(decoding: bytes[start..<position].map { $0 | 0x20 }, as: UTF8.self)
    }

    /// Takes the ASCII letters that follow.
    ///
    /// - Returns: how many there were.
    package mutating func skipLetters() -> Int { letters().utf8.count }

    /// Takes blanks of any kind; `false` where none stands next.
    package mutating func skipBlanks() -> Bool {
        let start = position
        while position < bytes.count {
            if bytes[position] == 0x20 || bytes[position] == 0x09 {
                position += 1
            } else if position + 2 <= bytes.count, bytes[position] == 0xc2, bytes[position + 1] == 0xa0 {
                position += 2
            } else if position + 3 <= bytes.count, bytes[position] == 0xe2, bytes[position + 1] == 0x80,
                bytes[position + 2] == 0xaf || bytes[position + 2] == 0x89
            {
                position += 3
            } else {
                break
            }
        }
        return position > start
    }

    /// Takes `scalar` where it stands next.
    package mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }
}
