internal import Domain
internal import Tables

/// The questions that can be put to a snapshot, on one connection.
///
/// It lives as long as the call that handed it out. Every question is an indexed look-up or a walk along an index.
package struct SnapshotReader {
    package let snapshot: Snapshot
    private let connection: any RunConnection

    init(_ snapshot: Snapshot, _ connection: any RunConnection) {
        self.snapshot = snapshot
        self.connection = connection
    }

    /// The first row that `sql` finds in `table`.
    func first<T>(
        _ table: TableSchema, _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> T
    ) throws(StoreError) -> T? {
        var found: T?
        try forEach(table, sql, arguments) { row in
            found = try make(row)
            return false
        }
        return found
    }

    /// Every row that `sql` finds in `table`.
    func all<T>(
        _ table: TableSchema, _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> T
    ) throws(StoreError) -> [T] {
        var rows: [T] = []
        try forEach(table, sql, arguments) { row in
            rows.append(try make(row))
            return true
        }
        return rows
    }

    /// Hands every row that `sql` finds in `table` to `body`, until it answers `false`.
    func forEach(
        _ table: TableSchema, _ sql: String, _ arguments: StatementArguments = [], _ body: (Row) throws -> Bool
    ) throws(StoreError) {
        try require(table)
        try StoreError.wrapping("read \(table.name) of", snapshot.run.id.text) {
            try connection.forEachRow(of: table, sql, arguments, body)
        }
    }

    /// The rows of a table that fulfil a condition, which calls the table `t`, in the order that it asks for.
    func rows<Columns>(
        of table: TypedTable<Columns>, _ condition: String, _ arguments: StatementArguments = []
    ) throws(StoreError) -> [TableRow<Columns>] {
        try all(table, "\(table.selectSQL) \(condition)", arguments) { try TableRow($0, of: table) }
    }

    /// The first of these rows.
    func row<Columns>(
        of table: TypedTable<Columns>, _ condition: String, _ arguments: StatementArguments = []
    ) throws(StoreError) -> TableRow<Columns>? {
        try first(table, "\(table.selectSQL) \(condition)", arguments) { try TableRow($0, of: table) }
    }

    private func require(_ table: TableSchema) throws(StoreError) {
        guard snapshot.has(table) else {
            throw StoreError(
                .missingTable,
                "run \(snapshot.run.id) has no table \(table.name): it ran only a part of the stages; run the pipeline"
            )
        }
    }
}

extension TableRow {
    /// A row of an answer whose cells from `start` on are the table's columns.
    ///
    /// - Throws: ``StoreError/Code/schemaMismatch`` where a column that needs a value has none, as in a run of before the
    ///   table had that column.
    init(_ row: Row, of table: TypedTable<Columns>, from start: Int = 0) throws(StoreError) {
        var cells: [Cell] = []
        cells.reserveCapacity(table.columns.count)
        for column in table.columns {
            guard let cell = row.cell(start + column.position, column) else {
                throw StoreError(
                    .schemaMismatch,
                    "column \(column.name) of \(table.name) has no value: the run was written before the column needed one; "
                        + "run the pipeline")
            }
            cells.append(cell)
        }
        self.init(table, cells: cells)
    }
}

extension Row {
    /// A cell of a column; `nil` where the column needs a value and has none.
    fileprivate func cell(_ position: Int, _ column: ColumnSchema) -> Cell? {
        let cell: Cell? =
            switch column.kind {
            case .integer: (self[position] as Int64?).map(Cell.integer)
            case .real: (self[position] as Double?).map(Cell.real)
            case .text: (self[position] as String?).map(Cell.text)
            }
        return cell ?? (column.isNullable ? .null : nil)
    }
}
