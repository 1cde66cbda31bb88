internal import Domain
internal import PostgreSQL

/// A table of a mapping fitted to a relation: which of its columns are read, and how each is asked for.
struct TypedMapping {
    /// The mapping, with the formats of texts left aside where the server has a type for the value.
    let mapping: TableMapping
    let binding: Binding
    /// The names and types of the columns that are read, in the order in which they are asked for.
    let columns: [(name: String, type: FieldType)]
    /// Columns of the relation that nothing reads.
    let ignored: [String]
    /// What follows `COPY`.
    let query: String

    /// - Throws: a required column that is not there, or one of a type that cannot be what the mapping says.
    init(
        _ mapping: TableMapping, _ relation: Relation, _ columns: [ResultColumn], zone: ShopZone
    ) throws(IngestError) {
        let types = Dictionary(columns.map { ($0.name, FieldType($0.type)) }) { first, _ in first }
        let fitted = try Self.fitted(mapping, relation, types, zone)
        let all = try Binding(fitted, header: columns.map(\.name), file: relation.name, zone: zone)
        let ignored = Set(all.ignored)
        let read = columns.filter { !ignored.contains($0.name) }.map { ($0.name, FieldType($0.type)) }
        self.mapping = fitted
        self.ignored = all.ignored
        self.columns = read
        binding = try Binding(fitted, header: read.map(\.0), file: relation.name, zone: zone)
        let joins = Self.joins(fitted)
        let list = read.map { $0.1.expression($0.0, join: joins[$0.0]) }.joined(separator: ", ")
        query = "SELECT \(list) FROM \(relation.sql)"
    }

    private static func joins(_ mapping: TableMapping) -> [String: String] {
        var joins: [String: String] = [:]
        for name in mapping.columnNames {
            guard let column = mapping.column(name), let join = column.join else { continue }
            for source in column.names { joins[source] = join }
        }
        return joins
    }

    private static func fitted(
        _ mapping: TableMapping, _ relation: Relation, _ types: [String: FieldType], _ zone: ShopZone
    ) throws(IngestError) -> TableMapping {
        var fitted = mapping
        for name in mapping.columnNames {
            guard var column = mapping.column(name) else { continue }
            for source in column.names.first(where: { types[$0] != nil }).map({ [$0] }) ?? column.sum {
                guard let type = types[source] else { continue }
                let place = "\(relation.name): column \(source)"
                try check(type, column, ColumnRole(name, of: mapping.table), place, name)
                try fit(&column, to: type, ColumnRole(name, of: mapping.table), place, zone)
            }
            if fitted.columns[name] != nil {
                fitted.columns[name] = column
            } else if fitted.orders?.columns[name] != nil {
                fitted.orders?.columns[name] = column
            } else {
                fitted.updates?.ticket[name] = column
            }
        }
        return fitted
    }

    private static func check(
        _ type: FieldType, _ column: ColumnMapping, _ role: ColumnRole, _ place: String, _ name: String
    ) throws(IngestError) {
        let isUnix = column.format == .unixSeconds || column.format == .unixMilliseconds
        if let needed = role.objection(to: type, unixTime: isUnix) {
            throw IngestError(
                .badColumn,
                "\(place) is \(type.name) where \(name) needs \(needed); map another, or a query that casts it")
        }
        guard type == .array, column.join == nil else { return }
        throw IngestError(
            .badColumn, "\(place) is an array; say in the mapping how it becomes one text, like `join: \";\"`")
    }

    /// Formats and offsets are a matter of texts: a type of the server's tells a time by itself, save for its zone.
    private static func fit(
        _ column: inout ColumnMapping, to type: FieldType, _ role: ColumnRole, _ place: String, _ zone: ShopZone
    ) throws(IngestError) {
        guard role == .instant, [.instant, .localTime, .day].contains(type) else { return }
        if type == .instant {
            (column.format, column.zoneName) = (.iso8601, nil)
            return
        }
        if column.zoneName == nil, column.format != .iso8601 { column.zoneName = zone.identifier }
        guard column.zoneName != nil else {
            throw IngestError(
                .badColumn,
                "\(place) is \(type.name): say in the mapping on which clock, like `timezone: Europe/Berlin`")
        }
        column.format = .iso8601
    }
}
