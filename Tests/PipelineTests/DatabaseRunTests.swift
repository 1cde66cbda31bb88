import Domain
import Foundation
import Ingest
import Pipeline
import PostgreSQL
import PostgreSQLServer
import Store
import Tables
import Testing

struct ServerAddressTests {
    @Test func `a variable is looked up, any other text stays`() throws {
        #expect(try ServerAddress("${SHOP}").resolved(["SHOP": "postgresql://h/d"]) == "postgresql://h/d")
        #expect(try ServerAddress("postgresql://u@h/d").resolved([:]) == "postgresql://u@h/d")
        #expect(try ServerAddress("").resolved([:]) == "")
    }

    @Test func `a variable that is not set is named`() throws {
        let address = try ServerAddress("${SHOP}")
        let error = #expect(throws: ConfigurationError.self) { try address.resolved([:]) }
        #expect(error?.description.contains("SHOP") == true)
    }

    @Test(arguments: ["postgresql://u:s3cret@h/d", "host=h password=s3cret", "postgres://:s3cret@h"])
    func `an address with a password is refused and not repeated`(_ text: String) {
        let error = #expect(throws: ConfigurationError.self) { try ServerAddress(text) }
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test func `a pipeline file names a server, a schema and a mapping`() throws {
        let place = try Workplace()
        try place.write(
            #"source: { kind: postgres, url: "${SHOP}", schema: sales, mapping: online-retail }"#, to: "p.yaml")
        let source = try PipelineDefinition(contentsOf: place.path + "/p.yaml").source
        #expect(try source == .init(server: ServerAddress("${SHOP}"), schema: "sales", mapping: "online-retail"))
    }
}

@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct DatabaseRunTests {
    /// The same without its password, which libpq then takes from a file.
    private func address(_ uri: String, _ place: Workplace) throws -> ServerAddress {
        var parts = try #require(URLComponents(string: uri))
        let file = "\(place.path)/passwords"
        try place.write("*:*:*:*:\(parts.password ?? "")\n", to: "passwords")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        parts.password = nil
        return try ServerAddress("\(parts.string ?? "")?passfile=\(file)")
    }

    /// Everything but where a refused row stood, which names the file or the table.
    private func tables(_ place: Workplace, _ definition: PipelineDefinition, _ run: RunID) throws -> [String: String] {
        try place.digests(definition, run).filter { $0.key != "quarantine" }
    }

    @Test func `a night from tables gives the tables and reports of the night from files`() throws {
        let place = try Workplace()
        let files = try place.sample(customers: 300)
        // A folder that no table reads is named for files, and a server has none.
        try FileManager.default.removeItem(atPath: place.path + "/shop/truth")
        let database = try TestDatabase()
        try ShopTables.load(place.path + "/shop", into: database.connect())
        var rows = files
        rows.name = "from-server"
        rows.source = .init(server: try address(database.uri, place))
        let now: @Sendable () -> Instant = { Instant(microseconds: 1_800_000_000_000_000) }
        let one = try Runner(files, jobs: 2, now: now).run()
        let two = try Runner(rows, jobs: 2, now: now).run()
        #expect(try tables(place, files, one.run) == tables(place, rows, two.run))
        let (first, second) = (try place.reports(files, one.run), try place.reports(rows, two.run))
        for (name, text) in first { #expect(second[name] == text, "\(name)") }
        withExtendedLifetime(database) {}
    }

    @Test func `what a server refuses ends with its own exit code`() throws {
        let place = try Workplace()
        let database = try TestDatabase()
        func code(_ uri: String) throws -> RunError.Code? {
            var definition = place.definition(source: "")
            definition.source = .init(server: try address(uri, place))
            let error = try #require(#expect(throws: (any Error).self) { _ = try Runner(definition, jobs: 1).run() })
            return RunError(describing: error)?.code
        }
        #expect(try code("postgresql://127.0.0.1:1/x") == .storeUnreachable)
        #expect(try code(TestServer.uri(database: database.name, password: "wrong")) == .storeUnreachable)
        #expect(try code(database.uri) == .inputRefused)
        try database.connect().execute(
            "CREATE TABLE orders (order_id text, customer_id text, ordered_at bool, total int)")
        #expect(try code(database.uri) == .inputRefused)
        withExtendedLifetime(database) {}
    }
}
