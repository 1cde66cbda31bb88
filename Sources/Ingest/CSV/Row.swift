internal import Domain

/// One row of a file, read column by column.
///
/// Each reader throws what is wrong with the value; an absent column and an empty field are no value.
struct Row {
    private let fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    private let rules: [ColumnRule]

    /// The longest id, in bytes.
    static let idBytes = 255
    /// Instants that are read: those for which the zones have offsets, 1970 to 2100.
    static let instants = 0..<Int64(4_133_980_800) * Instant.microsecondsPerSecond

    init(_ fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>, rules: [ColumnRule]) {
        self.fields = fields
        self.rules = rules
    }

    /// The bytes of a value; empty where there is none.
    @inline(__always)
    func bytes(_ column: BoundColumn) -> UnsafeBufferPointer<UInt8> {
        let field = column.field >= 0 ? fields[Int(column.field)] : UnsafeBufferPointer(start: nil, count: 0)
        return column.rule < 0 ? field : rules[Int(column.rule)].value(of: field)
    }

    /// An id that may be left out.
    @inline(__always)
    func id(_ column: BoundColumn) throws(Rejection) -> UnsafeBufferPointer<UInt8> {
        let bytes = bytes(column)
        guard bytes.count <= Self.idBytes else { throw Rejection(reason: .idTooLong, column: column.number) }
        return bytes
    }

    @inline(__always)
    func requiredID(_ column: BoundColumn) throws(Rejection) -> UnsafeBufferPointer<UInt8> {
        let bytes = try id(column)
        guard !bytes.isEmpty else { throw Rejection(reason: .missingValue, column: column.number) }
        return bytes
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
        let bytes = Self.trimmed(bytes(column))
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
        return try Self.money(bytes(column), column)
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

    func requiredMoney(_ column: BoundColumn) throws(Rejection) -> Int64 {
        let money = try money(column)
        guard money != Money.missing else { throw Rejection(reason: .missingValue, column: column.number) }
        return money
    }

    private static func money(_ bytes: UnsafeBufferPointer<UInt8>, _ column: BoundColumn) throws(Rejection) -> Int64 {
        guard !bytes.isEmpty else { return Money.missing }
        do throws(Money.ParseFailure) {
            return try Money.parse(bytes)
        } catch {
            guard !trimmed(bytes).isEmpty else { return Money.missing }
            throw Rejection(reason: error == .outOfRange ? .numberOutOfRange : .badNumber, column: column.number)
        }
    }

    private func ruledMoney(_ column: BoundColumn) throws(Rejection) -> Int64 {
        let rule = rules[Int(column.rule)]
        var money = Money.missing
        if rule.sum.isEmpty {
            money = try Self.money(bytes(column), column)
        } else {
            for field in rule.sum {
                let addend = try Self.money(fields[field], column)
                guard addend != Money.missing else { continue }
                money = (money == Money.missing ? 0 : money) + addend
            }
        }
        guard money != Money.missing, let scale = rule.scale else { return money }
        guard let scaled = scale.applied(to: money) else {
            throw Rejection(reason: .numberOutOfRange, column: column.number)
        }
        return scaled
    }

    /// A whole number within Int32, `nil` where there is none; `7.0` is one, `7.5` is not.
    func integer(_ column: BoundColumn) throws(Rejection) -> Int32? {
        let bytes = Self.trimmed(bytes(column))
        guard !bytes.isEmpty else { return nil }
        let raw = try Self.money(bytes, column)
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
        let bytes = bytes(column)
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
