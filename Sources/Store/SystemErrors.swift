internal import GRDB
internal import GRDBSQLite
internal import Glibc
internal import PostgreSQL

extension StoreError {
    /// A failed system call, by `errno`: "cannot `action` `path`: ...".
    static func system(_ action: String, _ path: String, number: Int32 = errno) -> StoreError {
        switch number {
        case ENOSPC, EDQUOT: diskFull(action, path)
        case EACCES, EPERM, EROFS: unwritable(action, path)
        case EMFILE, ENFILE: tooManyFiles(action, path)
        default: StoreError(.unavailable, "cannot \(action) \(path): \(String(cString: strerror(number)))")
        }
    }

    /// A failed call of the engine, by its result code; the engine's own message is kept, since it holds no values.
    static func engine(_ result: Int32, _ detail: String, _ action: String, _ path: String) -> StoreError {
        switch result & 0xff {
        case SQLITE_FULL: diskFull(action, path)
        case SQLITE_CANTOPEN where errno == EMFILE || errno == ENFILE: tooManyFiles(action, path)
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH, SQLITE_CANTOPEN: unwritable(action, path)
        case SQLITE_IOERR where errno == ENOSPC || errno == EDQUOT: diskFull(action, path)
        case SQLITE_BUSY, SQLITE_LOCKED:
            StoreError(.unavailable, "cannot \(action) \(path): it is busy; try again in a moment")
        case SQLITE_CORRUPT, SQLITE_NOTADB: damagedDatabase(action, path)
        // A run that an older program published lacks what is new since.
        case SQLITE_ERROR where detail.hasPrefix("no such table") || detail.hasPrefix("no such column"):
            StoreError(
                .missingTable, "cannot \(action) \(path): \(detail); it is of an older version, run the pipeline")
        case SQLITE_CONSTRAINT: StoreError(.duplicateKey, "cannot \(action) \(path): \(detail)")
        default: StoreError(.unavailable, "cannot \(action) \(path): \(detail)")
        }
    }

    /// Runs `body` and puts what an engine throws into a sentence.
    @discardableResult
    static func wrapping<T>(_ action: String, _ path: String, _ body: () throws -> T) throws(StoreError) -> T {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError {
            throw engine(
                error.resultCode.rawValue, error.message ?? "result code \(error.resultCode.rawValue)", action, path)
        } catch let error as PostgreSQLError {
            throw server(error, action, path)
        } catch {
            throw StoreError(.unavailable, "cannot \(action) \(path): \(error)")
        }
    }

    /// A file of the engine that is not as it was written.
    static func damagedDatabase(_ action: String, _ path: String) -> StoreError {
        let way =
            path.hasSuffix("ledger.sqlite")
            ? "bring it back from a copy, or rebuild it with `quimbi runs recover`"
            : path.hasSuffix("keys.sqlite")
                ? "bring it back from a copy, or move it away and make new keys with `quimbi keys create`"
                : "go back to the last whole run with `quimbi runs rollback`, or run the pipeline with --force"
        return StoreError(.damaged, "cannot \(action) \(path): it is damaged; \(way)")
    }

    private static func diskFull(_ action: String, _ path: String) -> StoreError {
        StoreError(
            .diskFull,
            "cannot \(action) \(path): no space is left on the device; free some and run again, what is published is unchanged"
        )
    }

    private static func tooManyFiles(_ action: String, _ path: String) -> StoreError {
        StoreError(
            .unavailable,
            "cannot \(action) \(path): too many files are open; raise the limit (`ulimit -n`) and run again")
    }

    private static func unwritable(_ action: String, _ path: String) -> StoreError {
        StoreError(
            .unwritable,
            action == "read"
                ? "cannot read \(path): this user may not open it; give read access to the file, its folder and what lies beside it"
                : "cannot \(action) \(path): no permission to write there, or no such folder; give this user write access"
        )
    }
}
