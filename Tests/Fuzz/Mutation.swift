import Kernels

/// Changes to bytes that are likely to hurt a parser.
struct Mutation {
    /// Texts of which parsers are afraid: ends of number ranges, dates at the ends of time, markup, controls.
    static let hostile: [String] =
        numbers + times + [
            "\"", "'", "\\", "\n", "\r\n", "\r", ",", ";", "\t", "\u{0}", "\u{1B}[2J", "\u{FEFF}", "\u{2028}", "é",
            "e\u{301}",
            "😀", "٠٩", "%", "%00", "%FF", "*", "&", "!!binary", "{", "}", "[", "]", "-", "- ", ": ", "#", "null",
            "true", "~",
            "../..", "/etc/passwd", "' OR 1=1 --", "${HOME}", "=cmd()", "N/A", "NaN", "inf", "-inf",
        ]

    static let numbers = [
        "0", "-0", "-1", "1", "0.5", "1e308", "1e309", "-1e308", "5e-324", "9007199254740993", "2147483647",
        "2147483648",
        "-2147483648", "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551615", "99999999999999999999", "100000000000", "100000000001", "0.0001", "0.00001", "1,5",
        "1.5.5",
        "+1", "0x10", "1_000", "١٢",
    ]

    static let times = [
        "0001-01-01", "9999-12-31", "9999-12-31T23:59:59.999999Z", "0000-01-01", "10000-01-01", "1970-01-01",
        "1969-12-31",
        "2024-02-29", "2023-02-29", "2024-02-30", "2024-13-01", "2024-01-01T24:00:00Z", "2024-01-01T00:00:60Z",
        "2024-01-01T00:00:00+18:59", "2024-01-01T00:00:00-99:99", "2024-03-31 02:30:00", "1e10", "99999999999999",
    ]

    /// Applies one to eight changes.
    static func mutate(_ bytes: [UInt8], _ random: inout CounterRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0...random.index(below: 8) { change(&bytes, &random) }
        return bytes
    }

    private static func change(_ bytes: inout [UInt8], _ random: inout CounterRandom) {
        let place = random.index(below: bytes.count + 1)
        switch random.index(below: 10) {
        case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.index(below: 8)) }
        case 1: if place < bytes.count { bytes[place] = UInt8(random.index(below: 256)) }
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.index(below: 16)))
        case 3: bytes.insert(contentsOf: hostile[random.index(below: hostile.count)].utf8, at: place)
        case 4: replaceWord(&bytes, at: place, &random)
        case 5: replaceWord(&bytes, at: place, &random)
        case 6:
            let piece = bytes[place..<min(bytes.count, place + 1 + random.index(below: 64))]
            bytes.insert(contentsOf: piece, at: random.index(below: bytes.count + 1))
        case 7:
            bytes.insert(
                contentsOf: [UInt8](
                    repeating: bytes.isEmpty ? 65 : bytes[min(place, bytes.count - 1)],
                    count: 1 + random.index(below: 300)), at: place)
        case 8: if random.index(below: 8) == 0 { bytes.removeSubrange(place...) }
        default: replaceNumber(&bytes, &random)
        }
    }

    /// Puts a hostile text in the place of the word that stands there.
    private static func replaceWord(_ bytes: inout [UInt8], at place: Int, _ random: inout CounterRandom) {
        let isWord: (UInt8) -> Bool = { byte in
            byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
                || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        guard place < bytes.count, isWord(bytes[place]) else { return }
        let start = bytes[..<place].lastIndex { !isWord($0) }.map { $0 + 1 } ?? 0
        let end = bytes[place...].firstIndex { !isWord($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: hostile[random.index(below: hostile.count)].utf8)
    }

    /// Puts another number in the place of one.
    private static func replaceNumber(_ bytes: inout [UInt8], _ random: inout CounterRandom) {
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D }
        let starts = bytes.indices.filter { isDigit(bytes[$0]) && ($0 == 0 || !isDigit(bytes[$0 - 1])) }
        guard !starts.isEmpty else { return }
        let start = starts[random.index(below: starts.count)]
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: numbers[random.index(below: numbers.count)].utf8)
    }
}
