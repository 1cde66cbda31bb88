internal import Domain
internal import PostgreSQL
internal import Tables

/// The partitions of one stage while they are being filled, in one transaction.
///
/// Partitions are tables by themselves until the end, so that nobody who reads waits for them. A table of several stages
/// has one partition for all of them: its rows wait here, and go into the partition that is there, or into a new one.
final class PartitionTables: StageTables {
    private let stage: StageFile
    private let run: RunID
    private let number: Int64
    private let layout: PostgresLayout
    private let connection: Connection
    /// How many rows each table has.
    private var counts: [String: Int64] = [:]
    private var waiting: [Table] = []

    init(
        _ stage: StageFile, of run: RunID, number: Int64, _ server: PostgresServer, _ layout: PostgresLayout
    ) throws(StoreError) {
        (self.stage, self.run, self.number, self.layout) = (stage, run, number, layout)
        connection = try server.connect(schema: layout.data, role: layout.role(.platform))
        try writing { () throws in
            try connection.execute("BEGIN")
            for table in stage.tables where !table.isShared { try create(table) }
        }
    }

    func append(_ table: Table) throws(StoreError) {
        if table.schema.isShared {
            waiting.append(table)
        } else {
            try writing { () throws in try load(table) }
        }
    }

    func finish() throws(StoreError) {
        try writing { () throws in
            for table in stage.tables where !table.isShared { try index(table) }
            for table in stage.tables where table.isShared { try fillShared(table) }
            for table in stage.tables { try connection.execute("ANALYZE \(layout.partition(table, of: number))") }
            try connection.execute("COMMIT")
        }
    }

    /// Takes the rows of the stage from the partitions of another run.
    func copy(from other: Int64) throws(StoreError) {
        try writing { () throws in
            for table in stage.tables {
                if table.isShared { try openShared(table) }
                let columns = (["rowid"] + table.columns.map(\.name)).map(\.quoted).joined(separator: ", ")
                let rows = table.rowIDs(of: stage)
                try connection.execute(
                    """
                    INSERT INTO \(layout.partition(table, of: number)) (\(columns))
                    SELECT \(columns) FROM \(layout.partition(table, of: other))
                    WHERE rowid BETWEEN \(rows.lowerBound) AND \(rows.upperBound) ORDER BY rowid
                    """)
            }
        }
    }

    private func writing(_ body: () throws -> Void) throws(StoreError) {
        try StoreError.wrapping("write", "stage \(stage.rawValue) of run \(run)", body)
    }

    private func create(_ table: TableSchema) throws {
        let partition = layout.partition(table, of: number)
        let needed = table.columns.filter { !$0.isNullable }.map { ", ALTER \($0.name.quoted) SET NOT NULL" }
        // The server then needs not look at the rows to attach them.
        try connection.execute(
            """
            CREATE TABLE \(partition) (LIKE \(layout.table(table)));
            ALTER TABLE \(partition) ALTER run_id SET DEFAULT '\(run)', ADD CHECK (run_id = '\(run)')\(needed.joined())
            """)
        try checkTypes(of: table, in: partition)
    }

    /// Binary rows tell no type: eight bytes of one would be taken for eight of another.
    private func checkTypes(of table: TableSchema, in partition: String) throws {
        let found = Dictionary(
            uniqueKeysWithValues: try connection.columns(of: "TABLE \(partition)").map { ($0.name, $0.type) })
        for column in table.columns {
            // One that is not there the server misses by itself.
            guard let type = found[column.name], type != column.kind.postgresTypeID else { continue }
            throw StoreError(
                .schemaMismatch,
                "column \(column.name) of \(layout.table(table)) is not \(column.kind.postgresType); somebody changed it,"
                    + " give it its type back")
        }
    }

    private func load(_ table: Table) throws {
        let schema = table.schema
        let first = counts[schema.name] ?? schema.rowIDs(of: stage).lowerBound
        try connection.load(table, into: layout.partition(schema, of: number), firstRowID: first)
        counts[schema.name] = first + Int64(table.rowCount)
    }

    /// Makes the key and the indexes, and shows the partition to whoever reads the table of all runs.
    private func index(_ table: TableSchema) throws {
        let partition = layout.partition(table, of: number)
        try table.refusingDuplicates {
            try connection.execute(
                "CREATE\(table.isKeyUnique ? " UNIQUE" : "") INDEX ON \(partition) (\(table.key.quotedList))")
        }
        for columns in table.indexes.map(\.quotedList) + (table.isKeyUnique ? [] : ["rowid"]) {
            try connection.execute("CREATE INDEX ON \(partition) (\(columns))")
        }
        try connection.execute(
            "ALTER TABLE \(layout.table(table)) ATTACH PARTITION \(partition) FOR VALUES IN ('\(run)')")
    }

    private func fillShared(_ table: TableSchema) throws {
        try openShared(table)
        try table.refusingDuplicates {
            for rows in waiting where rows.schema === table { try load(rows) }
        }
    }

    /// Makes the partition where another stage has not; two stages at once wait for each other here.
    private func openShared(_ table: TableSchema) throws {
        try connection.execute("LOCK TABLE \(layout.table(table)) IN SHARE UPDATE EXCLUSIVE MODE")
        let partition = layout.partition(table, of: number)
        let isThere: Bool = try connection.value("SELECT to_regclass($1) IS NOT NULL", [.text(partition)])
        guard !isThere else { return }
        try create(table)
        try index(table)
    }
}

extension TableSchema {
    /// Whether several stages write it.
    fileprivate var isShared: Bool { stages.count > 1 }

    /// Says of a refused key which table has it twice.
    fileprivate func refusingDuplicates(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw (error as? PostgreSQLError)?.kind == .duplicateKey ? duplicateKey : error
        }
    }

    /// The numbers of the rows that a stage writes: each stage of a table has a range of its own.
    fileprivate func rowIDs(of stage: StageFile) -> ClosedRange<Int64> {
        let place = Int64(stages.firstIndex(of: stage) ?? 0)
        return (place << 32) + 1...(place + 1) << 32
    }
}

extension Connection {
    /// Copies rows into a table whose columns have the names of the rows'.
    fileprivate func load(_ table: Table, into partition: String, firstRowID: Int64) throws {
        var rows = try copyIn(into: partition, columns: ["rowid"] + table.schema.columns.map(\.name))
        let columns = table.columns
        for row in 0..<table.rowCount {
            rows.put(firstRowID + Int64(row))
            for column in columns { rows.put(column, row) }
            try rows.endRow()
        }
        try rows.finish()
    }
}

extension CopyIn {
    fileprivate mutating func put(_ values: ColumnValues, _ row: Int) {
        switch values {
        case .integer(let values):
            if values[row] == .min { putNull() } else { put(values[row]) }
        case .real(let values):
            // A zero has no sign, as in the other engine, which keeps whole numbers as integers.
            if values[row].isNaN { putNull() } else { put(values[row] + 0) }
        case .text(let values):
            values.withBytes(row) { bytes in
                if let bytes { put(bytes) } else { putNull() }
            }
        }
    }
}
