internal import Domain

/// One row of a file, read column by column.
///
/// Each reader throws what is wrong with the value; an absent column and an empty field are no value.
struct Row {
    private let fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    private let rules: [ColumnRule]
    /// What cells show beyond their values.
    let log: CellLog
    private let marks: UnsafeMutablePointer<CellLog.Marks>

    /// The longest id, in bytes.
    static let idBytes = 255
    /// Instants that are read: those for which the zones have offsets, 1970 to 2100.
    static let instants = 0..<Int64(4_133_980_800) * Instant.microsecondsPerSecond

    init(_ fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>, rules: [ColumnRule], log: CellLog) {
        self.fields = fields
        self.rules = rules
        self.log = log
        marks = log.marks
    }

    /// A value that no row needs: where it cannot be read it is missing, and counted.
    @inline(__always)
    func optional<Value>(_ missing: Value, _ read: () throws(Rejection) -> Value) -> Value {
        do throws(Rejection) {
            return try read()
        } catch {
            log.noteBad(error)
            return missing
        }
    }

    /// The bytes of a value; empty where there is none.
    @inline(__always)
    func bytes(_ column: BoundColumn) -> UnsafeBufferPointer<UInt8> {
        guard column.rule < 0 else { return rules[Int(column.rule)].value(in: fields, Int(column.field)) }
        return column.field >= 0 ? fields[Int(column.field)] : UnsafeBufferPointer(start: nil, count: 0)
    }

    /// Whether every one of some conditions holds.
    func meets(_ conditions: [BoundCondition]) -> Bool { conditions.allSatisfy { $0.holds(fields) } }

    /// An id that may be left out; blanks around it do not count.
    @inline(__always)
    func id(_ column: BoundColumn) throws(Rejection) -> UnsafeBufferPointer<UInt8> {
        var bytes = Blank.trimmed(bytes(column))
        if column.rule >= 0, rules[Int(column.rule)].id != IDRule() {
            bytes = rules[Int(column.rule)].identity(bytes)
        }
        guard bytes.count <= Self.idBytes else { throw Rejection(reason: .idTooLong, column: column.number) }
        return bytes
    }

    @inline(__always)
    func requiredID(_ column: BoundColumn) throws(Rejection) -> UnsafeBufferPointer<UInt8> {
        let bytes = try id(column)
        guard !bytes.isEmpty else { throw Rejection(reason: .missingValue, column: column.number) }
        return bytes
    }

    /// The id of a customer; empty where the value is a word for nobody.
    @inline(__always)
    func customerID(_ column: BoundColumn) throws(Rejection) -> UnsafeBufferPointer<UInt8> {
        let bytes = try id(column)
        return log.nobody.contain(bytes) ? UnsafeBufferPointer(start: nil, count: 0) : bytes
    }

    /// A free text; beyond 1000 bytes of it, what is kept ends where a character does.
    func text(_ column: BoundColumn) -> UnsafeBufferPointer<UInt8> {
        let bytes = bytes(column)
        guard bytes.count > 1000 else { return bytes }
        var end = 1000
        while end > 0, bytes[end] & 0xc0 == 0x80 { end -= 1 }
        return UnsafeBufferPointer(rebasing: bytes[..<end])
    }

    // MARK: - Instants

    /// Microseconds, or ``Instant/missing``.
    func instant(_ column: BoundColumn) throws(Rejection) -> Int64 {
        let bytes = Blank.trimmed(bytes(column))
        guard !bytes.isEmpty else { return Instant.missing }
        let instant =
            if column.rule < 0 {
                ISO8601.parse(bytes).flatMap { parsed in
                    parsed.offsetSeconds.map { parsed.localMicroseconds - Int64($0) * Instant.microsecondsPerSecond }
                }
            } else {
                formatted(bytes, rules[Int(column.rule)])
            }
        guard let instant, Self.instants.contains(instant) else {
            throw Rejection(reason: .badTimestamp, column: column.number)
        }
        return instant
    }

    func requiredInstant(_ column: BoundColumn) throws(Rejection) -> Int64 {
        let instant = try instant(column)
        guard instant != Instant.missing else { throw Rejection(reason: .missingValue, column: column.number) }
        return instant
    }

    /// What makes a version of a row later: a time, or any other number.
    func version(_ field: Int) -> Int64 {
        let bytes = Blank.trimmed(fields[field])
        if let parsed = ISO8601.parse(bytes) {
            return parsed.localMicroseconds - Int64(parsed.offsetSeconds ?? 0) * Instant.microsecondsPerSecond
        }
        return (try? NumberParser.parse(bytes, decimal: .dot, signs: .none).value) ?? 0
    }

    private func formatted(_ bytes: UnsafeBufferPointer<UInt8>, _ rule: ColumnRule) -> Int64? {
        guard let parsed = rule.format.parse(bytes) else { return nil }
        if let offset = parsed.offsetSeconds {
            return parsed.localMicroseconds - Int64(offset) * Instant.microsecondsPerSecond
        }
        return rule.zone?.instant(ofLocal: parsed.localMicroseconds).microseconds
    }

    // MARK: - Numbers

    /// Money in 1/10000, or ``Money/missing``.
    @inline(__always)
    func money(_ column: BoundColumn) throws(Rejection) -> Int64 {
        guard column.rule < 0 else { return try ruledMoney(column) }
        return try number(bytes(column), column, nil)
    }

    /// Money that is not below 0, or ``Money/missing``.
    @inline(__always)
    func positiveMoney(_ column: BoundColumn) throws(Rejection) -> Int64 {
        let money = try money(column)
        guard money >= 0 || money == Money.missing else {
            throw Rejection(reason: .numberOutOfRange, column: column.number)
        }
        return money
    }

    /// Whether the money of a column is that of all pieces of a line.
    func isPerPiece(_ column: BoundColumn) -> Bool { column.rule >= 0 && rules[Int(column.rule)].isPerPiece }

    func requiredMoney(_ column: BoundColumn) throws(Rejection) -> Int64 {
        let money = try money(column)
        guard money != Money.missing else { throw Rejection(reason: .missingValue, column: column.number) }
        return money
    }

    /// A number in 1/10000: at once where it is plain, else in any form that exports write.
    @inline(__always)
    private func number(
        _ bytes: UnsafeBufferPointer<UInt8>, _ column: BoundColumn, _ rule: ColumnRule?, isQuantity: Bool = false
    ) throws(Rejection) -> Int64 {
        let count = bytes.count
        guard count > 0 else { return Money.missing }
        let dot = UInt8(ascii: ".")
        // One mark with three digits behind it may group thousands.
        guard count < 5 || bytes[count - 4] != dot, rule?.number?.decimal != .comma,
            let plain = try? Money.parse(bytes)
        else { return try writtenNumber(bytes, column, rule, isQuantity: isQuantity) }
        if count > 2, bytes[count - 3] == dot || bytes[count - 2] == dot { marks[Int(column.number)].dot += 1 }
        return plain
    }

    private func writtenNumber(
        _ bytes: UnsafeBufferPointer<UInt8>, _ column: BoundColumn, _ rule: ColumnRule?, isQuantity: Bool
    ) throws(Rejection) -> Int64 {
        let bytes = Blank.trimmed(bytes)
        guard !bytes.isEmpty else { return Money.missing }
        let signs = rule.map { log.signs.adding($0.strip) } ?? log.signs
        do throws(WrittenNumber.Failure) {
            let number = try NumberParser.parse(
                bytes, decimal: rule?.number?.decimal, signs: signs, isQuantity: isQuantity)
            guard log.isUnit(isQuantity ? number.unit : [], ofColumn: column.number) else { throw .notANumber }
            log.note(number, bytes, column: column.number)
            return number.value
        } catch {
            let reason: ReasonCode =
                switch error {
                case .outOfRange: .numberOutOfRange
                case .foreignSign: .unknownCurrency
                case .notANumber, .otherGrammar: .badNumber
                }
            throw Rejection(reason: reason, column: column.number)
        }
    }

    private func ruledMoney(_ column: BoundColumn) throws(Rejection) -> Int64 {
        let rule = rules[Int(column.rule)]
        var money = Money.missing
        if rule.sum.isEmpty, rule.minus.isEmpty {
            money = try number(bytes(column), column, rule)
        } else {
            for field in rule.sum { try add(fields[field], times: 1, to: &money, column, rule) }
            for field in rule.minus { try add(fields[field], times: -1, to: &money, column, rule) }
        }
        guard money != Money.missing else { return money }
        if rule.negate { money = -money }
        for factor in [rule.scale, minorFactor(rule)].compactMap(\.self) {
            guard let scaled = factor.applied(to: money) else {
                throw Rejection(reason: .numberOutOfRange, column: column.number)
            }
            money = scaled
        }
        return money
    }

    /// By what amounts in minor units of the row's currency are multiplied.
    private func minorFactor(_ rule: ColumnRule) -> DecimalFactor? {
        guard let minor = rule.minorUnits else { return nil }
        let named =
            minor.currencyField >= 0
            ? Blank.trimmed(fields[minor.currencyField]) : UnsafeBufferPointer(rebasing: fields[0][..<0])
        let currency = named.isEmpty ? minor.reporting : String(decoding: named, as: UTF8.self).uppercased()
        return switch CurrencySigns.minorDecimals(of: currency) {
        case 0: nil
        case 3: DecimalFactor("0.001")
        default: DecimalFactor("0.01")
        }
    }

    /// A quantity in 1/10000 of a piece or unit, or ``Money/missing``.
    func quantity(_ column: BoundColumn) throws(Rejection) -> Int64 {
        try number(bytes(column), column, column.rule < 0 ? nil : rules[Int(column.rule)], isQuantity: true)
    }

    /// Adds what a field holds, which may be several values of a list in JSON.
    private func add(
        _ field: UnsafeBufferPointer<UInt8>, times sign: Int64, to money: inout Int64, _ column: BoundColumn,
        _ rule: ColumnRule
    ) throws(Rejection) {
        for part in field.split(separator: JSONPath.separator) {
            let addend = try number(UnsafeBufferPointer(rebasing: part), column, rule)
            guard addend != Money.missing else { continue }
            money = (money == Money.missing ? 0 : money).addingClamped(sign * addend)
        }
    }

    /// A whole number within Int32, `nil` where there is none; `7.0` is one, `7.5` is not.
    func integer(_ column: BoundColumn) throws(Rejection) -> Int32? {
        let raw = try number(bytes(column), column, column.rule < 0 ? nil : rules[Int(column.rule)])
        guard raw != Money.missing else { return nil }
        let (quotient, remainder) = raw.quotientAndRemainder(dividingBy: Money.scale)
        guard remainder == 0 else { throw Rejection(reason: .badNumber, column: column.number) }
        guard let value = Int32(exactly: quotient) else {
            throw Rejection(reason: .numberOutOfRange, column: column.number)
        }
        return value
    }

    /// A whole number in `range`, `nil` where there is none.
    func integer(_ column: BoundColumn, in range: ClosedRange<Int32>) throws(Rejection) -> Int32? {
        guard let value = try integer(column) else { return nil }
        guard range.contains(value) else { throw Rejection(reason: .numberOutOfRange, column: column.number) }
        return value
    }

    // MARK: - Closed lists

    /// The number of a name in a closed list, `nil` where there is no value.
    func choice(_ column: BoundColumn, _ names: Choices) throws(Rejection) -> UInt8? {
        let bytes = Blank.trimmed(bytes(column))
        guard !bytes.isEmpty else { return nil }
        guard let value = names.value(of: bytes) else { throw Rejection(reason: .badEnum, column: column.number) }
        return value
    }

    @inline(__always)
    static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let first = bytes.first, let last = bytes.last else { return bytes }
        let blank = UInt8(ascii: " ")
        guard first == blank || last == blank else { return bytes }
        var (start, end) = (0, bytes.count)
        while start < end, bytes[start] == blank { start += 1 }
        while end > start, bytes[end - 1] == blank { end -= 1 }
        return UnsafeBufferPointer(rebasing: bytes[start..<end])
    }
}

/// A closed list of names, several of which may stand for one value.
struct Choices: Sendable {
    private var names: [(name: [UInt8], value: UInt8)]

    static let yesNo = Choices([
        "true": 1, "false": 0, "True": 1, "False": 0, "TRUE": 1, "FALSE": 0, "1": 1, "0": 0, "yes": 1, "no": 0, "t": 1,
        "f": 0, "y": 1, "n": 0,
    ])

    init(_ names: KeyValuePairs<String, UInt8>) {
        self.names = names.map { (Array($0.key.utf8), $0.value) }
    }

    init(_ names: [(String, UInt8)]) {
        self.names = names.map { (Array($0.0.utf8), $0.1) }
    }

    /// A list is short, and most names differ in length or the first byte.
    @inline(__always)
    func value(of bytes: UnsafeBufferPointer<UInt8>) -> UInt8? {
        for index in names.indices {
            let isEqual = names[index].name.withUnsafeBufferPointer { name in
                guard name.count == bytes.count, name[0] == bytes[0] else { return false }
                for position in 1..<name.count where name[position] != bytes[position] { return false }
                return true
            }
            if isEqual { return names[index].value }
        }
        return nil
    }
}
