internal import Domain
internal import PostgreSQL
internal import Tables

/// Clears the partitions of one run away, without anybody's waiting.
///
/// A partition is detached concurrently, which waits only for transactions that read the table of all runs, and not
/// longer than the lock timeout; then it is dropped. What had to stay is left for the next run.
struct PartitionRemoval {
    private let connection: Connection
    private let layout: PostgresLayout
    private let run: RunID
    private let number: Int64

    private static let lockTimeoutMilliseconds = 2_000

    init(_ connection: Connection, _ layout: PostgresLayout, _ run: RunID, number: Int64) {
        (self.connection, self.layout, self.run, self.number) = (connection, layout, run, number)
    }

    /// Takes the lock that readers share; it goes with the connection.
    func isUnread() throws(StoreError) -> Bool {
        try StoreError.wrapping("lock", "run \(number) in schema \(layout.data)") {
            try connection.value(
                "SELECT pg_try_advisory_lock(hashtext($1), $2::int)", [.text(layout.ledger), .int4(Int32(number))])
        }
    }

    /// - Returns: whether all of them are gone; not where somebody's transaction was in the way.
    func remove() throws(StoreError) -> Bool {
        try StoreError.wrapping("clear away", "run \(number) in schema \(layout.data)") {
            try connection.execute("SET lock_timeout = \(Self.lockTimeoutMilliseconds)")
            do {
                for table in TableSchema.all { try remove(table) }
                return true
            } catch let error as PostgreSQLError where error.kind == .locked {
                return false
            }
        }
    }

    private func remove(_ table: TableSchema) throws(PostgreSQLError) {
        let (parent, partition) = (layout.table(table), layout.partition(table, of: number))
        guard try isOurs(partition) else { return }
        for pending in try partitions(of: parent, "inhdetachpending") {
            try connection.execute("ALTER TABLE \(parent) DETACH PARTITION \(pending) FINALIZE")
        }
        let attached = try partitions(of: parent, "inhrelid = to_regclass('\(partition)')")
        if !attached.isEmpty {
            try connection.execute("ALTER TABLE \(parent) DETACH PARTITION \(partition) CONCURRENTLY")
        }
        try connection.execute("DROP TABLE IF EXISTS \(partition)")
    }

    /// Whether a partition was made for this run: an old copy of the ledger gives numbers a second time.
    private func isOurs(_ partition: String) throws(PostgreSQLError) -> Bool {
        try !connection.query(
            """
            SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass($1) AND contype = 'c'
            AND position(quote_literal($2) IN pg_get_constraintdef(oid)) > 0
            """, [.text(partition), .text(run.text)]
        ).isEmpty
    }

    private func partitions(of parent: String, _ condition: String) throws(PostgreSQLError) -> [String] {
        let rows = try connection.query(
            """
            SELECT format('%I.%I', nspname, relname) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE inhparent = to_regclass('\(parent)') AND \(condition)
            """)
        var names: [String] = []
        for row in rows { names.append(try row[0]) }
        return names
    }
}
