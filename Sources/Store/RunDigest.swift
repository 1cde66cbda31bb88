internal import Crypto
internal import Domain
internal import Foundation
internal import Tables

/// Digests over the rows of a run, to tell whether two runs hold the same.
extension Snapshot {
    /// SHA-256 over the rows of each table in key order, as hexadecimal digits, by the table's name; without `stage_runs`, which holds clock
    /// figures.
    package func tableDigests() throws -> [String: String] {
        var digests: [String: String] = [:]
        for table in TableSchema.all where table !== StageRunsTable.table && has(table) {
            digests[table.name] = try readBlocking { try $0.digest(of: table) }
        }
        return digests
    }

    /// One digest over those of the tables.
    package func digest() throws -> String {
        let lines = try tableDigests().map { "\($0.key) \($0.value)\n" }.sorted().joined()
        return SHA256.hash(data: Data(lines.utf8)).hexadecimal
    }
}

extension SnapshotReader {
    fileprivate func digest(of table: TableSchema) throws(StoreError) -> String {
        var hash = SHA256()
        var bytes: [UInt8] = []
        try forEach(table, table.orderedSelectSQL) { row in
            for column in table.columns.indices { bytes.append(cell: row.value(column)) }
            if bytes.count > 1 << 16 {
                hash.update(data: bytes)
                bytes.removeAll(keepingCapacity: true)
            }
            return true
        }
        hash.update(data: bytes)
        return hash.finalize().hexadecimal
    }
}

extension [UInt8] {
    /// The kind of the value, its length and its bytes, so that no two rows are written alike.
    fileprivate mutating func append(cell: StoredValue) {
        switch cell {
        case .integer(let number):
            append(1)
            appendBytes(of: UInt64(bitPattern: number))
        case .real(let number):
            append(2)
            appendBytes(of: number.bitPattern)
        case .text(let text):
            append(3)
            appendBytes(of: UInt64(text.utf8.count))
            append(contentsOf: text.utf8)
        case .bytes(let content):
            append(4)
            appendBytes(of: UInt64(content.count))
            append(contentsOf: content)
        case .null: append(5)
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
