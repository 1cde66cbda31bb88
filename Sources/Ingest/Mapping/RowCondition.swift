internal import Domain

/// What a column of the file must hold, or must not, for a row to belong to the table; of a list in JSON, any element.
struct RowCondition: Equatable, Sendable {
    enum Test: Equatable, Sendable {
        /// One of these values, as they stand.
        case among([String])
        /// One of these patterns, in which `*` stands for any characters; the case of ASCII letters does not count.
        case like([String])
        case isEmpty(Bool)
        /// A number beyond this one; what is no number is not.
        case above(Int64)
        case below(Int64)
    }

    let column: String
    let test: Test
    var isExclusion = false
}

extension RowCondition {
    /// Reads conditions of the form `{ column: value, column: [value, value], column: { like: "GIFT*" } }`.
    static func read(
        _ yaml: StrictYAML, _ key: String, isExclusion: Bool = false
    ) throws(ConfigurationError) -> [RowCondition] {
        guard let pairs = try yaml.object(key) else { return [] }
        var conditions: [RowCondition] = []
        for column in pairs.keys {
            guard pairs.isObject(column), let rule = try pairs.object(column) else {
                let values = try pairs.strings(column) ?? [""]
                conditions.append(RowCondition(column: column, test: .among(values), isExclusion: isExclusion))
                continue
            }
            for test in try tests(rule) {
                conditions.append(RowCondition(column: column, test: test, isExclusion: isExclusion))
            }
        }
        return conditions
    }

    private static func tests(_ yaml: StrictYAML) throws(ConfigurationError) -> [Test] {
        var tests: [Test] = []
        if let patterns = try yaml.strings("like") { tests.append(.like(patterns)) }
        if let isEmpty = try yaml.boolean("empty") { tests.append(.isEmpty(isEmpty)) }
        if let bound = try number(yaml, "above") { tests.append(.above(bound)) }
        if let bound = try number(yaml, "below") { tests.append(.below(bound)) }
        try yaml.finish()
        guard !tests.isEmpty else { throw yaml.error("needs a test: like, empty, above or below") }
        return tests
    }

    private static func number(_ yaml: StrictYAML, _ key: String) throws(ConfigurationError) -> Int64? {
        guard let text = try yaml.string(key) else { return nil }
        let bytes = Array(text.utf8)
        guard let number = try? bytes.withUnsafeBufferPointer({ try Money.parse($0) }) else {
            throw yaml.error("is `\(text)`; give a number such as 0 or -12.50", at: key)
        }
        return number
    }
}

/// A condition on the rows of one file.
struct BoundCondition: Sendable {
    private let field: Int
    private let test: RowCondition.Test
    private let values: [[UInt8]]
    private let patterns: [BytePattern]
    let isExclusion: Bool

    init(_ condition: RowCondition, field: Int) {
        (self.field, test, isExclusion) = (field, condition.test, condition.isExclusion)
        switch condition.test {
        case .among(let texts): (values, patterns) = (texts.map { Array($0.utf8) }, [])
        case .like(let texts): (values, patterns) = ([], texts.map { BytePattern($0) })
        default: (values, patterns) = ([], [])
        }
    }

    @inline(__always)
    func holds(_ fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>) -> Bool {
        let bytes = fields[field]
        guard bytes.contains(JSONPath.separator) else { return isMet(by: bytes) != isExclusion }
        let elements = bytes.split(separator: JSONPath.separator)
        return elements.contains { isMet(by: UnsafeBufferPointer(rebasing: $0)) } != isExclusion
    }

    private func isMet(by bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        switch test {
        case .among: values.contains { $0.elementsEqual(bytes) }
        case .like: patterns.contains { $0.matches(bytes) }
        case .isEmpty(let isEmpty): Blank.trimmed(bytes).isEmpty == isEmpty
        case .above(let bound): Self.number(bytes).map { $0 > bound } ?? false
        case .below(let bound): Self.number(bytes).map { $0 < bound } ?? false
        }
    }

    /// The number in a field whatever stands around it, for a comparison alone.
    private static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isInParentheses = bytes.contains(UInt8(ascii: "("))
        let digits = bytes.filter { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        guard let number = try? digits.withUnsafeBufferPointer({ try Money.parse($0) }) else { return nil }
        return isInParentheses ? -number : number
    }
}

/// A text in which each `*` stands for any bytes and ASCII letters of either case are the same.
struct BytePattern: Sendable {
    private let parts: [[UInt8]]

    init(_ text: String) {
        parts = text.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map {
            $0.map(Self.folded)
        }
    }

    /// How many bytes of it stand for themselves: of two patterns that match, the longer one says more.
    var literalBytes: Int { parts.reduce(0) { $0 + $1.count } }

    func matches(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = parts.first, let last = parts.last else { return false }
        guard parts.count > 1 else { return first.count == bytes.count && Self.stands(first, in: bytes, at: 0) }
        guard bytes.count >= first.count + last.count, Self.stands(first, in: bytes, at: 0),
            Self.stands(last, in: bytes, at: bytes.count - last.count)
        else { return false }
        var at = first.count
        for part in parts.dropFirst().dropLast() {
            guard let found = Self.find(part, in: bytes, from: at, to: bytes.count - last.count) else { return false }
            at = found + part.count
        }
        return true
    }

    private static func find(
        _ part: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
    ) -> Int? {
        var at = start
        while at + part.count <= end {
            if stands(part, in: bytes, at: at) { return at }
            at += 1
        }
        return nil
    }

    private static func stands(_ part: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        for index in part.indices where part[index] != folded(bytes[start + index]) { return false }
        return true
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
    }
}
