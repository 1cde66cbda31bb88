/// Where a store is: a folder of SQLite files, or a database of a PostgreSQL server.
package enum StoreAddress: Sendable, Equatable {
    /// The folder of all tenants, `data` as shipped.
    case folder(String)
    /// A connection string of libpq; empty for its environment alone.
    case postgres(String)

    /// The address that a person gives: a connection string is told by its beginning.
    package init(text: String) {
        let isServer = ["postgres://", "postgresql://"].contains { text.hasPrefix($0) }
        self = isServer ? .postgres(text) : .folder(text)
    }
}
