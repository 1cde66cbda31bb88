package import Domain

/// The values of one column of a ``Table``, in one block, and how they say that there is none.
package enum ColumnValues: Sendable, Equatable {
    /// `Int64.min` is NULL; booleans are 0 and 1.
    case integer([Int64])
    /// NaN is NULL; infinity is refused by the store.
    case real([Double])
    case text(TextColumn)

    package var count: Int {
        switch self {
        case .integer(let values): values.count
        case .real(let values): values.count
        case .text(let values): values.count
        }
    }

    package var kind: ColumnSchema.Kind {
        switch self {
        case .integer: .integer
        case .real: .real
        case .text: .text
        }
    }
}

/// The Swift type of a column's values as a whole.
package protocol ColumnStorage: Sendable {
    init?(_ values: ColumnValues)
    var columnValues: ColumnValues { get }
}

/// A type of numbers that columns keep.
package protocol ColumnNumber: Sendable {
    static func numbers(of values: ColumnValues) -> [Self]?
    static func values(of numbers: [Self]) -> ColumnValues
}

extension Int64: ColumnNumber {
    package static func numbers(of values: ColumnValues) -> [Int64]? {
        if case .integer(let numbers) = values { numbers } else { nil }
    }

    package static func values(of numbers: [Int64]) -> ColumnValues { .integer(numbers) }
}

extension Double: ColumnNumber {
    package static func numbers(of values: ColumnValues) -> [Double]? {
        if case .real(let numbers) = values { numbers } else { nil }
    }

    package static func values(of numbers: [Double]) -> ColumnValues { .real(numbers) }
}

extension Array: ColumnStorage where Element: ColumnNumber {
    package init?(_ values: ColumnValues) {
        guard let numbers = Element.numbers(of: values) else { return nil }
        self = numbers
    }

    package var columnValues: ColumnValues { Element.values(of: self) }
}

extension TextColumn: ColumnStorage {
    package init?(_ values: ColumnValues) {
        guard case .text(let values) = values else { return nil }
        self = values
    }

    package var columnValues: ColumnValues { .text(self) }
}
