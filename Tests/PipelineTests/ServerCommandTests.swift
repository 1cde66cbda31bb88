import Domain
import Foundation
import PostgreSQL
import PostgreSQLServer
import SampleShop
import Store
import Testing

/// The operator's commands where the store is a server: what they say, and what the server holds afterwards.
@Suite(.serialized, .enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct ServerCommandTests {
    private let place: Workplace
    private let program: Program
    private let database: TestDatabase

    init() throws {
        (place, database) = (try Workplace(), try TestDatabase())
        program = Program(folder: place.path, environment: ["QUIMBI_OPERATED": database.uri])
        try place.write(
            """
            name: nightly
            source: { path: shop }
            store: { kind: postgres, url: "${QUIMBI_OPERATED}" }
            keep_runs: 3
            max_drift: 1000
            """, to: "nightly.yaml")
    }

    /// Runs a command that has to end well, and gives what it printed.
    @discardableResult
    private func well(_ arguments: String...) throws -> String {
        let ended = try program.end(of: program.start(arguments))
        #expect(ended.code == 0, "\(arguments): \(ended.errors)")
        return ended.output
    }

    private func night(_ day: String) throws { try well("run", "nightly.yaml", "--as-of", "2025-\(day)T00:00:00Z") }

    private func store() throws -> RunStore {
        try RunStore(.postgres(database.uri), tenant: "default", pipeline: "nightly")
    }

    private func champions() throws -> Set<String> {
        Set(try store().models().filter(\.isChampion).map { "\($0.name) v\($0.version)" })
    }

    /// The runs that a view shows.
    private func shown() throws -> [String] {
        try database.connect().query("SELECT DISTINCT run_id FROM platform.customer_profiles").map { try $0[0] }
    }

    @Test func `models are compared, promoted and rolled back, runs rolled back and cleared away`() throws {
        _ = try SampleShop(.init(customers: 650, tickets: false)).write(to: place.path + "/shop")
        try well("migrate", "nightly.yaml")
        for day in ["10-01", "10-08"] { try night(day) }
        #expect(try champions().isSuperset(of: ["segments v2", "lifetime v2"]))
        #expect(try well("models", "compare", "segments", "--pipeline", "nightly.yaml").contains("v2"))
        #expect(
            try well("models", "rollback", "segments", "--pipeline", "nightly.yaml").contains(
                "v1 is the champion again"))
        try well("models", "promote", "lifetime", "1", "--pipeline", "nightly.yaml")
        #expect(try champions().isSuperset(of: ["segments v1", "lifetime v1"]))
        #expect(try well("models", "list", "--pipeline", "nightly.yaml").contains("by hand"))
        // The next night scores with what was chosen.
        try night("10-15")
        #expect(try champions().isSuperset(of: ["segments v1", "lifetime v1"]))

        let runs = try store().runs().map(\.id.text)
        #expect(try shown() == [runs[0]])
        #expect(try well("runs", "rollback", "--pipeline", "nightly.yaml").contains("run \(runs[1]) "))
        #expect(try shown() == [runs[1]])
        #expect(try well("runs", "show", runs[1], "--pipeline", "nightly.yaml").contains("published, served"))
        #expect(try well("report", "segments", "--pipeline", "nightly.yaml", "--format", "json").contains(runs[1]))
        #expect(try program.run("runs", "rollback", "20010101T000000Z", "--pipeline", "nightly.yaml").code == 2)

        // Of four nights three are kept, and then the served one alone.
        try night("10-22")
        #expect(try tables(of: runs[2]) == 0)
        #expect(try tables(of: runs[1]) > 10)
        #expect(try well("runs", "prune", "--keep", "1", "--pipeline", "nightly.yaml").contains(runs[1]))
        #expect(try tables(of: runs[1]) == 0)
        #expect(try shown() == [store().current()?.text])
        #expect(try well("runs", "list", "--pipeline", "nightly.yaml").split(separator: "\n").count == 5)
    }

    /// How many tables a run still has.
    private func tables(of run: String) throws -> Int {
        try database.connect().query(
            """
            SELECT 1 FROM pg_class JOIN platform.runs ON relname ~ ('_' || number || '$')
            WHERE relkind = 'r' AND relnamespace = 'platform_data'::regnamespace AND id = $1
            """, [.text(run)]
        ).count
    }

    @Test func `the doctor says of a server what to mend`() throws {
        _ = try SampleShop(.init(customers: 200, tickets: false)).write(to: place.path + "/shop")
        let early = try program.run("doctor", "nightly.yaml")
        #expect(early.code == 1 && early.output.contains("`quimbi migrate`"), "\(early.output)")
        try well("migrate", "nightly.yaml")
        #expect(try well("doctor", "nightly.yaml").contains("none yet"))
        try well("run", "nightly.yaml")
        let healthy = try well("doctor", "nightly.yaml")
        #expect(healthy.contains("PostgreSQL answers") && healthy.contains("as of"), "\(healthy)")
        #expect(!healthy.contains("FIX"))
        for (uri, words) in [
            (try TestServer.changed(database.uri, password: "s3cret"), "check the user, the password"),
            ("postgresql://quimbi@127.0.0.1:1/x", "check that the server runs"),
        ] {
            let ill = try Program(folder: place.path, environment: ["QUIMBI_OPERATED": uri]).run(
                "doctor", "nightly.yaml")
            #expect(ill.code == 1 && ill.output.contains(words) && !ill.output.contains("s3cret"), "\(ill.output)")
        }
    }

    @Test func `the doctor looks at a source in a database`() throws {
        for (uri, code, words) in [
            (database.uri, Int32(0), "the database answers"),
            (try TestServer.changed(database.uri, password: "s3cret"), 1, "password authentication failed"),
        ] {
            try place.write("source: { kind: postgres, url: \"${QUIMBI_OPERATED}\" }", to: "source.yaml")
            let found = try Program(folder: place.path, environment: ["QUIMBI_OPERATED": uri]).run(
                "doctor", "source.yaml")
            #expect(found.code == code && found.output.contains(words), "\(found.output)")
        }
    }

    @Test func `no password has to stand among the arguments`() throws {
        let migrated = try well("migrate", "nightly.yaml", "--url", "${QUIMBI_OPERATED}")
        #expect(migrated.contains("are made"))
        let key = try well("keys", "create", "--store", "${QUIMBI_OPERATED}")
        #expect(key.count > 20)
        #expect(try KeyStore(.postgres(database.uri), tenant: "default").list().count == 1)
        let unset = try program.run("keys", "list", "--store", "${QUIMBI_NOT_SET}")
        #expect(unset.code == 2 && unset.errors.contains("QUIMBI_NOT_SET"), "\(unset.errors)")
    }
}
