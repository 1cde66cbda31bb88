package import PostgreSQL

/// A database of one test's own on the server that is there for all, dropped with the object.
///
/// An object goes after its last use, which may be before the test's last line: hold it by ``withTestDatabase(encoding:_:)``,
/// by a stored property, or by `withExtendedLifetime`.
package final class TestDatabase {
    package let name: String
    package let uri: String

    /// - Parameter encoding: of its texts; UTF-8 by default.
    /// - Throws: why there is no server, or no such database on it.
    package init(encoding: String = "UTF8") throws {
        name = "test_\(UInt64.random(in: 0 ... .max))"
        uri = try TestServer.uri(database: name)
        try Connection(.init(TestServer.shared())).execute(
            "CREATE DATABASE \(name) ENCODING '\(encoding)' TEMPLATE template0")
    }

    deinit {
        guard let shared = TestServer.uri else { return }
        try? Connection(.init(shared)).execute("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    package func connect() throws -> Connection { try Connection(.init(uri)) }
}

/// Runs `body` with a database of its own, which goes when `body` ends.
package func withTestDatabase<Result>(
    encoding: String = "UTF8", _ body: (TestDatabase) throws -> Result
) throws -> Result {
    let database = try TestDatabase(encoding: encoding)
    return try withExtendedLifetime(database) { try body(database) }
}
