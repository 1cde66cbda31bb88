internal import Domain

/// A schema in the words of SQLite.
///
/// A table is plain rows in the order in which they come; its key is a unique index, made when all rows are in: sorting
/// once is quicker than keeping a tree in order, and a customer's look-up then costs two descents.
extension TableSchema {
    var createSQL: String {
        let list = columns.map { column in
            "\(column.name.quoted) \(column.kind.sqlName)\(column.isNullable ? "" : " NOT NULL")"
        }
        return "CREATE TABLE \(name.rawValue.quoted) (\(list.joined(separator: ", ")))"
    }

    var insertSQL: String {
        let list = columns.map(\.name.quoted).joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(name.rawValue.quoted) (\(list)) VALUES (\(marks))"
    }

    var keySQL: String {
        "CREATE\(isKeyUnique ? " UNIQUE" : "") INDEX \("\(name.rawValue)_key".quoted) ON \(name.rawValue.quoted) (\(key.quotedList))"
    }

    var indexSQL: [String] {
        indexes.map { columns in
            "CREATE INDEX \(indexName(columns)) "
                + "ON \(name.rawValue.quoted) (\(columns.quotedList))"
        }
    }

    func indexName(_ columns: [String]) -> String {
        "\(name.rawValue)_by_\(columns.joined(separator: "_"))".quoted
    }

    /// Rows of the table in the order of its key.
    var orderedSelectSQL: String {
        "SELECT \(columns.map(\.name).quotedList) FROM \(name.rawValue.quoted) ORDER BY \(key.quotedList)"
    }

    /// One row a customer, axis and segment, from the memberships of `customer_segments`.
    static let segmentMembershipsSQL = """
        CREATE VIEW segment_memberships AS
        SELECT customer_id, axes.key AS axis, segments.key AS segment, segments.value AS membership
        FROM customer_segments, json_each(memberships) AS axes, json_each(axes.value) AS segments
        """
}

extension ColumnDefinition.Kind {
    /// The engine's word for the storage class.
    var sqlName: String { rawValue.uppercased() }
}

extension String {
    /// As an SQL name; names come from closed lists, and the quotes are for those that are words of SQL, as `row`.
    var quoted: String { "\"\(self)\"" }
}

extension [String] {
    fileprivate var quotedList: String { map(\.quoted).joined(separator: ", ") }
}

extension StageFile {
    /// The tables that the stage writes.
    var tables: [TableSchema] {
        TableName.allCases.map(TableSchema.of).filter { $0.stages.contains(self) }
    }

    /// What stands in the stage's file beside its tables.
    var viewSQL: [String] {
        self == .segments ? [TableSchema.segmentMembershipsSQL] : []
    }
}
