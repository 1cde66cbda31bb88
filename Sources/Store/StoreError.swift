/// What went wrong in the store: a code for programs and one sentence for people.
///
/// The sentence says what, where and what to do next. It may name tables, columns, runs and paths, and the key of a row
/// that was refused; never another value of a row.
package struct StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        /// A tenant, pipeline or run is named by what is no name.
        case invalidName = "invalid_name"
        /// Another run of the pipeline holds the lock.
        case locked
        case nothingPublished = "nothing_published"
        case unknownRun = "unknown_run"
        /// The run is known and its files are gone or were never published.
        case runNotServed = "run_not_served"
        /// The run was published without this table.
        case missingTable = "missing_table"
        /// A table's columns are not those of the schema.
        case schemaMismatch = "schema_mismatch"
        /// A value that no table may hold.
        case invalidValue = "invalid_value"
        case duplicateKey = "duplicate_key"
        case diskFull = "disk_full"
        case unwritable
        /// The ledger was written by a newer version of the program.
        case newerLedger = "newer_ledger"
        /// The database has not what this version of the program needs; `quimbi migrate` makes it.
        case notMigrated = "not_migrated"
        /// The ledger is gone, empty or unreadable, and runs are there; `quimbi runs recover` rebuilds it.
        case lostLedger = "lost_ledger"
        /// A folder carries the marker of another pipeline.
        case foreignFolder = "foreign_folder"
        /// What is stored is not what was written.
        case damaged
        case unknownModel = "unknown_model"
        case unknownKey = "unknown_key"
        /// The engine failed in a way that has no code of its own.
        case unavailable
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
