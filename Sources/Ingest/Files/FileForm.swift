internal import Domain

/// The form of one text table: what its mapping gives, and for the rest what its first bytes show.
struct FileForm: Sendable {
    var separator: Separator
    var quoting = FileDialect.Quoting.doubled
    /// Whether the mapping gives the quoting: a field may then hold what looks like rows.
    var isQuotingGiven = false
    var encoding = FileDialect.Encoding.utf8
    var endsLinesWithCR = false
    /// Lines above the header: titles, and the one that names the separator.
    var skippedLines = 0

    init(separator: Separator) { self.separator = separator }

    /// How many bytes are looked at.
    private static let prefix = 1 << 16
    /// How many lines may stand above the header.
    private static let lines = 40
    private static let separators: [UInt8] = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }

    /// Looks at the beginning of a file: `mapping` gives what it gives, and the names by which the header is known; `encoding`
    /// is what a first reading has shown, in place of what the first bytes show.
    init(
        of path: String, _ mapping: TableMapping, encoding: FileDialect.Encoding? = nil
    ) throws(IngestError) {
        self.init(separator: mapping.separator ?? .byte(UInt8(ascii: ",")))
        if let quoting = mapping.dialect.quoting { (self.quoting, isQuotingGiven) = (quoting, true) }
        var bytes = try Self.head(of: path)
        self.encoding = mapping.dialect.encoding ?? encoding ?? Self.encoding(of: bytes)
        if self.encoding != .utf8, let transcoder = Transcoder(self.encoding, endsLinesWithCR: false) {
            bytes = bytes.withUnsafeBufferPointer { transcoder.convert($0) }
        }
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
        endsLinesWithCR = !bytes.contains(UInt8(ascii: "\n")) && bytes.contains(UInt8(ascii: "\r"))
        guard separator != .none, separator != .blanks else { return }
        findHeader(bytes, mapping)
        if mapping.dialect.quoting == nil, Self.hasBackslashes(bytes) { quoting = .backslash }
    }

    private static func head(of path: String) throws(IngestError) -> [UInt8] {
        var stream = ByteStream(try InputFile(path: path))
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: prefix)
        defer { room.deallocate() }
        var count = 0
        while count < prefix {
            let taken = try stream.read(into: room + count, count: prefix - count)
            guard taken > 0 else { break }
            count += taken
        }
        return Array(UnsafeBufferPointer(start: room, count: count))
    }

    // MARK: - Encoding

    private static func encoding(of bytes: [UInt8]) -> FileDialect.Encoding {
        if bytes.starts(with: [0xff, 0xfe]) { return .utf16LittleEndian }
        if bytes.starts(with: [0xfe, 0xff]) { return .utf16BigEndian }
        let pairs = bytes.count / 2
        if pairs >= 8 {
            let odd = stride(from: 1, to: pairs * 2, by: 2).count { bytes[$0] == 0 }
            let even = stride(from: 0, to: pairs * 2, by: 2).count { bytes[$0] == 0 }
            if odd * 10 > pairs * 7, even * 10 < pairs { return .utf16LittleEndian }
            if even * 10 > pairs * 7, odd * 10 < pairs { return .utf16BigEndian }
        }
        var evidence = EncodingEvidence()
        // The last character may be cut.
        bytes.dropLast(min(4, bytes.count)).withUnsafeBufferPointer { evidence.add($0) }
        return evidence.isWindows1252 ? .windows1252 : .utf8
    }

    // MARK: - Header

    /// Finds the separator, and the line of the header among titles.
    private mutating func findHeader(_ bytes: [UInt8], _ mapping: TableMapping) {
        let lineEnd = endsLinesWithCR ? UInt8(ascii: "\r") : UInt8(ascii: "\n")
        var lines = bytes.split(separator: lineEnd, maxSplits: Self.lines, omittingEmptySubsequences: false)
        // What is left over behind the last of them is no line.
        if lines.count > Self.lines { lines.removeLast() }
        let given: [UInt8]? = if case .byte(let byte) = mapping.separator { [byte] } else { nil }
        var candidates = given ?? Self.separators
        var first = 0
        if let named = lines.first.flatMap(Self.namedSeparator) {
            first = 1
            if given == nil { candidates = [named] }
        }
        if let skipped = mapping.dialect.skippedLines { first = skipped }
        skippedLines = first
        guard first < lines.count else { return }
        let names = Set(mapping.headerNames)
        let searched = mapping.dialect.skippedLines == nil ? lines.indices.dropFirst(first) : first..<first + 1
        var best = (matches: 0, fields: 0, line: first, separator: candidates[0])
        for line in searched {
            for separator in candidates {
                let fields = Self.fields(lines[line], separator)
                let matches = Set(fields).intersection(names).count
                let isBetter =
                    matches > best.matches || (matches == best.matches && line == first && fields.count > best.fields)
                if isBetter { best = (matches, fields.count, line, separator) }
            }
        }
        separator = .byte(best.separator)
        // A line further below is the header only where it has all that is asked for.
        let isHeader = mapping.headerAlternatives.allSatisfy { alternatives in
            Self.fields(lines[best.line], best.separator).contains { alternatives.contains($0) }
        }
        if best.line > first, isHeader { skippedLines = best.line }
    }

    /// What `sep=;` names.
    private static func namedSeparator(_ line: ArraySlice<UInt8>) -> UInt8? {
        var line = line.filter { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\"") }
        guard line.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8).map({ $0 | 0x20 }) else { return nil }
        line.removeFirst(4)
        return line.isEmpty ? nil : line[0]
    }

    private static func fields(_ line: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
        var fields: [String] = []
        var (field, isQuoted): ([UInt8], Bool) = ([], false)
        func end() {
            field.withUnsafeBufferPointer { fields.append(String(decoding: Blank.trimmed($0), as: UTF8.self)) }
            field = []
        }
        for byte in line {
            if byte == UInt8(ascii: "\""), isQuoted || field.isEmpty {
                isQuoted.toggle()
            } else if byte == separator, !isQuoted {
                end()
            } else {
                field.append(byte)
            }
        }
        end()
        return fields
    }

    /// Whether a backslash stands before a quote where RFC 4180 could not have one.
    private static func hasBackslashes(_ bytes: [UInt8]) -> Bool {
        let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        guard bytes.contains(backslash) else { return false }
        for index in bytes.indices.dropLast(2) where bytes[index] == backslash && bytes[index + 1] == quote {
            let next = bytes[index + 2]
            let isLetter = (0x30...0x39).contains(next) || (0x61...0x7a).contains(next | 0x20) || next == 0x20
            if isLetter { return true }
        }
        return false
    }
}

/// Whether bytes beyond ASCII are UTF-8 or Windows-1252.
struct EncodingEvidence: Sendable {
    private(set) var utf8 = 0
    private(set) var other = 0
    private var isBinary = false
    /// Whether some byte beyond ASCII stands beside a letter, as those of words do.
    private var isInWord = false

    var isWindows1252: Bool { utf8 == 0 && other > 0 && !isBinary && isInWord }

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                if byte == 0 { isBinary = true }
                index += 1
                continue
            }
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
            if index + length <= bytes.count,
                TextCheck.isText(UnsafeBufferPointer(rebasing: bytes[index..<index + length]))
            {
                utf8 += 1
                index += length
            } else {
                other += 1
                if Transcoder.holes.contains(byte) { isBinary = true }
                isInWord = isInWord || Self.isLetter(bytes, index - 1) || Self.isLetter(bytes, index + 1)
                index += 1
            }
        }
    }

    mutating func noteText() { utf8 += 1 }

    static func + (left: EncodingEvidence, right: EncodingEvidence) -> EncodingEvidence {
        var sum = left
        sum.utf8 += right.utf8
        sum.other += right.other
        sum.isBinary = left.isBinary || right.isBinary
        sum.isInWord = left.isInWord || right.isInWord
        return sum
    }

    private static func isLetter(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        bytes.indices.contains(index) && (0x61...0x7a).contains(bytes[index] | 0x20)
    }
}

extension TableMapping {
    /// Every name that a header of its files may hold.
    var headerNames: [String] { headerAlternatives.flatMap(\.self) + columnNames.compactMap(column).flatMap(\.names) }

    /// The names of each column without which a file is not the table's.
    var headerAlternatives: [[String]] {
        columnNames.compactMap { name -> [String]? in
            guard let column = column(name), isRequired(name), !column.names.isEmpty else { return nil }
            return column.names
        }
    }
}
