internal import Domain
package import Tables

extension SnapshotReader {
    /// Some columns of a whole table, in the order of its key.
    package func columns(_ chosen: [ColumnSchema], of table: TableSchema) throws(StoreError) -> Table {
        var values = chosen.map { ColumnValues(empty: $0.kind) }
        let list = chosen.map { "\($0)" }.joined(separator: ", ")
        let order = table.key.map { "\($0)" }.joined(separator: ", ")
        try forEach(table, "SELECT \(list) FROM \(table.name.quoted) AS t ORDER BY \(order)") { row in
            for place in values.indices { values[place].append(row, place) }
            return true
        }
        return Table(table) { column in chosen.firstIndex(of: column).map { values[$0] } }
    }
}

extension ColumnValues {
    fileprivate init(empty kind: ColumnSchema.Kind) {
        self =
            switch kind {
            case .integer: .integer([])
            case .real: .real([])
            case .text: .text(TextColumn())
            }
    }

    /// Appends a cell; the values are taken out meanwhile, so that they are not copied.
    fileprivate mutating func append(_ row: Row, _ place: Int) {
        switch self {
        case .integer(var values):
            self = .integer([])
            values.append((row[place] as Int64?) ?? .min)
            self = .integer(values)
        case .real(var values):
            self = .real([])
            values.append((row[place] as Double?) ?? .nan)
            self = .real(values)
        case .text(var values):
            self = .text(TextColumn())
            values.append(row[place] as String?)
            self = .text(values)
        }
    }
}
