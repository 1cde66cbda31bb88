internal import Domain
internal import GRDB

/// The ledger of a pipeline: its runs, which of them is served, models, events and history.
///
/// One SQLite file with a write-ahead log: readers see the state before or after a transaction and wait for nobody.
/// A transaction that has returned survives the machine.
final class Ledger: Sendable {
    let path: String
    private let pool: DatabasePool

    init(path: String, steps: [String]) throws(StoreError) {
        try SchemaMigrator(path: path, steps: steps).migrate()
        self.path = path
        pool = try StoreError.wrapping("open", path) { try DatabasePool(path: path, configuration: Self.configuration) }
    }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            if !database.configuration.readonly { try database.execute(sql: "PRAGMA synchronous = FULL") }
        }
        return configuration
    }

    func read<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        try StoreError.wrapping("read", path) { try pool.read(body) }
    }

    /// One transaction: all of `body`, or nothing.
    func write<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        try StoreError.wrapping("write", path) { try pool.write(body) }
    }
}
