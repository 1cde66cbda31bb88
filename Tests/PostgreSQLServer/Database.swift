package import PostgreSQL

/// A database of one test's own on the server that is there for all, dropped with the object.
package final class TestDatabase {
    package let name: String
    package let uri: String

    package init() throws {
        name = "test_\(UInt64.random(in: 0 ... .max))"
        uri = try TestServer.uri(database: name)
        try Connection(.init(TestServer.shared())).execute("CREATE DATABASE \(name)")
    }

    deinit {
        guard let shared = TestServer.uri else { return }
        try? Connection(.init(shared)).execute("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    package func connect() throws -> Connection { try Connection(.init(uri)) }
}
