package import Domain

extension SnapshotReader {
    /// Some columns of a whole table, in the order of its key.
    package func columns(_ names: [String], of table: TableName) throws(StoreError) -> Table {
        let schema = TableSchema.of(table)
        let chosen = schema.columns.filter { names.contains($0.name) }
        var values = chosen.map { Column.Values(empty: $0.kind) }
        let list = chosen.map { "t.\($0.name.quoted)" }.joined(separator: ", ")
        let order = schema.key.map { "t.\($0.quoted)" }.joined(separator: ", ")
        try forEach(table, "SELECT \(list) FROM \(table.rawValue.quoted) AS t ORDER BY \(order)") { row in
            for place in values.indices { values[place].append(row, place) }
            return true
        }
        return Table(table, zip(chosen, values).map { Column($0.name, $1) })
    }
}

extension Column.Values {
    fileprivate init(empty kind: ColumnDefinition.Kind) {
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
