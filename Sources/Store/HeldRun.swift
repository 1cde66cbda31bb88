internal import Domain
internal import Tables

/// The tables of one run as an engine keeps them: nobody clears them away while this value lives.
///
/// Any number of threads may read at once, each on a connection of its own.
protocol HeldRun: Sendable {
    /// The stages whose tables are there.
    var stages: Set<StageFile> { get }

    /// Lends a connection; every question on it sees the same state.
    func withConnection<T>(_ body: (any RunConnection) throws -> T) throws -> T
}

/// A connection on which questions are put to the tables of one run, which are known by their bare names.
protocol RunConnection {
    /// Hands every row that `sql` finds to `body`, in order, until it answers `false`; `sql` may name tables beside `table`.
    func forEachRow(
        of table: TableSchema, _ sql: String, _ arguments: StatementArguments, _ body: (Row) throws -> Bool) throws
}
