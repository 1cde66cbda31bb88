/// Rows of one table, as columns: what a stage hands to the store, whole or in parts.
package struct Table: Sendable, Equatable {
    package let schema: TableSchema
    package let rowCount: Int
    /// By the columns' positions; `nil` where only other columns were asked for.
    private let values: [ColumnValues?]

    /// A table from the values of its columns: `Table(ChurnScoresTable.table) { $0.probability = … }`.
    ///
    /// - Precondition: every column is given, all are of one length.
    package init<Columns>(_ table: TypedTable<Columns>, _ fill: (inout TableFilling<Columns>) -> Void) {
        var filling = TableFilling(table)
        fill(&filling)
        self.init(table, filling.values)
        let missing = zip(table.columns, values).filter { $0.1 == nil }.map(\.0.name)
        precondition(missing.isEmpty, "table \(table.name) has no values for \(missing.joined(separator: ", "))")
    }

    /// A table, or some columns of it, from what `values` gives for each; `nil` for a column that is left out.
    ///
    /// - Precondition: the values are of their column's kind, all of one length.
    package init(_ schema: TableSchema, of values: (ColumnSchema) -> ColumnValues?) {
        self.init(schema, schema.columns.map(values))
    }

    private init(_ schema: TableSchema, _ values: [ColumnValues?]) {
        let counts = Set(values.compactMap { $0?.count })
        precondition(counts.count <= 1, "columns of \(schema.name) have lengths \(counts.sorted())")
        for (column, values) in zip(schema.columns, values) {
            precondition(
                values.map { $0.kind == column.kind } ?? true, "\(schema.name).\(column.name) is \(column.kind)")
        }
        (self.schema, self.values, rowCount) = (schema, values, counts.first ?? 0)
    }

    /// The values of every column, in the table's order.
    ///
    /// - Precondition: the table is whole.
    package var columns: [ColumnValues] {
        zip(schema.columns, values).map { column, values in
            guard let values else { preconditionFailure("\(schema.name).\(column.name) was left out") }
            return values
        }
    }

    /// The values of a column.
    ///
    /// - Precondition: the table has it.
    package subscript<Value>(column: Column<Value>) -> Value.Storage {
        guard schema.columns[column.position] === column, let values = self[values: column],
            let storage = Value.Storage(values)
        else { preconditionFailure("\(schema.name) holds no column \(column.name)") }
        return storage
    }

    /// The values of a column of this table; `nil` where it was left out.
    package subscript(values column: ColumnSchema) -> ColumnValues? { values[column.position] }

    /// The values of the column of a name; `nil` where there is none.
    package subscript(named name: String) -> ColumnValues? {
        schema.column(named: name).flatMap { self[values: $0] }
    }

    /// Some columns of the table.
    package func selecting(_ columns: [ColumnSchema]) -> Table {
        Table(schema) { column in columns.contains(column) ? self[values: column] : nil }
    }

    package static func == (left: Table, right: Table) -> Bool {
        left.schema === right.schema && left.values == right.values
    }
}

/// The columns of a table while they are given their values, each by its own name and of its own type.
@dynamicMemberLookup
package struct TableFilling<Columns: Sendable> {
    private let table: TypedTable<Columns>
    fileprivate private(set) var values: [ColumnValues?]

    fileprivate init(_ table: TypedTable<Columns>) {
        self.table = table
        values = Array(repeating: nil, count: table.columns.count)
    }

    package subscript<Value>(dynamicMember path: KeyPath<Columns, Column<Value>>) -> Value.Storage {
        get { self[table.column[keyPath: path]] }
        set { self[table.column[keyPath: path]] = newValue }
    }

    /// A list or structure of columns, for a table that has several of a kind.
    package subscript<Part>(dynamicMember path: KeyPath<Columns, Part>) -> Part { table.column[keyPath: path] }

    package subscript<Value>(column: Column<Value>) -> Value.Storage {
        get {
            guard let storage = values[column.position].flatMap(Value.Storage.init) else {
                preconditionFailure("\(table.name).\(column.name) has no values yet")
            }
            return storage
        }
        set { values[column.position] = newValue.columnValues }
    }
}
