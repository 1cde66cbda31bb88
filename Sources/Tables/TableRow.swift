/// One row of a table as it was read, whose cells have the names and types of the table's columns.
@dynamicMemberLookup
package struct TableRow<Columns: Sendable>: Sendable, Equatable {
    package let table: TypedTable<Columns>
    /// In the order of the table's columns.
    package let cells: [Cell]

    /// - Precondition: one cell a column, of its kind; a column that always has a value has one.
    package init(_ table: TypedTable<Columns>, cells: [Cell]) {
        precondition(cells.count == table.columns.count, "\(table.name) has \(table.columns.count) columns")
        (self.table, self.cells) = (table, cells)
    }

    package subscript<Value>(dynamicMember path: KeyPath<Columns, Column<Value>>) -> Value {
        self[table.column[keyPath: path]]
    }

    package subscript<Value>(column: Column<Value>) -> Value {
        guard let value = Value(cells[column.position]) else {
            preconditionFailure("\(table.name).\(column.name) is \(cells[column.position])")
        }
        return value
    }

    package static func == (left: TableRow, right: TableRow) -> Bool {
        left.table === right.table && left.cells == right.cells
    }
}
