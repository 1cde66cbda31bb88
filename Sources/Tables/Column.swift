/// A column of a table as it is declared: one object a column.
package class ColumnSchema: @unchecked Sendable {
    /// The storage class of a column's values.
    package enum Kind: String, Equatable, Sendable {
        case text, integer, real
    }

    package let name: String
    package let kind: Kind
    /// What the values count or how they are written.
    package let unit: ColumnUnit
    /// What a value says, in a sentence or two.
    package let meaning: String
    /// When there is no value; `nil` where there always is one.
    package let null: String?
    /// Whether the texts are JSON documents.
    package let isJSON: Bool
    // `@unchecked Sendable`: all else is constant, and the table writes this once, in its initializer, before any other
    // code can reach the column.
    /// The place in the table's columns, from 0.
    package fileprivate(set) var position = -1

    package var isNullable: Bool { null != nil }

    fileprivate init(
        _ name: String, _ kind: Kind, _ unit: ColumnUnit, _ meaning: String, null: String?, isJSON: Bool
    ) {
        (self.name, self.kind, self.unit, self.meaning) = (name, kind, unit, meaning)
        (self.null, self.isJSON) = (null, isJSON)
    }

    /// Gives the columns of a table their places.
    static func number(_ columns: [ColumnSchema]) {
        for (position, column) in columns.enumerated() { column.position = position }
    }
}

extension ColumnSchema: Hashable {
    package static func == (left: ColumnSchema, right: ColumnSchema) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A column whose values are of one Swift type; an optional type where a value may be missing.
package final class Column<Value: CellValue>: ColumnSchema, @unchecked Sendable {
    fileprivate init(_ name: String, _ unit: ColumnUnit, _ meaning: String, null: String?) {
        super.init(name, Value.kind, unit, meaning, null: null, isJSON: Value.isJSON)
    }
}

extension Column where Value: RequiredCellValue {
    /// A column that has a value in every row.
    convenience init(_ name: String, _ unit: ColumnUnit, _ meaning: String) {
        self.init(name, unit, meaning, null: nil)
    }

    /// A column of names, ids or words.
    convenience init(_ name: String, _ meaning: String) {
        self.init(name, .none, meaning, null: nil)
    }
}

extension Column {
    /// A column that may have no value, and when it has none: a clause that follows "NULL".
    convenience init<Wrapped>(
        _ name: String, _ unit: ColumnUnit, _ meaning: String, null: String
    ) where Value == Wrapped? {
        self.init(name, unit, meaning, null: .some(null))
    }

    /// A column of names, ids or words that may have no value.
    convenience init<Wrapped>(_ name: String, _ meaning: String, null: String) where Value == Wrapped? {
        self.init(name, .none, meaning, null: .some(null))
    }
}

/// What a column's values count, or how they are written.
package struct ColumnUnit: Equatable, Sendable, ExpressibleByStringLiteral {
    package let text: String

    package init(stringLiteral text: String) { self.text = text }

    /// A name, an id or a word of a closed list.
    static let none: ColumnUnit = ""
    static let currency: ColumnUnit = "reporting currency"
    static let days: ColumnUnit = "days"
    static let seconds: ColumnUnit = "seconds"
    static let businessSeconds: ColumnUnit = "business seconds"
    /// A probability or a part of a whole.
    static let share: ColumnUnit = "0 to 1"
    static let logOdds: ColumnUnit = "log-odds"
    static let instant: ColumnUnit = "ISO 8601, UTC"
    static let day: ColumnUnit = "yyyy-mm-dd"
    static let flag: ColumnUnit = "0 or 1"
    static let customers: ColumnUnit = "customers"
    static let orders: ColumnUnit = "orders"
    static let tickets: ColumnUnit = "tickets"
    static let targets: ColumnUnit = "SLA targets"
    static let rows: ColumnUnit = "rows"
}
