internal import Crypto
package import Domain
internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// Digests over the rows of a run, to tell whether two runs hold the same.
extension Snapshot {
    /// SHA-256 over the rows of each table in key order, as hexadecimal digits; without `stage_runs`, which holds clock
    /// figures.
    package func tableDigests() throws -> [TableName: String] {
        var digests: [TableName: String] = [:]
        for name in TableName.allCases where name != .stageRuns && has(name) {
            digests[name] = try readBlocking { try $0.digest(of: TableSchema.of(name)) }
        }
        return digests
    }

    /// One digest over those of the tables.
    package func digest() throws -> String {
        let lines = try tableDigests().map { "\($0.key.rawValue) \($0.value)\n" }.sorted().joined()
        return SHA256.hash(data: Data(lines.utf8)).hexadecimal
    }
}

extension SnapshotReader {
    fileprivate func digest(of table: TableSchema) throws -> String {
        let statement = try database.makeStatement(sql: table.orderedSelectSQL)
        // The pointer is good for as long as the statement.
        return try withExtendedLifetime(statement) { statement in
            try digest(of: table, statement.sqliteStatement)
        }
    }

    private func digest(of table: TableSchema, _ statement: OpaquePointer) throws -> String {
        var hash = SHA256()
        var bytes: [UInt8] = []
        var result = sqlite3_step(statement)
        while result == SQLITE_ROW {
            for column in 0..<Int32(table.columns.count) { bytes.appendCell(statement, column) }
            if bytes.count > 1 << 16 {
                hash.update(data: bytes)
                bytes.removeAll(keepingCapacity: true)
            }
            result = sqlite3_step(statement)
        }
        guard result == SQLITE_DONE else {
            throw StoreError.engine(result, database.lastErrorMessage ?? "", "read", table.name.rawValue)
        }
        hash.update(data: bytes)
        return hash.finalize().hexadecimal
    }
}

extension [UInt8] {
    /// The kind of the value, its length and its bytes, so that no two rows are written alike.
    fileprivate mutating func appendCell(_ statement: OpaquePointer, _ column: Int32) {
        let kind = sqlite3_column_type(statement, column)
        append(UInt8(truncatingIfNeeded: kind))
        switch kind {
        case SQLITE_INTEGER: appendBytes(of: UInt64(bitPattern: sqlite3_column_int64(statement, column)))
        case SQLITE_FLOAT: appendBytes(of: sqlite3_column_double(statement, column).bitPattern)
        case SQLITE_NULL: break
        default:
            let start = sqlite3_column_blob(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            appendBytes(of: UInt64(count))
            append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    private mutating func appendBytes(of value: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}

extension Digest {
    var hexadecimal: String {
        reduce(into: "") { text, byte in
            text += byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
        }
    }
}
