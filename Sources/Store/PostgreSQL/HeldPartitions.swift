internal import Domain
internal import PostgreSQL
internal import Synchronization
internal import Tables

/// The partitions of one run: rows that never change, so that each question may be a transaction of its own.
final class HeldPartitions: HeldRun {
    let stages: Set<StageFile>
    private let hold: ReaderHolds.Hold
    private let pool: ConnectionPool
    private let text: PostgresText

    init(
        number: Int64, stages: Set<StageFile>, _ hold: ReaderHolds.Hold, _ pool: ConnectionPool,
        _ layout: PostgresLayout
    ) {
        (self.stages, self.hold, self.pool) = (stages, hold, pool)
        var tables = TableSchema.all.map { ($0.name, layout.partition($0, of: number)) }
        let segments = layout.partition(CustomerSegmentsTable.table, of: number)
        tables.append((TableSchema.segmentMembershipsView, "(\(PostgresViews.segmentMemberships(of: segments)))"))
        text = PostgresText(tables: Dictionary(uniqueKeysWithValues: tables))
    }

    func withConnection<T>(_ body: (any RunConnection) throws -> T) throws -> T {
        try hold.refresh()
        return try pool.use { try body(PartitionConnection(connection: $0, text: text)) }
    }
}

private struct PartitionConnection: RunConnection {
    let connection: Connection
    let text: PostgresText

    func forEachRow(
        of table: TableSchema, _ sql: String, _ arguments: StatementArguments, _ body: (Row) throws -> Bool
    ) throws {
        let result = try connection.query(text.statement(sql, arguments), arguments.values.map(\.parameter))
        for row in result {
            guard try body(Row(PostgresRow(row))) else { return }
        }
    }
}
