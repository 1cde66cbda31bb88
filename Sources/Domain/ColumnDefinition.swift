/// What a column of a table holds, so that the rows and whoever keeps or reads them go by one list.
package struct ColumnDefinition: Equatable, Sendable {
    /// The storage class of a column's values.
    package enum Kind: String, Equatable, Sendable {
        case text, integer, real
    }

    package let name: String
    package let kind: Kind
    package let isNullable: Bool

    static func text(_ name: String, nullable: Bool = false) -> ColumnDefinition {
        ColumnDefinition(name: name, kind: .text, isNullable: nullable)
    }

    static func integer(_ name: String, nullable: Bool = false) -> ColumnDefinition {
        ColumnDefinition(name: name, kind: .integer, isNullable: nullable)
    }

    static func real(_ name: String, nullable: Bool = false) -> ColumnDefinition {
        ColumnDefinition(name: name, kind: .real, isNullable: nullable)
    }
}

extension Column {
    package var kind: ColumnDefinition.Kind { values.kind }
}

extension Column.Values {
    package var kind: ColumnDefinition.Kind {
        switch self {
        case .integer: .integer
        case .real: .real
        case .text: .text
        }
    }
}

extension Table {
    /// A table from the values of its columns, in the order of ``TableName/columns``.
    ///
    /// - Precondition: there are as many as the table has columns, each of its column's kind, all of one length.
    package init(_ name: TableName, values: [Column.Values]) {
        let kinds = name.columns.map(\.kind)
        precondition(values.map(\.kind) == kinds, "\(name.rawValue) has columns of the kinds \(kinds)")
        self.init(name, zip(name.columns, values).map { Column($0.name, $1) })
    }
}
