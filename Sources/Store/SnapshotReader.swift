internal import Domain

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
        _ table: TableName, _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> T
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
        _ table: TableName, _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> T
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
        _ table: TableName, _ sql: String, _ arguments: StatementArguments = [], _ body: (Row) throws -> Bool
    ) throws(StoreError) {
        try require(table)
        try StoreError.wrapping("read \(table.rawValue) of", snapshot.run.id.text) {
            try connection.forEachRow(of: table, sql, arguments, body)
        }
    }

    private func require(_ table: TableName) throws(StoreError) {
        guard snapshot.has(table) else {
            throw StoreError(
                .missingTable,
                "run \(snapshot.run.id) has no table \(table.rawValue): it ran only a part of the stages; run the pipeline"
            )
        }
    }
}
