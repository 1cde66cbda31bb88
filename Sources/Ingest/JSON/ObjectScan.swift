/// Finds the JSON objects of a file one after another: those of a list, of a list within an outer object, or a sequence of
/// objects.
///
/// An outer object is what an API answers with, `{"orders": [...]}` or `{"object": "list", "data": [...]}`: the first object of
/// a file is one where a key of ``listNames`` has a list for its value.
struct ObjectScan {
    enum Outcome {
        /// Bytes that are no part of any object.
        case nothing(Int)
        /// The range of an object, or of a line that is none.
        case found(Range<Int>, isObject: Bool)
        /// More bytes are needed.
        case incomplete
    }

    /// Keys under which APIs put the records that were asked for.
    static let listNames = ["orders", "data", "customers", "products", "charges", "results", "records", "items"]

    private var hasBegun = false
    /// Whether the list of an outer object is at its end: what follows is none of the records.
    private var isWrapped = false
    private var isOver = false

    /// The next object in bytes that begin where the last one ended.
    mutating func next(in bytes: UnsafeBufferPointer<UInt8>, isAtEnd: Bool) -> Outcome {
        guard !isOver else { return .nothing(bytes.count) }
        var at = 0
        while at < bytes.count, Self.isBetween(bytes[at]) {
            if bytes[at] == UInt8(ascii: "["), !hasBegun { hasBegun = true }
            if isWrapped, bytes[at] == UInt8(ascii: "]") {
                isOver = true
                return .nothing(bytes.count)
            }
            at += 1
        }
        guard at < bytes.count else { return .nothing(at) }
        guard bytes[at] == UInt8(ascii: "{") else { return junk(bytes, from: at) }
        if !hasBegun {
            switch Self.listOfOuter(bytes, from: at) {
            case .incomplete where !isAtEnd && bytes.count < RecordLimits.rowBytes: return .incomplete
            case .list(let begin):
                (hasBegun, isWrapped) = (true, true)
                return .nothing(begin)
            default: hasBegun = true
            }
        }
        guard let end = Self.end(of: bytes, from: at) else {
            return isAtEnd ? .found(at..<bytes.count, isObject: false) : .incomplete
        }
        return .found(at..<end, isObject: true)
    }

    private static func isBetween(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0a, 0x0d, UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"): true
        default: false
        }
    }

    /// What is no object, up to the end of its line.
    private func junk(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Outcome {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        return .found(start..<end, isObject: false)
    }

    /// Behind the bracket that closes what opens at `start`; `nil` where it is not there yet.
    private static func end(of bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var (depth, at) = (0, start)
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                guard let close = endOfText(bytes, from: at) else { return nil }
                at = close - 1
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return at + 1 }
            default: break
            }
            at += 1
        }
        return nil
    }

    /// Behind the quote that closes the text which opens at `start`.
    private static func endOfText(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var at = start + 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        return at < bytes.count ? at + 1 : nil
    }

    private enum Outer { case none, list(Int), incomplete }

    /// Where the records begin if an object is the answer of an API.
    private static func listOfOuter(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Outer {
        var at = start + 1
        while true {
            at = afterBlanks(bytes, at)
            guard at < bytes.count else { return .incomplete }
            guard bytes[at] == UInt8(ascii: "\"") else { return .none }
            guard let close = endOfText(bytes, from: at) else { return .incomplete }
            let key = String(decoding: bytes[at + 1..<close - 1], as: UTF8.self)
            at = afterBlanks(bytes, close)
            guard at < bytes.count else { return .incomplete }
            guard bytes[at] == UInt8(ascii: ":") else { return .none }
            at = afterBlanks(bytes, at + 1)
            guard at < bytes.count else { return .incomplete }
            if bytes[at] == UInt8(ascii: "[") { return listNames.contains(key) ? .list(at + 1) : .none }
            guard let end = endOfValue(bytes, from: at) else { return .incomplete }
            at = afterBlanks(bytes, end)
            guard at < bytes.count else { return .incomplete }
            guard bytes[at] == UInt8(ascii: ",") else { return .none }
            at += 1
        }
    }

    private static func endOfValue(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        switch bytes[start] {
        case UInt8(ascii: "\""): return endOfText(bytes, from: start)
        case UInt8(ascii: "{"): return end(of: bytes, from: start)
        default: return bytes[start...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") }
        }
    }

    private static func afterBlanks(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var at = start
        while at < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[at]) { at += 1 }
        return at
    }
}
