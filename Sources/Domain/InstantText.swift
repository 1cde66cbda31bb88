extension Instant {
    /// The bytes of ``description`` for whole seconds.
    static let textBytes = 20

    /// Writes whole UTC seconds as ``description`` writes them, `2026-03-02T09:00:00Z`, into ``textBytes`` bytes.
    ///
    /// Digit by digit: a ticket has dozens of instants, and strings of parts would cost more than all its clocks.
    static func write(seconds: Int64, to buffer: UnsafeMutableBufferPointer<UInt8>) {
        let (day, second) = seconds.flooredDivision(by: 86_400)
        let date = CivilDate(daysSince1970: Int32(clamping: day))
        let clock = Int(second)
        func put(_ number: Int, at place: Int, _ separator: Unicode.Scalar) {
            buffer[place] = UInt8(truncatingIfNeeded: 48 + number / 10 % 10)
            buffer[place + 1] = UInt8(truncatingIfNeeded: 48 + number % 10)
            buffer[place + 2] = UInt8(ascii: separator)
        }
        put(date.year / 100, at: 0, "-")
        put(date.year % 100, at: 2, "-")
        put(date.month, at: 5, "-")
        put(date.day, at: 8, "T")
        put(clock / 3_600, at: 11, ":")
        put(clock / 60 % 60, at: 14, ":")
        put(clock % 60, at: 17, "Z")
    }

    /// An instant as ``description`` writes it, from whole UTC seconds; `nil` for ``missing``.
    package static func text(ofSeconds seconds: Int64) -> String? {
        guard seconds != missing else { return nil }
        return String(unsafeUninitializedCapacity: textBytes) { buffer in
            write(seconds: seconds, to: buffer)
            return textBytes
        }
    }
}

extension JSONText {
    /// An instant of whole UTC seconds, as ``Instant/text(ofSeconds:)`` writes it.
    package mutating func value(instant seconds: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Instant.textBytes + 2) { buffer in
            buffer[0] = UInt8(ascii: "\"")
            Instant.write(seconds: seconds, to: UnsafeMutableBufferPointer(rebasing: buffer[1...Instant.textBytes]))
            buffer[Instant.textBytes + 1] = UInt8(ascii: "\"")
            raw(buffer)
        }
    }
}
