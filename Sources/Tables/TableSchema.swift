/// A table of a run as it is declared: its columns, its key, what is looked up in it, and the stages that write it.
///
/// One file declares a table: a structure with a typed ``Column`` a property, in the order of the table, and one constant
/// `table`. Everything else (what a stage fills, what the store creates, selects and reads, what `docs/tables.md` says)
/// goes by that.
package class TableSchema: @unchecked Sendable {
    package let name: String
    /// What a row stands for and in what order the rows come, in a sentence or more.
    package let rows: String
    package let columns: [ColumnSchema]
    /// The columns that identify a row, and in whose order rows are compared.
    package let key: [ColumnSchema]
    /// Whether two rows of one key are refused.
    package let isKeyUnique: Bool
    /// Further indexes, each a list of columns.
    package let indexes: [[ColumnSchema]]
    /// The stages whose files hold rows of the table.
    package let stages: [StageFile]

    // `@unchecked Sendable`: everything here is constant, and the only subclass adds constants.
    fileprivate init(
        _ name: String, rows: String, columns: [ColumnSchema], key: [ColumnSchema], isKeyUnique: Bool,
        indexes: [[ColumnSchema]], stages: [StageFile]
    ) {
        let names = columns.map(\.name)
        precondition(Set(names).count == names.count, "table \(name) has two columns of one name")
        ColumnSchema.number(columns)
        (self.name, self.rows, self.columns, self.key) = (name, rows, columns, key)
        (self.isKeyUnique, self.indexes, self.stages) = (isKeyUnique, indexes, stages)
    }

    /// The column of a name; `nil` where there is none.
    package func column(named name: String) -> ColumnSchema? {
        columns.first { $0.name == name }
    }
}

/// A table with its columns by their types.
package final class TypedTable<Columns: Sendable>: TableSchema, @unchecked Sendable {
    package let column: Columns

    /// Declares a table.
    ///
    /// - Parameters:
    ///   - name: as clients, files and databases have it.
    ///   - column: a structure whose properties are columns, or lists or structures of columns, in the table's order.
    ///   - rows: what a row stands for, and in what order the rows come.
    ///   - stages: the stages that write it: one, for all tables but `data_quality`.
    ///   - key: the columns that identify a row.
    ///   - isKeyUnique: whether two rows of one key are refused: everywhere but in `quarantine`.
    ///   - indexes: further indexes.
    init(
        _ name: String, _ column: Columns, rows: String, stages: [StageFile], key: (Columns) -> [ColumnSchema],
        isKeyUnique: Bool = true, indexes: (Columns) -> [[ColumnSchema]] = { _ in [] }
    ) {
        self.column = column
        super.init(
            name, rows: rows, columns: Self.columns(in: column), key: key(column), isKeyUnique: isKeyUnique,
            indexes: indexes(column), stages: stages)
    }

    /// The columns among the properties of a value, in the order of their declaration.
    private static func columns(in value: Any) -> [ColumnSchema] {
        if let column = value as? ColumnSchema { return [column] }
        return Mirror(reflecting: value).children.flatMap { columns(in: $0.value) }
    }
}
