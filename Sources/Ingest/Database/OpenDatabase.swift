internal import Domain

/// A database that is being read: all of its tables as of one moment.
protocol OpenDatabase {
    /// Where it is, for people.
    var place: String { get }
    /// The schema of the tables that a mapping names without one; `nil` for the database's own choice.
    var schema: String? { get }
    /// Whether it has seen to it that every text is UTF-8 without NUL.
    var isUTF8: Bool { get }

    /// Whether there is a table or view of this name, its schema in front where it is given.
    func has(_ path: [String]) throws(IngestError) -> Bool

    /// Fits a table of a mapping to a relation, without reading a row.
    ///
    /// - Throws: a required column that is not there, or one that cannot be what the mapping says.
    func open(_ mapping: TableMapping, _ relation: Relation, zone: ShopZone) throws(IngestError) -> OpenRelation
}

/// A relation fitted to the table of a mapping.
struct OpenRelation {
    let mapping: TableMapping
    let binding: Binding
    /// Columns of the relation that nothing reads.
    let ignored: [String]
    let rows: DatabaseRows
}
