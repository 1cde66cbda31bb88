internal import Domain

/// What becomes of a row that could be read, once the other rows are known.
enum RowFate: UInt8, Sendable {
    /// Stands in the shop.
    case live
    /// Says what another row of its key says.
    case duplicate
    case refused
    case afterAsOf
    /// An earlier version of a row that was read again later.
    case superseded
    /// Its time lies so far from all others that it cannot be right.
    case setAside
    /// Accepted, and in no figure; ``leftOut`` because of what it is about.
    case cancelled, test, leftOut
    /// A line whose money is no revenue: a gift card, for example.
    case noSale
    /// A further row of an order whose rows are added up: its money is in the first one.
    case merged
}

/// What becomes of all rows of one table.
struct RowFates: Sendable {
    /// A row that was refused after it had been read.
    struct Late: Sendable {
        let row: Int32
        let reason: ReasonCode
        let column: UInt8
    }

    private(set) var fates: [RowFate]
    private(set) var late: [Late] = []

    init(count: Int) {
        fates = [RowFate](repeating: .live, count: count)
    }

    @inline(__always)
    subscript(row: Int) -> RowFate {
        get { fates[row] }
        set { fates[row] = newValue }
    }

    mutating func refuse(_ row: Int, _ reason: ReasonCode, column: UInt8 = Rejection.wholeRow) {
        fates[row] = .refused
        late.append(Late(row: Int32(row), reason: reason, column: column))
    }

    /// Settles rows that share a key and are versions of one thing: the latest stays, the others are superseded.
    ///
    /// - Parameters:
    ///   - keys: the code of each row's key, from 0.
    ///   - distinct: how many keys there are.
    ///   - isEqual: whether two rows say the same.
    ///   - isOneThing: whether two rows that differ are about one thing; where not, all rows of the key are refused.
    ///   - version: what makes a row later; equal ones stand in the order of files and rows.
    /// - Returns: the row that stays, by key; -1 where none does.
    mutating func settleVersions(
        keys: [Int32], distinct: Int, isEqual: (Int, Int) -> Bool, isOneThing: (Int, Int) -> Bool = { _, _ in true },
        version: (Int) -> Int64 = { _ in 0 }
    ) -> [Int32] {
        var latest = [Int32](repeating: -1, count: distinct)
        guard distinct < keys.count else {
            for row in keys.indices { latest[Int(keys[row])] = Int32(row) }
            return latest
        }
        var isInConflict = [Bool](repeating: false, count: distinct)
        for row in keys.indices {
            let key = Int(keys[row])
            let known = Int(latest[key])
            if known < 0 {
                latest[key] = Int32(row)
            } else if isEqual(known, row) {
                fates[row] = .duplicate
            } else if !isOneThing(known, row) {
                isInConflict[key] = true
            } else if version(row) >= version(known) {
                fates[known] = .superseded
                latest[key] = Int32(row)
            } else {
                fates[row] = .superseded
            }
        }
        for row in keys.indices where isInConflict[Int(keys[row])] {
            refuse(row, .duplicateConflict, column: 0)
            latest[Int(keys[row])] = -1
        }
        return latest
    }

    /// Settles rows that share a key: where all of them say the same the first one stays, else none of them does.
    ///
    /// - Parameters:
    ///   - keys: the code of each row's key, from 0.
    ///   - distinct: how many keys there are.
    ///   - isEqual: whether two rows say the same.
    /// - Returns: the row that stays, by key; -1 where none does.
    mutating func settle(keys: [Int32], distinct: Int, isEqual: (Int, Int) -> Bool) -> [Int32] {
        var first = [Int32](repeating: -1, count: distinct)
        guard distinct < keys.count else {
            for row in keys.indices { first[Int(keys[row])] = Int32(row) }
            return first
        }
        var isInConflict = [Bool](repeating: false, count: distinct)
        for row in keys.indices {
            let key = Int(keys[row])
            if first[key] < 0 {
                first[key] = Int32(row)
            } else if isEqual(Int(first[key]), row) {
                fates[row] = .duplicate
            } else {
                isInConflict[key] = true
            }
        }
        for row in keys.indices where isInConflict[Int(keys[row])] {
            refuse(row, .duplicateConflict, column: 0)
            first[Int(keys[row])] = -1
        }
        return first
    }
}
