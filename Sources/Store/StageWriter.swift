internal import Domain
package import Tables

/// Writes the tables of one stage.
///
/// Nobody reads them before they are whole, indexed, checked and safe from a power cut: so a stage's tables are there
/// completely or not at all. A writer that goes away unfinished takes them with it.
///
/// One thread at a time; writers of different stages work side by side.
package final class StageWriter {
    package let stage: StageFile
    /// Rows appended so far.
    package private(set) var rowCount = 0

    private let draft: RunDraft
    private var tables: (any StageTables)?

    init(_ stage: StageFile, of draft: RunDraft) throws(StoreError) {
        self.stage = stage
        self.draft = draft
        tables = try draft.engine.beginStage(stage, of: draft.id)
    }

    /// Appends rows of one of the stage's tables; call as often as there are parts, in the order of the table's key.
    ///
    /// - Throws: ``StoreError`` where a number is infinite, a column that needs a value has none, or the disk is full. The writer is of no use after that.
    package func append(_ table: Table) throws(StoreError) {
        let schema = table.schema
        precondition(schema.stages.contains(stage), "stage \(stage.rawValue) does not write \(schema.name)")
        try schema.checkValues(of: table)
        guard let tables else { preconditionFailure("stage \(stage.rawValue) is finished") }
        try tables.append(table)
        rowCount += table.rowCount
    }

    /// Makes the indexes, checks the tables and keeps them; then records the stage.
    ///
    /// - Parameter digest: what the stage read, as a digest over input, parameters and code; a later run that comes to the
    ///   same one may take these tables over. `nil` where they may not be used again.
    /// - Throws: ``StoreError`` where two rows have one key, or the disk is full.
    package func finish(digest: String?) throws(StoreError) {
        guard let tables else { preconditionFailure("stage \(stage.rawValue) is finished") }
        try tables.finish()
        self.tables = nil
        try draft.record(stage, digest: digest, reusedFrom: nil)
    }
}
