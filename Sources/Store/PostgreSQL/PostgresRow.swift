internal import PostgreSQL

/// A row of an answer of the server.
struct PostgresRow: RowCellSource {
    private let row: ResultRow

    init(_ row: ResultRow) {
        self.row = row
    }

    func position(of name: String) -> Int? { row.position(of: name) }
    func integer(_ position: Int) -> Int64? { read(position) }
    func real(_ position: Int) -> Double? { read(position) }
    func text(_ position: Int) -> String? { read(position) }
    func bytes(_ position: Int) -> [UInt8]? { (read(position) as Bytes?)?.bytes }

    func value(_ position: Int) -> StoredValue {
        switch row.type(of: position) {
        case TypeID.int8: integer(position).map(StoredValue.integer) ?? .null(.integer)
        case TypeID.float8: real(position).map(StoredValue.real) ?? .null(.real)
        case TypeID.bytea: bytes(position).map(StoredValue.bytes) ?? .null(.bytes)
        default: text(position).map(StoredValue.text) ?? .null(.text)
        }
    }

    private func read<Value: ColumnValue>(_ position: Int) -> Value? {
        do throws(PostgreSQLError) {
            return try row[position] as Value?
        } catch {
            preconditionFailure(error.message)
        }
    }
}
