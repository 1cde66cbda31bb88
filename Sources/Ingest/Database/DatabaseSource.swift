/// A database to read from: its tables are those of a mapping, all of them as of one moment.
package struct DatabaseSource: Sendable, Equatable {
    /// `postgresql://user@host:port/database` or `key=value` pairs; empty for libpq's environment alone.
    package var uri: String
    /// The schema of the tables that a mapping names without one; `nil` for the search path of the role.
    package var schema: String?

    package init(uri: String, schema: String? = nil) {
        (self.uri, self.schema) = (uri, schema)
    }
}
