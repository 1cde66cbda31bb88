/// A database to read from: its tables are those of a mapping, all of them as of one moment.
package enum DatabaseSource: Sendable, Equatable {
    /// A PostgreSQL server.
    ///
    /// `uri` is `postgresql://user@host:port/database` or `key=value` pairs; empty for libpq's environment alone. `schema`
    /// is that of the tables that a mapping names without one; `nil` for the search path of the role.
    case server(uri: String, schema: String? = nil)
    /// An SQLite file, by its path; it is only read.
    case file(String)

    /// Whether a file begins as those of SQLite do; `false` where it cannot be read.
    ///
    /// Source: "Database File Format" of SQLite, section 1.3.1.
    package static func isFile(_ path: String) -> Bool {
        let magic = Array("SQLite format 3\u{0}".utf8)
        guard let file = try? InputFile(path: path) else { return false }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: magic.count) { bytes in
            guard let start = bytes.baseAddress, (try? file.read(into: start, count: magic.count)) == magic.count else {
                return false
            }
            return bytes.elementsEqual(magic)
        }
    }
}
