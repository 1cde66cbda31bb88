/// Turns the bytes of a file into UTF-8 with line feeds, piece by piece.
///
/// Used by the one thread that reads the file.
final class Transcoder {
    private let encoding: FileDialect.Encoding
    private let endsLinesWithCR: Bool
    /// Bytes that need what follows them.
    private var carry: [UInt8] = []
    private var highSurrogate: UInt32?

    /// How many bytes one byte of the file may become.
    static let growth = 3

    /// `nil` where the file is what it should be.
    init?(_ encoding: FileDialect.Encoding, endsLinesWithCR: Bool) {
        guard encoding != .utf8 || endsLinesWithCR else { return nil }
        (self.encoding, self.endsLinesWithCR) = (encoding, endsLinesWithCR)
    }

    /// Converts some bytes; at the end of the file, with `isEnd`, also what was carried over.
    func convert(_ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool = false) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * Self.growth)
        switch encoding {
        case .utf8: output.append(contentsOf: bytes)
        case .windows1252:
            for byte in bytes { append(Self.windows1252(byte), to: &output) }
        case .utf16LittleEndian, .utf16BigEndian:
            carry.append(contentsOf: bytes)
            takeUnits(&output)
            if isEnd, !carry.isEmpty || highSurrogate != nil { append(0xfffd, to: &output) }
        }
        if endsLinesWithCR {
            for index in output.indices where output[index] == UInt8(ascii: "\r") { output[index] = UInt8(ascii: "\n") }
        }
        return output
    }

    private func takeUnits(_ output: inout [UInt8]) {
        let whole = carry.count / 2 * 2
        for index in stride(from: 0, to: whole, by: 2) {
            let (first, second) = (UInt32(carry[index]), UInt32(carry[index + 1]))
            let unit = encoding == .utf16LittleEndian ? second << 8 | first : first << 8 | second
            if let high = highSurrogate {
                highSurrogate = nil
                if (0xdc00..<0xe000).contains(unit) {
                    append(0x10000 + (high - 0xd800) << 10 + (unit - 0xdc00), to: &output)
                    continue
                }
                append(0xfffd, to: &output)
            }
            if (0xd800..<0xdc00).contains(unit) { highSurrogate = unit } else { append(unit, to: &output) }
        }
        carry.removeFirst(whole)
    }

    private func append(_ scalar: UInt32, to output: inout [UInt8]) {
        let scalar = Unicode.Scalar(scalar) ?? "\u{fffd}"
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { output.append(byte) }
    }

    /// Source: the Windows-1252 table of the Unicode Consortium; its five holes stay what they are in Latin-1.
    private static func windows1252(_ byte: UInt8) -> UInt32 {
        guard (0x80...0x9f).contains(byte) else { return UInt32(byte) }
        return table[Int(byte) - 0x80]
    }

    private static let table: [UInt32] = [
        0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,
        0x017d,
        0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153,
        0x9d,
        0x017e, 0x0178,
    ]

    /// Bytes that no letter of Windows-1252 has.
    static let holes: Set<UInt8> = [0x81, 0x8d, 0x8f, 0x90, 0x9d]
}
