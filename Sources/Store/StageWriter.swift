package import Domain
internal import GRDBSQLite

/// Writes the file of one stage.
///
/// The file is filled under a name that no reader looks at and takes its own when it is whole, indexed, checked and
/// written through to the disk: so a stage's file is there completely or not at all. A writer that goes away unfinished
/// takes its file with it.
///
/// One thread at a time; writers of different stages work side by side.
package final class StageWriter {
    package let stage: StageFile
    /// Rows appended so far.
    package private(set) var rowCount = 0

    private let draft: RunDraft
    private let path: String
    private var file: BuildFile?
    private var inserts: [TableName: InsertStatement] = [:]

    init(_ stage: StageFile, of draft: RunDraft) throws(StoreError) {
        self.stage = stage
        self.draft = draft
        path = draft.layout.file(stage, of: draft.id) + ".part"
        let file = try BuildFile(path: path)
        for table in stage.tables { try file.execute(table.createSQL) }
        for view in stage.viewSQL { try file.execute(view) }
        self.file = file
    }

    deinit {
        file = nil
        try? Files.remove(path)
    }

    /// Appends rows of one of the stage's tables; call as often as there are parts, in the order of the table's key.
    ///
    /// - Throws: ``StoreError`` where the columns are not the schema's, a number is infinite, a column that needs a value
    ///   has none, or the disk is full. The writer is of no use after that.
    package func append(_ table: Table) throws(StoreError) {
        let schema = TableSchema.of(table.name)
        precondition(schema.stages.contains(stage), "stage \(stage.rawValue) does not write \(table.name.rawValue)")
        try schema.check(table)
        try schema.checkValues(of: table)
        guard let file else { preconditionFailure("stage \(stage.rawValue) is finished") }
        let result = try insert(into: schema, file).insertRows(of: table)
        guard result == SQLITE_OK else { throw file.error(result) }
        rowCount += table.rowCount
    }

    private func insert(into schema: TableSchema, _ file: BuildFile) throws(StoreError) -> InsertStatement {
        if let prepared = inserts[schema.name] { return prepared }
        let statement = try file.prepare(schema.insertSQL)
        inserts[schema.name] = statement
        return statement
    }

    /// Makes the indexes, checks the file, writes it through and gives it its name; then records the stage.
    ///
    /// - Parameter digest: what the stage read, as a digest over input, parameters and code; a later run that comes to the
    ///   same one may link this file. `nil` where the file may not be used again.
    /// - Throws: ``StoreError`` where two rows have one key, or the disk is full.
    package func finish(digest: String?) throws(StoreError) {
        try complete()
        try Files.synchronize(path)
        try Files.rename(path, to: draft.layout.file(stage, of: draft.id))
        try Files.synchronize(draft.layout.folder(of: draft.id))
        try draft.record(stage, digest: digest, reusedFrom: nil)
    }

    private func complete() throws(StoreError) {
        guard let file else { preconditionFailure("stage \(stage.rawValue) is finished") }
        inserts = [:]
        for table in stage.tables {
            try makeKey(of: table, file)
            for index in table.indexSQL { try file.execute(index) }
        }
        // Figures for the planner, from a part of each index: which filter of a list is the narrower one.
        try file.execute("PRAGMA analysis_limit = 1000; ANALYZE")
        try file.commit()
        try file.verify("PRAGMA quick_check(1)")
        self.file = nil
    }

    private func makeKey(of table: TableSchema, _ file: BuildFile) throws(StoreError) {
        do {
            try file.execute(table.keySQL)
        } catch  where error.code == .duplicateKey {
            throw StoreError(
                .duplicateKey, "table \(table.name.rawValue) has two rows of one \(table.key.joined(separator: ", "))")
        }
    }
}
