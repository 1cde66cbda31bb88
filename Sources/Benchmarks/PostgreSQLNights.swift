import ArgumentParser
import Foundation
import PostgreSQL
import PostgreSQLServer
import SampleShop

/// Times whole runs with the shop in files or on a server, and the store in files or on the server.
struct PostgreSQLNights: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postgres-nights",
        abstract: "Time whole runs: CSV or PostgreSQL as the source, SQLite or PostgreSQL as the store.",
        discussion: "Tests/postgres.sh run .build/release/Benchmarks postgres-nights")

    @Option(help: "Customers of the generated shop; there are about ten orders a customer.")
    var customers = 20_000

    @Option(help: "Runs that are counted of each kind, after one that is not.")
    var runs = 3

    @Option(help: "Threads of each run.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    private static let variable = "QUIMBI_TEST_POSTGRES"
    private static let schema = "quimbi_benchmark_shop"
    private static let server = "{ kind: postgres, url: \"${\(variable)}\" }"
    private static let source = "{ kind: postgres, url: \"${\(variable)}\", schema: \(schema) }"

    func run() throws {
        // Where the server, which is another user's, may read the files itself.
        let folder = NSTemporaryDirectory() + "quimbi-nights-\(ProcessInfo.processInfo.processIdentifier)"
        let shop = "\(folder)/shop"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try SampleShop(.init(customers: customers)).write(to: shop)
        let connection = try Connection(.init(ProcessInfo.processInfo.environment[Self.variable] ?? ""))
        try load(shop, connection)
        for (from, sourceText) in [("CSV", nil), ("PostgreSQL", Self.source)] {
            for (to, storeText) in [("SQLite", nil), ("PostgreSQL", Self.server)] {
                var night = Night(source: shop, refits: true, folder: folder)
                (night.sourceText, night.storeText) = (sourceText, storeText)
                try connection.execute(Self.drop(["platform_default_bench", "platform_data_default_bench"]))
                try night.prepare()
                try night.migrate()
                _ = try night.run(jobs: jobs)
                let samples = try (0..<runs).map { _ in try night.run(jobs: jobs) }
                Benchmarks.show("\nfrom \(from) to \(to)\n\(NightTable(samples).text)")
            }
        }
        try connection.execute(Self.drop([Self.schema]))
    }

    private func load(_ folder: String, _ connection: Connection) throws {
        try connection.execute(Self.drop([Self.schema]))
        try connection.execute("CREATE SCHEMA \(Self.schema); SET search_path = \(Self.schema)")
        try ShopTables.load(folder, into: connection)
        let orders: Int = try connection.query("SELECT count(*) FROM orders")[0][0]
        let lines: Int = try connection.query("SELECT count(*) FROM order_lines")[0][0]
        Benchmarks.show(
            "\(customers) customers, \(orders) orders, \(lines) lines; \(jobs) threads; medians of \(runs)\n")
        try connection.execute("ANALYZE")
    }

    private static func drop(_ schemas: [String]) -> String {
        "DROP SCHEMA IF EXISTS \(schemas.joined(separator: ", ")) CASCADE"
    }
}
