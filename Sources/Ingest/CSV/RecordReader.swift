internal import Domain
internal import Glibc

/// What separates the fields of a text table.
enum Separator: Equatable, Sendable {
    /// RFC 4180 with this byte for the comma.
    case byte(UInt8)
    /// Runs of blanks and tabs, also around the row; no quotes.
    case blanks
    /// Nothing: the whole line is one field, quotes and all.
    case none
    /// A row is a JSON object, whatever stands between two of them; see ``ObjectScan``.
    case objects
}

/// Bounds on hostile input.
enum RecordLimits {
    static let fieldBytes = 1 << 20
    static let rowBytes = 4 << 20
    static let columns = 4096
}

/// Cuts a stream of bytes into rows and fields, as RFC 4180 has them, within bounded memory.
///
/// Rows end with LF or CRLF; a byte order mark and empty lines are skipped. A quote counts where a field begins with it;
/// elsewhere in a field it is a character like any other. Within quotes, two quotes are one and everything else, line ends
/// included, is text.
///
/// Rows are found by looking at eight bytes at a time for the separator and the line end, in a window of the file that is
/// moved on when it is used up. Fields are views into that window, valid until the next row is asked for.
///
/// - A field beyond 1 MiB or a row beyond 4 MiB makes the row malformed: its bytes are passed over, not kept.
/// - A quote that is still open after 1 MiB or at the end of the file refuses the source: rows could not be told apart.
struct RecordReader: ~Copyable {
    enum Outcome {
        case row
        /// No row, but something where a row was expected.
        case malformed
        case end
    }

    private enum Scan { case complete, incomplete }

    private var stream: ByteStream
    private let separator: Separator
    private let quoting: FileDialect.Quoting
    /// Whether a quoted field that looks like rows is taken for text.
    private let trustsQuotes: Bool
    private var linesToSkip: Int
    /// How many fields a row should have, once the header is known: by it rows are seen that a quote has swallowed.
    var width = 0
    private var window: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// The unread bytes of the window are `position..<limit`.
    private var position = 0
    private var limit = 0
    private var isAtEnd = false

    private let slots: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    private let slotCount: Int
    /// Indices of fields in which two quotes stand for one.
    private var escapedFields: [Int] = []
    private var unescaped: [UnsafeMutableBufferPointer<UInt8>] = []
    /// The first bytes of a row that is too long to be kept.
    private let head: UnsafeMutablePointer<UInt8>
    private var isMalformed = false

    /// How many fields the last row has, also where that is more than there are ``fields``.
    private(set) var fieldCount = 0
    /// The last row's bytes, without the line end; only its first 4 KiB where it was too long.
    private(set) var raw = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    /// Whether the last row may hold a byte outside ASCII or a NUL.
    private(set) var mayBeNoText = false
    /// The line of the file, from 1, on which the next row begins.
    private(set) var line = 1

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    /// Bytes behind the window that may be looked at but mean nothing.
    private static let padding = 16

    /// Begins at the start of a stream, keeping up to `columns` fields of a row and counting the rest.
    ///
    /// The window is of `windowBytes` at first; tests make it small.
    init(_ stream: consuming ByteStream, separator: Separator, columns: Int, windowBytes: Int = 1 << 20) {
        self.init(stream, FileForm(separator: separator), columns: columns, windowBytes: windowBytes)
    }

    /// Begins at the start of a file of a form, behind the lines that stand above its header.
    init(_ stream: consuming ByteStream, _ form: FileForm, columns: Int, windowBytes: Int = 1 << 20) {
        self.stream = stream
        separator = form.separator
        quoting = form.quoting
        trustsQuotes = form.isQuotingGiven
        linesToSkip = form.skippedLines
        capacity = windowBytes
        window = .allocate(capacity: windowBytes + Self.padding)
        window.initialize(repeating: 0, count: windowBytes + Self.padding)
        slotCount = columns
        head = .allocate(capacity: QuarantinedRow.rawLimit)
        slots = .allocate(capacity: columns)
        slots.initialize(repeating: UnsafeBufferPointer(start: nil, count: 0), count: columns)
    }

    deinit {
        window.deallocate()
        slots.deallocate()
        head.deallocate()
        for buffer in unescaped { buffer.deallocate() }
    }

    /// The fields of the last row, `min(fieldCount, columns)` of them.
    var fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>> { slots }
    var path: String { stream.path }
    var version: InputFile.Version { stream.version }
    /// Bytes taken from the file so far, packed where it is.
    var bytesRead: Int { stream.bytesRead }

    /// Takes the next row.
    ///
    /// - Throws: a quote that does not close, or what the file system or zlib have to say.
    mutating func next() throws(IngestError) -> Outcome {
        if !unescaped.isEmpty { releaseUnescaped() }
        while true {
            if position == limit, try !refill() { return .end }
            if line == 1, position == 0 {
                try skipByteOrderMark()
                guard position < limit else { continue }
            }
            if linesToSkip > 0 {
                try skipLine()
                continue
            }
            // Empty lines are no rows.
            if window[position] == Self.newline {
                position += 1
                line += 1
                continue
            }
            if window[position] == UInt8(ascii: "\r"), position + 1 < limit, window[position + 1] == Self.newline {
                position += 2
                line += 1
                continue
            }
            let scan =
                switch separator {
                case .byte: try scanRow()
                case .blanks: scanBlanks()
                case .none: scanLine()
                case .objects: scanObject()
                }
            switch scan {
            case .complete:
                guard fieldCount > 0, !isBlankRow else { continue }
                return finishRow()
            case .incomplete:
                guard limit - position <= RecordLimits.rowBytes else { return try skipRow() }
                _ = try refill()
            }
        }
    }

    /// Whether what the last row has beyond so many fields is empty, as where a program ends every row with a separator.
    func hasEmptySurplus(over width: Int) -> Bool {
        guard fieldCount > width, fieldCount <= slotCount else { return false }
        return (width..<fieldCount).allSatisfy { Blank.trimmed(slots[$0]).isEmpty }
    }

    /// Whether the last row is nothing but separators, as spreadsheets leave them below their last row.
    private var isBlankRow: Bool {
        guard case .byte(let separator) = separator, raw.first == separator, fieldCount <= RecordLimits.columns else {
            return false
        }
        return raw.allSatisfy { $0 == separator || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: " ") }
    }

    /// Passes over a line above the header.
    private mutating func skipLine() throws(IngestError) {
        while position < limit {
            let byte = window[position]
            position += 1
            guard byte == Self.newline else { continue }
            line += 1
            linesToSkip -= 1
            return
        }
        if try !refill() { linesToSkip = 0 }
    }

    /// Bytes of rows taken so far, unpacked.
    var bytesConsumed: Int { stream.bytesDelivered - (limit - position) }
    /// How many bytes one byte of the file unpacks to, as far as it has been read.
    var expansion: Double { Double(stream.bytesDelivered) / Double(max(stream.bytesRead, 1)) }

    /// Checks, once everything is read, that the file is still what it was when it was opened.
    func checkUnchanged(since earlier: InputFile.Version? = nil) throws(IngestError) {
        try stream.checkUnchanged(since: earlier)
    }

    // MARK: - The window

    /// Moves what is unread to the front and reads on; `false` where nothing is left.
    private mutating func refill() throws(IngestError) -> Bool {
        if position > 0 {
            window.update(from: window + position, count: limit - position)
            limit -= position
            position = 0
        }
        if limit == capacity { grow() }
        let taken = isAtEnd ? 0 : try stream.read(into: window + limit, count: capacity - limit)
        limit += taken
        if taken == 0 {
            // The last row may lack its line end: it gets one.
            if !isAtEnd, limit > 0, window[limit - 1] != Self.newline {
                window[limit] = Self.newline
                limit += 1
            }
            isAtEnd = true
        }
        (window + limit).update(repeating: 0, count: Self.padding - 1)
        return limit > 0
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + Self.padding)
        larger.initialize(repeating: 0, count: capacity * 2 + Self.padding)
        larger.update(from: window, count: limit)
        window.deallocate()
        window = larger
        capacity *= 2
    }

    private mutating func skipByteOrderMark() throws(IngestError) {
        while limit - position < 3, !isAtEnd { _ = try refill() }
        if limit >= 3, window[0] == 0xef, window[1] == 0xbb, window[2] == 0xbf { position = 3 }
    }

    // MARK: - Rows

    private mutating func scanRow() throws(IngestError) -> Scan {
        guard case .byte(let separatorByte) = separator else { return .incomplete }
        let window = window
        let separators = UInt64(separatorByte) &* 0x0101_0101_0101_0101
        let newlines = UInt64(Self.newline) &* 0x0101_0101_0101_0101
        var (start, count) = (position, 0)
        var (high, nul): (UInt64, UInt64) = (0, 0)
        var lines = 1
        var hasGarbage = false
        escapedFields.removeAll(keepingCapacity: true)
        /// Where the field that is being cut ends, if it was quoted.
        var quotedEnd = -1
        var at = start
        let hasQuotes = quoting != .none
        if hasQuotes, window[start] == Self.quote {
            guard let close = try closingQuote(from: start, lines: &lines, field: 0) else { return .incomplete }
            (at, quotedEnd, high) = (close + 1, close, .max)
        }
        scanning: while at < limit {
            let word = UnsafeRawPointer(window + at).loadUnaligned(as: UInt64.self)
            var ends = Self.zeroBytes(word ^ separators) | Self.zeroBytes(word ^ newlines)
            high |= word
            nul |= Self.zeroBytes(word)
            while ends != 0 {
                let end = at + ends.trailingZeroBitCount >> 3
                guard end < limit else { return .incomplete }
                let isLast = window[end] == Self.newline
                let field = cut(start, end, quotedEnd: quotedEnd, isLast: isLast, &hasGarbage)
                if count < slotCount { slots[count] = field }
                count += 1
                if isLast {
                    complete(to: end, count: count, lines: lines, hasGarbage: hasGarbage)
                    mayBeNoText = (high & 0x8080_8080_8080_8080) | nul != 0
                    return .complete
                }
                start = end + 1
                quotedEnd = -1
                if hasQuotes, window[start] == Self.quote, start < limit {
                    guard let close = try closingQuote(from: start, lines: &lines, field: count) else {
                        return .incomplete
                    }
                    (at, quotedEnd) = (close + 1, close)
                    // What was jumped over was not looked at.
                    high = .max
                    continue scanning
                }
                ends &= ends &- 1
            }
            at += 8
        }
        return .incomplete
    }

    /// The bytes with the value 0, as 0x80 at their places.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        ~(((word & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7f7f_7f7f_7f7f_7f7f) | word | 0x7f7f_7f7f_7f7f_7f7f)
    }

    @inline(__always)
    private func cut(
        _ start: Int, _ end: Int, quotedEnd: Int, isLast: Bool, _ hasGarbage: inout Bool
    ) -> UnsafeBufferPointer<UInt8> {
        var end = end
        if isLast, end > start, window[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        guard quotedEnd >= 0 else { return UnsafeBufferPointer(start: window + start, count: end - start) }
        if end != quotedEnd + 1 { hasGarbage = true }
        return UnsafeBufferPointer(start: window + start + 1, count: quotedEnd - start - 1)
    }

    /// Where the quote closes that opens at `start`; `nil` where the window does not reach so far.
    private mutating func closingQuote(from start: Int, lines: inout Int, field: Int) throws(IngestError) -> Int? {
        var at = start + 1
        var isEscaped = false
        var hasBackslash = false
        while at < limit, let found = memchr(window + at, CInt(Self.quote), limit - at) {
            let close = UnsafeMutablePointer(mutating: window).distance(to: found.assumingMemoryBound(to: UInt8.self))
            // Whether a second quote follows has to be seen.
            guard close + 1 < limit else { break }
            guard close - start - 1 <= RecordLimits.fieldBytes else { throw openQuote(at: start, lines: lines) }
            if quoting == .backslash, isEscapedByBackslash(close, from: start) {
                hasBackslash = true
                at = close + 1
                continue
            }
            if window[close + 1] == Self.quote {
                isEscaped = true
                at = close + 2
                continue
            }
            let linesWithin = newlines(in: start..<close)
            if linesWithin > 0 { try checkSwallowed(start + 1..<close, linesWithin, line: line + lines - 1) }
            lines += linesWithin
            if isEscaped || hasBackslash || quoting == .backslash { escapedFields.append(field) }
            return close
        }
        guard !isAtEnd, limit - start <= RecordLimits.fieldBytes + 2 else { throw openQuote(at: start, lines: lines) }
        return nil
    }

    /// Whether an odd number of backslashes stands before a quote.
    private func isEscapedByBackslash(_ quote: Int, from start: Int) -> Bool {
        var at = quote - 1
        while at > start, window[at] == UInt8(ascii: "\\") { at -= 1 }
        return (quote - 1 - at) % 2 == 1
    }

    /// Refuses a quoted field that is rows: as many separators a line as a row has, and every line beginning as rows do.
    private func checkSwallowed(_ field: Range<Int>, _ lines: Int, line: Int) throws(IngestError) {
        guard !trustsQuotes, width > 1, case .byte(let separator) = separator else { return }
        let separators = field.reduce(into: 0) { count, index in count += window[index] == separator ? 1 : 0 }
        guard separators == lines * (width - 1), beginLikeRows(field, separator) else { return }
        throw IngestError(
            .openQuote,
            "a quote that opens on line \(line) of \(path) holds \(lines) line ends and as many separators as \(lines)"
                + " whole rows: it has swallowed rows; if quotes are plain letters in this file, write `quote: none` in the"
                + " mapping of its table, if the field is right, write `quote: rfc4180`")
    }

    private func beginLikeRows(_ field: Range<Int>, _ separator: UInt8) -> Bool {
        var at = field.lowerBound
        while at < field.upperBound {
            guard window[at] == Self.newline else {
                at += 1
                continue
            }
            // The key of a row is one word.
            let begin = at + 1
            at = begin
            while at < field.upperBound, window[at] != separator, window[at] != Self.newline {
                if window[at] == UInt8(ascii: " ") { return false }
                at += 1
            }
            guard at > begin else { return false }
        }
        return true
    }

    private func newlines(in range: Range<Int>) -> Int {
        range.reduce(into: 0) { count, index in count += window[index] == Self.newline ? 1 : 0 }
    }

    private func openQuote(at start: Int, lines: Int) -> IngestError {
        let where_ = "a quote opens on line \(line + lines - 1) of \(path)"
        return isAtEnd
            ? IngestError(.openQuote, "\(where_) and is never closed; close it, or double it where it is a character")
            : IngestError(
                .openQuote, "\(where_) and is still open after 1 MiB; close it, or double it where it is a character")
    }

    private mutating func complete(to end: Int, count: Int, lines: Int, hasGarbage: Bool) {
        raw = UnsafeBufferPointer(start: window + position, count: end - position)
        fieldCount = count
        position = end + 1
        line += lines
        isMalformed = hasGarbage
    }

    private mutating func finishRow() -> Outcome {
        guard !isMalformed else { return .malformed }
        if raw.count > RecordLimits.fieldBytes {
            for index in 0..<min(fieldCount, slotCount) where slots[index].count > RecordLimits.fieldBytes {
                return .malformed
            }
        }
        for index in escapedFields where index < slotCount { unescape(index) }
        return .row
    }

    private mutating func unescape(_ index: Int) {
        let field = slots[index]
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: field.count)
        var (from, to) = (0, 0)
        while from < field.count {
            let isBackslash = quoting == .backslash && field[from] == UInt8(ascii: "\\") && from + 1 < field.count
            if isBackslash { from += 1 }
            copy[to] = field[from]
            from += field[from] == Self.quote && !isBackslash ? 2 : 1
            to += 1
        }
        unescaped.append(copy)
        slots[index] = UnsafeBufferPointer(rebasing: copy[..<to])
    }

    private mutating func releaseUnescaped() {
        for buffer in unescaped { buffer.deallocate() }
        unescaped.removeAll(keepingCapacity: true)
    }

    /// Passes over a row that is too long to be kept, quotes respected.
    private mutating func skipRow() throws(IngestError) -> Outcome {
        head.update(from: window + position, count: QuarantinedRow.rawLimit)
        raw = UnsafeBufferPointer(start: head, count: QuarantinedRow.rawLimit)
        fieldCount = 0
        mayBeNoText = true
        var state = Skipping(separator, quoting)
        let first = line
        while true {
            while position < limit {
                let byte = window[position]
                position += 1
                if byte == Self.newline { line += 1 }
                if state.isRowEnd(byte) { return .malformed }
                if state.quotedBytes > RecordLimits.fieldBytes {
                    line = first + state.linesBeforeQuote
                    throw openQuote(at: position, lines: 1)
                }
            }
            guard try refill() else { break }
        }
        guard !state.isInQuotes else {
            line = first + state.linesBeforeQuote
            throw openQuote(at: position, lines: 1)
        }
        return .malformed
    }

    // MARK: - Blank-separated rows

    private mutating func scanBlanks() -> Scan {
        guard let found = memchr(window + position, CInt(Self.newline), limit - position) else { return .incomplete }
        let end = UnsafeMutablePointer(mutating: window).distance(to: found.assumingMemoryBound(to: UInt8.self))
        var count = 0
        var at = position
        mayBeNoText = false
        while at < end {
            while at < end, Self.isBlank(window[at]) { at += 1 }
            let start = at
            while at < end, !Self.isBlank(window[at]) {
                if window[at] >= 0x80 || window[at] == 0 { mayBeNoText = true }
                at += 1
            }
            guard at > start else { break }
            if count < slotCount { slots[count] = UnsafeBufferPointer(start: window + start, count: at - start) }
            count += 1
        }
        escapedFields.removeAll(keepingCapacity: true)
        complete(to: end, count: count, lines: 1, hasGarbage: false)
        return .complete
    }

    private mutating func scanLine() -> Scan {
        guard let found = memchr(window + position, CInt(Self.newline), limit - position) else { return .incomplete }
        let end = UnsafeMutablePointer(mutating: window).distance(to: found.assumingMemoryBound(to: UInt8.self))
        let line = UnsafeBufferPointer(start: window + position, count: end - position)
        slots[0] = line
        mayBeNoText = line.contains { $0 >= 0x80 || $0 == 0 }
        escapedFields.removeAll(keepingCapacity: true)
        complete(to: end, count: 1, lines: 1, hasGarbage: false)
        return .complete
    }

    // MARK: - JSON objects

    private var objects = ObjectScan()

    private mutating func scanObject() -> Scan {
        let rest = UnsafeBufferPointer(start: window + position, count: limit - position)
        switch objects.next(in: rest, isAtEnd: isAtEnd) {
        case .incomplete: return .incomplete
        case .nothing(let count):
            line += newlines(in: position..<position + count)
            position += count
            fieldCount = 0
            return .complete
        case .found(let range, let isObject):
            line += newlines(in: position..<position + range.lowerBound)
            position += range.lowerBound
            let end = position + range.count
            let object = UnsafeBufferPointer(start: window + position, count: range.count)
            slots[0] = object
            mayBeNoText = object.contains { $0 >= 0x80 || $0 == 0 }
            escapedFields.removeAll(keepingCapacity: true)
            let lines = newlines(in: position..<end)
            complete(to: end, count: 1, lines: lines, hasGarbage: !isObject)
            position = end
            return .complete
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}

/// Finds the end of a row byte by byte, for rows that are too long to be looked at whole.
private struct Skipping {
    private enum State { case fieldStart, unquoted, quoted, quoteInQuotes }

    private let separator: Separator
    private var state = State.fieldStart
    private(set) var quotedBytes = 0
    /// Line ends passed before the quoted field that is open, or was last.
    private(set) var linesBeforeQuote = 0
    private var lines = 0

    private let hasQuotes: Bool

    init(_ separator: Separator, _ quoting: FileDialect.Quoting) {
        self.separator = separator
        hasQuotes = quoting != .none && separator != .blanks && separator != .none && separator != .objects
    }

    var isInQuotes: Bool { state == .quoted }

    mutating func isRowEnd(_ byte: UInt8) -> Bool {
        let isNewline = byte == UInt8(ascii: "\n")
        if isNewline { lines += 1 }
        switch state {
        case .quoted:
            quotedBytes += 1
            if byte == UInt8(ascii: "\"") { state = .quoteInQuotes }
            return false
        case .quoteInQuotes where byte == UInt8(ascii: "\""):
            state = .quoted
            return false
        case .fieldStart where byte == UInt8(ascii: "\"") && hasQuotes:
            state = .quoted
            (quotedBytes, linesBeforeQuote) = (0, lines)
            return false
        case .fieldStart, .unquoted, .quoteInQuotes:
            state = separator == .byte(byte) ? .fieldStart : .unquoted
            return isNewline
        }
    }
}
