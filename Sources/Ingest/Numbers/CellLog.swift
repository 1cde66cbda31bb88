internal import Domain

/// What the cells of one file showed while they were read: the marks of its numbers, and values that could not be read.
///
/// Used by the one thread that reads the file.
final class CellLog {
    /// How the numbers of a column are written.
    struct Marks: Sendable {
        var dot = 0
        var comma = 0
        /// Numbers of one mark and three digits behind it, by that mark.
        var openDot = 0
        var openComma = 0
        /// The first of those, for messages.
        var example = ""
        var rounded = 0

        var open: Int { openDot + openComma }
        var isMixed: Bool { dot > 0 && comma > 0 }
        /// What the numbers prove; `nil` where they prove nothing, or as much for one mark as for the other.
        var decimal: NumberGrammar.Mark? { dot == comma ? nil : dot > comma ? .dot : .comma }

        static func + (left: Marks, right: Marks) -> Marks {
            var sum = left
            sum.dot += right.dot
            sum.comma += right.comma
            sum.openDot += right.openDot
            sum.openComma += right.openComma
            if sum.example.isEmpty { sum.example = right.example }
            return sum
        }
    }

    /// By number of the column; the wholly plain numbers are counted where they are read.
    let marks: UnsafeMutablePointer<Marks>
    let columns: Int
    /// Cells that became missing, by column and reason.
    private(set) var bad: [BadCell: Int] = [:]
    /// What the mapping lets stand around numbers, unless a column has more.
    let signs: CurrencySigns
    /// By column, the unit of its quantities.
    private var units: [UInt8: [UInt8]] = [:]
    /// Words for an id of nobody.
    let nobody: NobodyWords

    struct BadCell: Hashable, Sendable {
        let column: UInt8
        let reason: ReasonCode
    }

    init(columns: Int, signs: CurrencySigns = .none, nobody: NobodyWords = .usual) {
        self.columns = max(columns, 1)
        self.signs = signs
        self.nobody = nobody
        marks = .allocate(capacity: self.columns)
        marks.initialize(repeating: Marks(), count: self.columns)
    }

    deinit {
        marks.deinitialize(count: columns)
        marks.deallocate()
    }

    func note(_ number: WrittenNumber, _ bytes: UnsafeBufferPointer<UInt8>, column: UInt8) {
        guard Int(column) < columns else { return }
        let at = marks + Int(column)
        switch number.evidence {
        case .nothing: break
        case .decimal(.dot): at.pointee.dot += 1
        case .decimal(.comma): at.pointee.comma += 1
        case .ambiguous(let mark):
            if mark == .dot { at.pointee.openDot += 1 } else { at.pointee.openComma += 1 }
            if at.pointee.example.isEmpty { at.pointee.example = String(decoding: bytes.prefix(40), as: UTF8.self) }
        }
        if number.isRounded { at.pointee.rounded += 1 }
    }

    func noteBad(_ rejection: Rejection) {
        bad[BadCell(column: rejection.column, reason: rejection.reason), default: 0] += 1
    }

    /// Whether a unit is the one of its column: kilograms and grams do not add up.
    func isUnit(_ unit: ArraySlice<UInt8>, ofColumn column: UInt8) -> Bool {
        guard !unit.isEmpty else { return true }
        guard let known = units[column] else {
            units[column] = Array(unit)
            return true
        }
        return known.elementsEqual(unit)
    }

    /// The marks of all columns.
    var allMarks: [Marks] { (0..<columns).map { marks[$0] } }
}

/// What stands in place of a customer's id where there is no customer.
struct NobodyWords: Equatable, Sendable {
    private let words: [[UInt8]]
    private let longest: Int
    /// With which bytes the words begin, in either case.
    private let begins: [Bool]

    init(_ words: [String]) {
        self.words = words.map { Array($0.lowercased().utf8) }
        longest = self.words.map(\.count).max() ?? 0
        var begins = [Bool](repeating: false, count: 256)
        for word in words {
            for first in [word.lowercased().utf8.first, word.uppercased().utf8.first].compactMap(\.self) {
                begins[Int(first)] = true
            }
        }
        self.begins = begins
    }

    static let usual = NobodyWords([
        "0", "0.0", "-1", "null", "none", "nil", "nan", "n/a", "#n/a", "na", "guest", "-", "--", "undefined", "(null)",
        "<na>", "\\n",
    ])

    @inline(__always)
    func contain(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
        guard id.count <= longest, let first = id.first, begins[Int(first)] else { return false }
        return isListed(id)
    }

    private func isListed(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
        words.contains { word in
            guard word.count == id.count else { return false }
            for index in word.indices {
                let byte = id[index]
                let lower = (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
                guard lower == word[index] else { return false }
            }
            return true
        }
    }
}
