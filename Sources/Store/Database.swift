/// A database in the middle of a transaction, on one connection, whichever the engine.
///
/// Statements are in the SQL that both engines share; where their words differ, the one that has another word translates.
protocol Database {
    /// - Returns: how many rows the statement changed.
    @discardableResult
    func execute(sql: String, arguments: StatementArguments) throws -> Int

    /// Hands every row to `body`, in order, until it answers `false`.
    func forEachRow(sql: String, arguments: StatementArguments, _ body: (Row) throws -> Bool) throws

    /// Adds `count` rows to a table, the values of each in the order of `columns`.
    func insert(
        into table: String, columns: [String], count: Int, _ row: (Int) throws -> StatementArguments) throws
}

extension Database {
    func all<T>(sql: String, arguments: StatementArguments = [], _ make: (Row) throws -> T) throws -> [T] {
        var found: [T] = []
        try forEachRow(sql: sql, arguments: arguments) { row in
            found.append(try make(row))
            return true
        }
        return found
    }

    func first<T>(sql: String, arguments: StatementArguments = [], _ make: (Row) throws -> T) throws -> T? {
        var found: T?
        try forEachRow(sql: sql, arguments: arguments) { row in
            found = try make(row)
            return false
        }
        return found
    }

    /// The first cell of the first row; `nil` where there is no row.
    func value<T: Storable>(sql: String, arguments: StatementArguments = [], as type: T.Type = T.self) throws -> T? {
        try first(sql: sql, arguments: arguments) { $0[0] }
    }
}

/// A database that outlives runs: a ledger, or a tenant's keys.
protocol DatabaseEngine: Sendable {
    /// What sentences call it.
    var place: String { get }

    /// Reads one state.
    func read<T>(_ body: (any Database) throws -> T) throws -> T

    /// Reads by one statement, for which some engines need no transaction.
    func readStatement<T>(_ body: (any Database) throws -> T) throws -> T

    /// One transaction: all of `body`, or nothing. What has returned survives the machine.
    func write<T>(_ body: (any Database) throws -> T) throws -> T

    /// Tells of commits of any process; `nil` where asking costs as much as reading.
    func commitCounter() throws -> CommitCounter?
}
