internal import Domain

/// Reads one number in any of the forms that exports write.
///
/// This is the slow way, for what ``Domain/Money/parse(_:)`` does not read or what one number leaves open.
struct NumberParser {
    private let bytes: [UInt8]
    private var isNegative = false
    /// Digits with marks; signs, words and blanks around them are gone.
    private var core: ArraySlice<UInt8> = []
    private var words: [ArraySlice<UInt8>] = []
    private var unit: ArraySlice<UInt8> = []
    private var exponent = 0

    /// Bytes of text beyond which nothing is a number.
    private static let longest = 128

    /// Reads a number; `decimal` is the mark before the decimals where the column's is known, `signs` may stand around it, and
    /// around a quantity also a unit behind it.
    static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, decimal: NumberGrammar.Mark?, signs: CurrencySigns,
        isQuantity: Bool = false
    ) throws(WrittenNumber.Failure) -> WrittenNumber {
        guard bytes.count <= longest else { throw .notANumber }
        var parser = NumberParser(bytes: Array(bytes))
        try parser.cut()
        try parser.check(parser.words, signs, isQuantity: isQuantity)
        return try parser.number(decimal)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    // MARK: - What stands around

    private mutating func cut() throws(WrittenNumber.Failure) {
        guard var first = bytes.firstIndex(where: Self.isDigit), var last = bytes.lastIndex(where: Self.isDigit) else {
            throw .notANumber
        }
        // `.5` and `12.` belong together; the dot of `kr.` does not.
        if first > 0, Self.isMark(bytes[first - 1]), first == 1 || !Self.isLetter(bytes[first - 2]) { first -= 1 }
        if last + 1 < bytes.count, Self.isMark(bytes[last + 1]) { last += 1 }
        core = bytes[first...last]
        try takeExponent()
        try takeAround(bytes[..<first], isBehind: false)
        try takeAround(bytes[(last + 1)...], isBehind: true)
    }

    private static func isMark(_ byte: UInt8) -> Bool { byte == 0x2e || byte == 0x2c }
    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    private mutating func takeExponent() throws(WrittenNumber.Failure) {
        guard let e = core.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return }
        var digits = core[(e + 1)...]
        let isBelow = digits.first == UInt8(ascii: "-")
        if isBelow || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard e > core.startIndex, 1...3 ~= digits.count, digits.allSatisfy(Self.isDigit) else { throw .notANumber }
        let size = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        exponent = isBelow ? -size : size
        core = core[..<e]
    }

    /// Signs, guards and words before or behind the digits.
    private mutating func takeAround(_ around: ArraySlice<UInt8>, isBehind: Bool) throws(WrittenNumber.Failure) {
        var rest = around
        while let byte = rest.first {
            if let length = Blank.length(at: rest) {
                rest = rest.dropFirst(length)
            } else if byte == UInt8(ascii: "-") {
                isNegative.toggle()
                rest = rest.dropFirst()
            } else if rest.starts(with: [0xe2, 0x88, 0x92]) {
                isNegative.toggle()
                rest = rest.dropFirst(3)
            } else if byte == UInt8(ascii: "(") {
                guard !isBehind, bytes.last(where: { $0 != 0x20 }) == UInt8(ascii: ")") else { throw .notANumber }
                isNegative.toggle()
                rest = rest.dropFirst()
            } else if [UInt8(ascii: "+"), UInt8(ascii: "'"), UInt8(ascii: "="), UInt8(ascii: "\"")].contains(byte) {
                guard byte != UInt8(ascii: "+") || !isBehind else { throw .notANumber }
                rest = rest.dropFirst()
            } else if byte == UInt8(ascii: ")") {
                guard isBehind, bytes.contains(UInt8(ascii: "(")) else { throw .notANumber }
                rest = rest.dropFirst()
            } else {
                takeWord(&rest, isBehind: isBehind)
            }
        }
    }

    private mutating func takeWord(_ rest: inout ArraySlice<UInt8>, isBehind: Bool) {
        let start = rest.startIndex
        var end = start
        while end < rest.endIndex, Blank.length(at: rest[end...]) == nil,
            ![0x2d, 0x28, 0x29, 0x2b].contains(rest[end]),
            !rest[end...].starts(with: [0xe2, 0x88, 0x92])
        {
            end += 1
        }
        let word = rest[start..<max(end, start + 1)]
        words.append(word)
        if isBehind { unit = word }
        rest = rest[max(end, start + 1)...]
    }

    private func check(
        _ words: [ArraySlice<UInt8>], _ signs: CurrencySigns, isQuantity: Bool
    ) throws(WrittenNumber.Failure) {
        for word in words {
            switch signs.meaning(of: word) {
            case .own: continue
            case .foreign: throw .foreignSign
            case .unknown:
                guard isQuantity, Array(word) == Array(unit), Units.contains(word) else { throw .notANumber }
            }
        }
    }

    // MARK: - Digits and marks

    private mutating func number(_ known: NumberGrammar.Mark?) throws(WrittenNumber.Failure) -> WrittenNumber {
        guard let (groups, marks) = split() else { throw .notANumber }
        let (evidence, decimalPlace) = try Self.read(groups, marks)
        var place = decimalPlace
        switch evidence {
        case .nothing: break
        case .decimal(let mark):
            if let known, known != mark { throw .otherGrammar }
        case .ambiguous(let mark):
            place = mark == known ?? .dot ? 0 : nil
        }
        let whole = groups[...(place ?? groups.count - 1)].joined()
        let fraction = place.map { groups[($0 + 1)...].joined() }.map(Array.init) ?? []
        let (value, isRounded) = try scaled(Array(whole), fraction)
        return WrittenNumber(
            value: isNegative ? -value : value, evidence: exponent == 0 ? evidence : .decimal(.dot),
            isRounded: isRounded, unit: unit)
    }

    private enum GroupMark: Equatable { case dot, comma, other }

    /// The runs of digits and the marks between them; `nil` where something else stands there.
    private func split() -> (groups: [[UInt8]], marks: [GroupMark])? {
        var groups: [[UInt8]] = [[]]
        var marks: [GroupMark] = []
        var rest = core
        while let byte = rest.first {
            var length = 1
            if Self.isDigit(byte) {
                groups[groups.count - 1].append(byte)
            } else {
                guard let (mark, size) = Self.mark(rest) else { return nil }
                marks.append(mark)
                groups.append([])
                length = size
            }
            rest = rest.dropFirst(length)
        }
        return (groups, marks)
    }

    private static func mark(_ rest: ArraySlice<UInt8>) -> (GroupMark, Int)? {
        switch rest.first {
        case 0x2e: return (.dot, 1)
        case 0x2c: return (.comma, 1)
        case UInt8(ascii: "'"), UInt8(ascii: "_"): return (.other, 1)
        default:
            // The typographic apostrophe of Switzerland, and blanks of any width.
            if rest.starts(with: [0xe2, 0x80, 0x99]) { return (.other, 3) }
            return Blank.length(at: rest).map { (.other, $0) }
        }
    }

    /// What the marks prove, and behind which group the decimals begin.
    private static func read(
        _ groups: [[UInt8]], _ marks: [GroupMark]
    ) throws(WrittenNumber.Failure) -> (WrittenNumber.Evidence, Int?) {
        guard let last = marks.last else { return (.nothing, nil) }
        let leading = marks.dropLast()
        guard Set(leading.filter { $0 != last }).count <= 1, !leading.contains(last) || Set(marks).count == 1 else {
            throw .notANumber
        }
        if last == .other || leading.contains(last) {
            guard isGrouped(groups) else { throw .notANumber }
            guard last != .other else { return (.nothing, nil) }
            return (.decimal(last == .dot ? .comma : .dot), nil)
        }
        let mark: NumberGrammar.Mark = last == .dot ? .dot : .comma
        guard leading.isEmpty else {
            guard isGrouped(Array(groups.dropLast())) else { throw .notANumber }
            return (.decimal(mark), groups.count - 2)
        }
        let isOpen = groups[1].count == 3 && 1...3 ~= groups[0].count && groups[0][0] != UInt8(ascii: "0")
        return isOpen ? (.ambiguous(mark), 0) : (.decimal(mark), 0)
    }

    /// Groups of three, or as in India of two before the last three.
    private static func isGrouped(_ groups: [[UInt8]]) -> Bool {
        guard let first = groups.first, let last = groups.last, groups.count > 1 else {
            return groups.first?.isEmpty == false
        }
        let middle = groups.dropFirst().dropLast()
        let areEqual = middle.allSatisfy { $0.count == 3 } || middle.allSatisfy { $0.count == 2 }
        return 1...3 ~= first.count && last.count == 3 && areEqual
    }

    /// The value in 1/10000 from its digits, rounded half to even.
    private func scaled(
        _ whole: [UInt8], _ fraction: [UInt8]
    ) throws(WrittenNumber.Failure) -> (value: Int64, isRounded: Bool) {
        var digits = (whole + fraction).map { $0 - 0x30 }
        guard !digits.isEmpty else { throw .notANumber }
        var kept = whole.count + exponent + 4
        if kept < 0 {
            digits.insert(contentsOf: [UInt8](repeating: 0, count: -kept), at: 0)
            kept = 0
        }
        var value: UInt64 = 0
        for index in 0..<kept {
            value = value * 10 + UInt64(index < digits.count ? digits[index] : 0)
            guard value <= UInt64(Money.limit) else { throw .outOfRange }
        }
        let rest = digits.dropFirst(kept)
        guard rest.contains(where: { $0 > 0 }), let next = rest.first else { return (Int64(value), false) }
        let isHalf = next == 5 && !rest.dropFirst().contains { $0 > 0 }
        let isUp = isHalf ? value % 2 == 1 : next >= 5
        return (Int64(value + (isUp ? 1 : 0)), true)
    }
}

/// Blanks of any kind, as they stand around values.
enum Blank {
    /// How many bytes the blank takes with which the bytes begin; `nil` where they begin with none.
    @inline(__always)
    static func length(at bytes: some Collection<UInt8>) -> Int? {
        guard let first = bytes.first else { return nil }
        if first <= 0x20 { return 1 }
        guard first >= 0xc2 else { return nil }
        // No-break space; figure, thin, hair, zero-width and narrow spaces; ideographic space; byte order mark.
        if bytes.starts(with: [0xc2, 0xa0]) { return 2 }
        let isWide = long.contains { bytes.starts(with: $0) }
        return isWide ? 3 : nil
    }

    private static let long: [[UInt8]] =
        [[0xe3, 0x80, 0x80], [0xef, 0xbb, 0xbf], [0xe2, 0x80, 0xaf]] + (0x80...0x8b).map { [0xe2, 0x80, $0] }

    /// The bytes without blanks around them.
    @inline(__always)
    static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let first = bytes.first, let last = bytes.last else { return bytes }
        guard first <= 0x20 || last <= 0x20 || first >= 0x80 || last >= 0x80 else { return bytes }
        return slowlyTrimmed(bytes)
    }

    private static func slowlyTrimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var rest = bytes[...]
        while let length = length(at: rest) { rest = rest.dropFirst(length) }
        while let last = rest.last {
            if last <= 0x20 {
                rest = rest.dropLast()
            } else if rest.suffix(2).elementsEqual([0xc2, 0xa0]) {
                rest = rest.dropLast(2)
            } else if long.contains(where: { rest.suffix(3).elementsEqual($0) }) {
                rest = rest.dropLast(3)
            } else {
                break
            }
        }
        return UnsafeBufferPointer(rebasing: rest)
    }
}

/// Units in which goods are counted or weighed.
private enum Units {
    private static let names: Set<String> = [
        "kg", "g", "mg", "t", "l", "ml", "cl", "m", "cm", "mm", "m2", "m²", "lb", "lbs", "oz", "pc", "pcs", "piece",
        "pieces", "stk", "stück", "st", "x", "×", "ea", "each", "h",
    ]

    static func contains(_ word: ArraySlice<UInt8>) -> Bool {
        names.contains(String(decoding: word, as: UTF8.self).lowercased())
    }
}
