/// Why bytes are no JSON document.
package struct JSONError: Error, Equatable {
    /// What is wrong, as a clause.
    package let reason: String
    /// The byte at which it shows.
    package let offset: Int
}

extension JSONValue {
    /// How deep arrays and objects may lie in each other.
    package static let depthLimit = 64

    /// Reads a document that may come from anybody: strictly RFC 8259, in UTF-8.
    ///
    /// An object with a member twice, a number beyond a double's range and a document deeper than ``depthLimit`` are
    /// refused. Time and memory are linear in the bytes.
    ///
    /// - Parameter bytes: the whole document.
    /// - Throws: ``JSONError``.
    package init(json bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }
}

/// A recursive descent over bytes.
private struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value()
        skipBlanks()
        guard position == bytes.count else { throw error("something follows the document") }
        return value
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipBlanks()
        switch peek {
        case UInt8(ascii: "{"): return try nested { (parser) throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { (parser) throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        depth += 1
        guard depth <= JSONValue.depthLimit else { throw error("it is deeper than \(JSONValue.depthLimit) levels") }
        position += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        guard !take(UInt8(ascii: "}")) else { return .object(members) }
        repeat {
            skipBlanks()
            guard peek == UInt8(ascii: "\"") else { throw error("a member's name is expected") }
            let name = try string()
            guard take(UInt8(ascii: ":")) else { throw error("a colon is expected") }
            let value = try value()
            guard members.updateValue(value, forKey: name) == nil else { throw error("a member stands twice") }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw error("an object is not closed") }
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        var items: [JSONValue] = []
        guard !take(UInt8(ascii: "]")) else { return .array(items) }
        repeat { items.append(try value()) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error("an array is not closed") }
        return .array(items)
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        var unescaped: [UInt8]?
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                let text = String(validating: unescaped ?? Array(bytes[start..<position]), as: UTF8.self)
                position += 1
                guard let text else { throw error("a text is no UTF-8") }
                return text
            case UInt8(ascii: "\\"):
                if unescaped == nil { unescaped = Array(bytes[start..<position]) }
                unescaped?.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20: throw error("a control character stands in a text")
            default:
                unescaped?.append(byte)
                position += 1
            }
        }
        throw error("a text is not closed")
    }

    /// What an escape stands for; two of them where they are the halves of one character.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        position += 1
        guard let letter = peek else { throw error("an escape is cut short") }
        position += 1
        guard letter == UInt8(ascii: "u") else {
            guard let plain = Self.escapes[letter] else { throw error("there is no such escape") }
            return plain
        }
        let high = try hexadecimal()
        guard (0xd800..<0xdc00).contains(high), peek == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        else { return try scalar(high) }
        position += 2
        let low = try hexadecimal()
        guard (0xdc00..<0xe000).contains(low) else { throw error("half a character is missing") }
        return try scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
    }

    private static let escapes: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
        UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    private func scalar(_ value: UInt32) throws(JSONError) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(value) else { throw error("half a character is missing") }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count,
            bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits are expected") }
        position += 4
        return value
    }

    private mutating func number() throws(JSONError) -> Double {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        let isZero = peek == UInt8(ascii: "0")
        let digits = takeDigits()
        guard digits > 0, !isZero || digits == 1 else { throw error("a value is expected") }
        if peek == UInt8(ascii: ".") {
            position += 1
            guard takeDigits() > 0 else { throw error("a digit is expected") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            guard takeDigits() > 0 else { throw error("a digit is expected") }
        }
        guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)), number.isFinite else {
            throw error("a number is out of range")
        }
        return number
    }

    private mutating func takeDigits() -> Int {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position - start
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, bytes[position..<end].elementsEqual(word.description.utf8) else {
            throw error("a value is expected")
        }
        position = end
        return value
    }

    /// Whether `byte` comes next, which is then passed.
    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func error(_ reason: String) -> JSONError { JSONError(reason: reason, offset: position) }
}
