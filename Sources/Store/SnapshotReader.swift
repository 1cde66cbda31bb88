internal import Domain
internal import GRDB

/// The questions that can be put to a snapshot, on one connection.
///
/// It lives as long as the call that handed it out. Every question is an indexed look-up or a walk along an index.
package struct SnapshotReader {
    package let snapshot: Snapshot
    let database: Database

    init(_ snapshot: Snapshot, _ database: Database) {
        self.snapshot = snapshot
        self.database = database
    }

    /// The first row that `sql` finds in `table`.
    func first<T>(
        _ table: TableName, _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> T
    ) throws(StoreError) -> T? {
        try require(table)
        return try StoreError.wrapping("read \(table.rawValue) of", snapshot.run.id.text) {
            // A cursor reads its row in place; a row that is fetched alone is copied first.
            let cursor = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
            return try withExtendedLifetime(cursor) { try cursor.next().map(make) }
        }
    }

    /// Every row that `sql` finds in `table`.
    func all<T>(
        _ table: TableName, _ sql: String, _ arguments: StatementArguments = [], _ make: (Row) throws -> T
    ) throws(StoreError) -> [T] {
        try require(table)
        return try StoreError.wrapping("read \(table.rawValue) of", snapshot.run.id.text) {
            var rows: [T] = []
            let cursor = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
            while let row = try cursor.next() { rows.append(try make(row)) }
            return rows
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
