internal import GRDBSQLite
internal import Glibc

/// An SQLite file while it is being filled: one transaction, no journal, no waiting for the disk.
///
/// Nothing guards the file on the way, because nobody reads it before it has been written through and given its name.
/// The handle is used by one thread at a time; files of different stages may be filled at once.
final class BuildFile {
    let path: String
    private let handle: OpaquePointer

    /// Makes the file anew.
    init(path: String) throws(StoreError) {
        try Files.remove(path)
        self.path = path
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let result = sqlite3_open_v2(path, &opened, flags, nil)
        guard result == SQLITE_OK, let opened else {
            sqlite3_close(opened)
            throw .engine(result, "cannot be opened", "write", path)
        }
        handle = opened
        for setting in Self.settings { try execute(setting) }
        try execute("BEGIN")
    }

    deinit { sqlite3_close_v2(handle) }

    /// Pages of 8 KiB hold several of the widest rows; the cache bounds the memory of a stage that writes.
    private static let settings = [
        "PRAGMA page_size = 8192", "PRAGMA auto_vacuum = NONE", "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF",
        "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA secure_delete = OFF", "PRAGMA cache_size = -16384",
        "PRAGMA temp_store = MEMORY",
    ]

    func execute(_ sql: String) throws(StoreError) {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw error(result) }
    }

    func prepare(_ sql: String) throws(StoreError) -> InsertStatement {
        var statement: OpaquePointer?
        let result = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard result == SQLITE_OK, let statement else { throw error(result) }
        return InsertStatement(statement)
    }

    /// Runs a check of the engine that answers with one row saying `ok`.
    func verify(_ pragma: String) throws(StoreError) {
        var statement: OpaquePointer?
        let result = sqlite3_prepare_v2(handle, pragma, -1, &statement, nil)
        defer { sqlite3_finalize(statement) }
        guard result == SQLITE_OK, sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0)
        else { throw error(sqlite3_errcode(handle)) }
        guard String(cString: text) == "ok" else {
            throw StoreError(
                .unavailable, "\(path) does not pass its check after writing; check the disk and run again")
        }
    }

    func error(_ result: Int32) -> StoreError {
        .engine(result, String(cString: sqlite3_errmsg(handle)), "write", path)
    }

    /// Hands everything to the system; an error on the way shows here at the latest.
    func commit() throws(StoreError) {
        try execute("COMMIT")
    }
}

/// A prepared INSERT, filled column by column.
final class InsertStatement {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit { sqlite3_finalize(pointer) }
}
