internal import Foundation

/// A value on its way into a database or out of it.
enum StoredValue: Equatable, Sendable {
    /// The kinds of values that columns hold.
    enum Kind: Sendable { case integer, real, text, bytes }

    /// No value where one of that kind could stand.
    case null(Kind)
    case integer(Int64)
    case real(Double)
    case text(String)
    case bytes([UInt8])
}

/// A type whose values go into a database and come out of it as they were.
protocol Storable: Sendable {
    static var storedKind: StoredValue.Kind { get }

    var stored: StoredValue { get }

    /// The value of a cell; `nil` where it is NULL.
    static func read(_ cells: any RowCellSource, _ position: Int) -> Self?
}

extension Int64: Storable {
    static var storedKind: StoredValue.Kind { .integer }
    var stored: StoredValue { .integer(self) }
    static func read(_ cells: any RowCellSource, _ position: Int) -> Int64? { cells.integer(position) }
}

extension Int: Storable {
    static var storedKind: StoredValue.Kind { .integer }
    var stored: StoredValue { .integer(Int64(self)) }
    static func read(_ cells: any RowCellSource, _ position: Int) -> Int? { cells.integer(position).map { Int($0) } }
}

/// 0 and 1 in the database.
extension Bool: Storable {
    static var storedKind: StoredValue.Kind { .integer }
    var stored: StoredValue { .integer(self ? 1 : 0) }
    static func read(_ cells: any RowCellSource, _ position: Int) -> Bool? { cells.integer(position).map { $0 != 0 } }
}

extension Double: Storable {
    static var storedKind: StoredValue.Kind { .real }
    var stored: StoredValue { .real(self) }
    static func read(_ cells: any RowCellSource, _ position: Int) -> Double? { cells.real(position) }
}

extension String: Storable {
    static var storedKind: StoredValue.Kind { .text }
    var stored: StoredValue { .text(self) }
    static func read(_ cells: any RowCellSource, _ position: Int) -> String? { cells.text(position) }
}

extension Data: Storable {
    static var storedKind: StoredValue.Kind { .bytes }
    var stored: StoredValue { .bytes(Array(self)) }
    static func read(_ cells: any RowCellSource, _ position: Int) -> Data? { cells.bytes(position).map { Data($0) } }
}

extension Optional: Storable where Wrapped: Storable {
    static var storedKind: StoredValue.Kind { Wrapped.storedKind }
    var stored: StoredValue { self?.stored ?? .null(Wrapped.storedKind) }
    static func read(_ cells: any RowCellSource, _ position: Int) -> Wrapped?? {
        .some(Wrapped.read(cells, position))
    }
}
