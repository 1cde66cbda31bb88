package import Domain

/// A type of the values of a column.
package protocol CellValue: Sendable {
    /// What the values of a whole column are kept in.
    associatedtype Storage: ColumnStorage

    static var kind: ColumnSchema.Kind { get }
    static var isJSON: Bool { get }

    /// The value of a cell; `nil` where the cell holds none.
    init?(_ cell: Cell)
}

/// A type whose values are always there.
package protocol RequiredCellValue: CellValue {}

/// One cell of a row.
package enum Cell: Equatable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
}

extension Int: RequiredCellValue {
    package typealias Storage = [Int64]
    package static var kind: ColumnSchema.Kind { .integer }
    package static var isJSON: Bool { false }

    package init?(_ cell: Cell) {
        guard case .integer(let number) = cell else { return nil }
        self.init(number)
    }
}

/// 0 and 1 in the table.
extension Bool: RequiredCellValue {
    package typealias Storage = [Int64]
    package static var kind: ColumnSchema.Kind { .integer }
    package static var isJSON: Bool { false }

    package init?(_ cell: Cell) {
        guard case .integer(let number) = cell else { return nil }
        self = number != 0
    }
}

extension Double: RequiredCellValue {
    package typealias Storage = [Double]
    package static var kind: ColumnSchema.Kind { .real }
    package static var isJSON: Bool { false }

    package init?(_ cell: Cell) {
        guard case .real(let number) = cell else { return nil }
        self = number
    }
}

extension String: RequiredCellValue {
    package typealias Storage = TextColumn
    package static var kind: ColumnSchema.Kind { .text }
    package static var isJSON: Bool { false }

    package init?(_ cell: Cell) {
        guard case .text(let text) = cell else { return nil }
        self = text
    }
}

extension JSONDocument: RequiredCellValue {
    package typealias Storage = TextColumn
    package static var kind: ColumnSchema.Kind { .text }
    package static var isJSON: Bool { true }

    package init?(_ cell: Cell) {
        guard case .text(let text) = cell else { return nil }
        self.init(text)
    }
}

extension Optional: CellValue where Wrapped: RequiredCellValue {
    package typealias Storage = Wrapped.Storage
    package static var kind: ColumnSchema.Kind { Wrapped.kind }
    package static var isJSON: Bool { Wrapped.isJSON }

    package init?(_ cell: Cell) {
        guard cell != .null else {
            self = .none
            return
        }
        guard let value = Wrapped(cell) else { return nil }
        self = .some(value)
    }
}
