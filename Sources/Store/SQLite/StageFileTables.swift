internal import Domain
internal import GRDBSQLite
internal import Tables

/// The file of one stage while it is being filled.
///
/// It has a name that no reader looks at and takes its own when it is whole, indexed, checked and written through to the
/// disk.
final class StageFileTables: StageTables {
    private let stage: StageFile
    /// The file's name once it is whole, and the folder that holds it.
    private let target, folder: String
    private var file: BuildFile?
    private var inserts: [String: InsertStatement] = [:]

    init(_ stage: StageFile, of run: RunID, _ layout: StoreLayout) throws(StoreError) {
        self.stage = stage
        target = layout.file(stage, of: run)
        folder = layout.folder(of: run)
        let file = try BuildFile(path: target + ".part")
        for table in stage.tables { try file.execute(table.createSQL) }
        for view in stage.viewSQL { try file.execute(view) }
        self.file = file
    }

    deinit {
        guard let path = file?.path else { return }
        file = nil
        try? Files.remove(path)
    }

    func append(_ table: Table) throws(StoreError) {
        guard let file else { preconditionFailure("stage \(stage.rawValue) is finished") }
        let result = try insert(into: table.schema, file).insertRows(of: table)
        guard result == SQLITE_OK else { throw file.error(result) }
    }

    private func insert(into schema: TableSchema, _ file: BuildFile) throws(StoreError) -> InsertStatement {
        if let prepared = inserts[schema.name] { return prepared }
        let statement = try file.prepare(schema.insertSQL)
        inserts[schema.name] = statement
        return statement
    }

    func finish() throws(StoreError) {
        guard let file else { preconditionFailure("stage \(stage.rawValue) is finished") }
        let path = file.path
        do {
            try complete(file)
            self.file = nil
            try Files.synchronize(path)
            try Checksums.add("\(stage.rawValue).sqlite", Checksums.digest(ofFile: path), in: folder)
            try Files.rename(path, to: target)
        } catch {
            self.file = nil
            try? Files.remove(path)
            throw error
        }
        try Files.synchronize(folder)
    }

    private func complete(_ file: BuildFile) throws(StoreError) {
        inserts = [:]
        for table in stage.tables {
            try makeKey(of: table, file)
            for index in table.indexSQL { try file.execute(index) }
        }
        // Figures for the planner, from a part of each index: which filter of a list is the narrower one.
        try file.execute("PRAGMA analysis_limit = 1000; ANALYZE")
        try file.commit()
        try file.verify("PRAGMA quick_check(1)")
    }

    private func makeKey(of table: TableSchema, _ file: BuildFile) throws(StoreError) {
        do {
            try file.execute(table.keySQL)
        } catch  where error.code == .duplicateKey {
            throw table.duplicateKey
        }
    }
}
