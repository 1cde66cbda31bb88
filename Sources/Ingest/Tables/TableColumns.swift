internal import Domain

/// The columns of one table while its files are read, and the rules by which a row is taken in.
///
/// A row is either appended to every column or, where ``add(_:)`` throws, to none.
protocol TableColumns: Sendable {
    var count: Int { get }
    /// Whether the row added last may yet be refused, so that its text has to be at hand.
    var isLastDoubtful: Bool { get }
    /// Begins a file with columns of its own.
    mutating func begin(_ binding: Binding)
    /// Makes room for a number of rows, as far as that can be told.
    mutating func reserve(_ rows: Int)
    mutating func add(_ row: Row) throws(Rejection)
    /// Takes note of a row that the mapping does not want in the table.
    mutating func leaveOut(_ row: Row)
    /// The money of a row that cannot be taken in, read as loosely as possible.
    func looseMoney(_ row: Row) -> Int64
    /// Of when and from where such a row is.
    func context(_ row: Row) -> RefusedContext
    /// The money of the rows taken in since there were so many; 0 where the table has none.
    func money(since count: Int) -> Int64
}

extension TableColumns {
    var isLastDoubtful: Bool { false }
    mutating func reserve(_ rows: Int) {}
    mutating func leaveOut(_ row: Row) {}
    func looseMoney(_ row: Row) -> Int64 { 0 }
    func context(_ row: Row) -> RefusedContext { RefusedContext() }
    func money(since count: Int) -> Int64 { 0 }
}

/// A column that takes no room until a file has it.
struct OptionalColumn<Element: Sendable & Equatable>: Sendable {
    private(set) var values: [Element] = []
    private(set) var isPresent = false
    private let missing: Element

    init(missing: Element) {
        self.missing = missing
    }

    /// Takes note of whether the file that begins has the column; the rows before it have no value.
    mutating func begin(_ isInFile: Bool, rows: Int) {
        guard isInFile, !isPresent else { return }
        isPresent = true
        values = [Element](repeating: missing, count: rows)
    }

    @inline(__always)
    mutating func append(_ value: Element) {
        if isPresent { values.append(value) }
    }

    mutating func reserve(_ rows: Int) {
        if isPresent { values.reserveCapacity(rows) }
    }

    @inline(__always)
    subscript(row: Int) -> Element {
        get { isPresent ? values[row] : missing }
        set { if isPresent { values[row] = newValue } }
    }

    /// Keeps some rows, in that order.
    mutating func keep(_ rows: [Int32]) {
        if isPresent { values = Permutation.gather(values, rows) }
    }

    /// Takes the values out, so that they can be let go of early.
    mutating func take() -> [Element] {
        defer { values = [] }
        return values
    }
}

/// A column of strings from a dictionary of its own; -1 where there is no value.
struct CodeColumn: Sendable {
    private(set) var codes: [Int32] = []
    private(set) var isPresent = false
    private(set) var interner = StringInterner()
    /// The code given out last: values mostly repeat.
    private var last = StringTable.missing

    mutating func begin(_ isInFile: Bool, rows: Int) {
        guard isInFile, !isPresent else { return }
        isPresent = true
        codes = [Int32](repeating: StringTable.missing, count: rows)
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard isPresent else { return }
        codes.append(code(of: bytes))
    }

    @inline(__always)
    mutating func code(of bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        guard !bytes.isEmpty else { return StringTable.missing }
        if last >= 0, interner.isEqual(last, bytes) { return last }
        last = interner.code(of: bytes)
        return last
    }

    mutating func reserve(_ rows: Int) {
        if isPresent { codes.reserveCapacity(rows) }
    }

    subscript(row: Int) -> Int32 { isPresent ? codes[row] : StringTable.missing }

    mutating func takeCodes() -> [Int32] {
        defer { codes = [] }
        return codes
    }

    /// Keeps some rows, in that order.
    mutating func keep(_ rows: [Int32]) {
        if isPresent { codes = Permutation.gather(codes, rows) }
    }

    mutating func forgetStrings() {
        interner = StringInterner()
    }
}
