internal import GRDBSQLite

/// A number that is another one after every commit of anybody else to a database file.
///
/// Asking costs a look into shared memory: microseconds, so that every request may ask. One thread at a time.
final class CommitCounter {
    private let path: String
    private let handle: OpaquePointer
    private let statement: OpaquePointer

    /// - Throws: ``StoreError`` where the file cannot be opened.
    init(path: String) throws(StoreError) {
        var (opened, prepared): (OpaquePointer?, OpaquePointer?)
        var result = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        if result == SQLITE_OK {
            sqlite3_busy_timeout(opened, 30_000)
            result = sqlite3_prepare_v3(
                opened, "PRAGMA data_version", -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        }
        guard let opened, let prepared else {
            sqlite3_close(opened)
            throw .engine(result, "cannot be opened", "read", path)
        }
        (self.path, handle, statement) = (path, opened, prepared)
    }

    deinit {
        sqlite3_finalize(statement)
        sqlite3_close(handle)
    }

    func value() throws(StoreError) -> Int {
        defer { sqlite3_reset(statement) }
        let result = sqlite3_step(statement)
        guard result == SQLITE_ROW else { throw .engine(result, String(cString: sqlite3_errmsg(handle)), "read", path) }
        return Int(sqlite3_column_int64(statement, 0))
    }
}
