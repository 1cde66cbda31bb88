internal import Domain
package import Tables

/// A row of a table as a report shows it: one object, keys named as the columns.
package struct TableRecord: Encodable, Sendable {
    /// The members by name, each the values of a column.
    private let columns: [(name: String, values: ColumnValues)]
    private let row: Int

    init(_ columns: [(name: String, values: ColumnValues)], row: Int) {
        (self.columns, self.row) = (columns, row)
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package func encode(to encoder: any Encoder) throws {
        var record = encoder.container(keyedBy: Key.self)
        for column in columns {
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
    private let columns: [(name: String, values: ColumnValues)]
    private let rows: [Int]

    /// Rows of a table.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - rows: which rows, in this order; all of them by default.
    ///   - hidden: columns that are not shown.
    ///   - further: members that the table does not have, a value a row of the table.
    package init(
        _ table: Table, rows: [Int]? = nil, without hidden: [ColumnSchema] = [],
        and further: [(name: String, values: ColumnValues)] = []
    ) {
        let shown = table.schema.columns.filter { !hidden.contains($0) }
        columns = shown.compactMap { column in table[values: column].map { (column.name, $0) } } + further
        self.rows = rows ?? Array(0..<table.rowCount)
    }

    package func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for row in rows { try list.encode(TableRecord(columns, row: row)) }
    }
}
