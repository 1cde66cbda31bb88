package import Domain

/// A row of a table as a report shows it: one object, keys named as the columns.
package struct TableRecord: Encodable, Sendable {
    private let table: Table
    private let row: Int

    init(_ table: Table, row: Int) {
        (self.table, self.row) = (table, row)
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package func encode(to encoder: any Encoder) throws {
        var record = encoder.container(keyedBy: Key.self)
        for column in table.columns {
            let key = Key(stringValue: column.name)
            switch column.values {
            case .integer(let values): try record.encode(values[row] == .min ? nil : values[row], forKey: key)
            case .real(let values): try record.encode(values[row].isNaN ? nil : values[row], forKey: key)
            case .text(let values): try record.encode(values[row], forKey: key)
            }
        }
    }
}

/// Rows of a table as a report shows them, each as a ``TableRecord``.
package struct TableRecords: Encodable, Sendable {
    private let table: Table
    private let rows: [Int]

    /// Shows `rows`, in this order; all of them by default.
    package init(_ table: Table, rows: [Int]? = nil) {
        (self.table, self.rows) = (table, rows ?? Array(0..<table.rowCount))
    }

    package func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for row in rows { try list.encode(TableRecord(table, row: row)) }
    }
}
