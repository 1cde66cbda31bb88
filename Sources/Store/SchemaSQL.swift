internal import Domain
internal import Tables

/// A schema in the words of SQLite.
///
/// A table is plain rows in the order in which they come; its key is a unique index, made when all rows are in: sorting
/// once is quicker than keeping a tree in order, and a customer's look-up then costs two descents.
extension TableSchema {
    var createSQL: String {
        let list = columns.map { column in
            "\(column.name.quoted) \(column.kind.sqlName)\(column.isNullable ? "" : " NOT NULL")"
        }
        return "CREATE TABLE \(name.quoted) (\(list.joined(separator: ", ")))"
    }

    var insertSQL: String {
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(name.quoted) (\(columns.quotedList)) VALUES (\(marks))"
    }

    var keySQL: String {
        "CREATE\(isKeyUnique ? " UNIQUE" : "") INDEX \("\(name)_key".quoted) ON \(name.quoted) (\(key.quotedList))"
    }

    var indexSQL: [String] {
        indexes.map { "CREATE INDEX \(indexName($0)) ON \(name.quoted) (\($0.quotedList))" }
    }

    func indexName(_ columns: [ColumnSchema]) -> String {
        "\(name)_by_\(columns.map(\.name).joined(separator: "_"))".quoted
    }

    /// Rows of the table in the order of its key.
    var orderedSelectSQL: String {
        "SELECT \(columns.quotedList) FROM \(name.quoted) ORDER BY \(key.quotedList)"
    }

    /// Every column of the table, which is called `t` in what follows.
    var selectSQL: String { Self.selects[name] ?? "SELECT \(columnList) FROM \(name.quoted) AS t" }

    /// Every column of the table `t` in its order.
    var columnList: String { columns.map { "\($0)" }.joined(separator: ", ") }

    /// They are the same for every question.
    private static let selects = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, "SELECT \($0.columnList) FROM \($0.name.quoted) AS t") })

    /// The name of the view of one row a customer, axis and segment.
    static let segmentMembershipsView = "segment_memberships"

    /// One row a customer, axis and segment, from the memberships of `customer_segments`.
    static let segmentMembershipsSQL = """
        CREATE VIEW \(segmentMembershipsView) AS
        SELECT customer_id, axes.key AS axis, segments.key AS segment, segments.value AS membership
        FROM customer_segments, json_each(memberships) AS axes, json_each(axes.value) AS segments
        """
}

extension ColumnSchema.Kind {
    /// The engine's word for the storage class.
    var sqlName: String { rawValue.uppercased() }
}

extension DefaultStringInterpolation {
    /// A column of the table `t` in a statement.
    ///
    /// The engine takes a bare name in quotes that is no column for a text; it refuses one behind a dot.
    mutating func appendInterpolation(_ column: ColumnSchema) {
        appendLiteral("t.")
        appendLiteral(column.name.quoted)
    }

    mutating func appendInterpolation<Value>(_ column: Column<Value>) {
        appendInterpolation(column as ColumnSchema)
    }
}

extension String {
    /// As an SQL name; names come from closed lists, and the quotes are for those that are words of SQL, as `row`.
    var quoted: String { "\"\(self)\"" }
}

extension [ColumnSchema] {
    /// Their names in quotes.
    var quotedList: String { map(\.name.quoted).joined(separator: ", ") }
}

extension StageFile {
    /// The tables that the stage writes.
    var tables: [TableSchema] {
        TableSchema.all.filter { $0.stages.contains(self) }
    }

    /// What stands in the stage's file beside its tables.
    var viewSQL: [String] {
        self == .segments ? [TableSchema.segmentMembershipsSQL] : []
    }
}
