import Domain
import Foundation
import Pipeline
import PostgreSQLServer
import SampleShop
import Store
import Tables
import Testing

/// The whole pipeline into files and into a server: the same rows and the same reports.
@Suite(.serialized, .enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct EnginesTests {
    @Test func `a shop with tickets, over three nights`() throws {
        let place = try Workplace()
        let files = try place.sample(customers: 500)
        let database = try TestDatabase()
        let server = try definition(files, on: database)
        var force = RunRequest()
        force.force = true
        // The second night takes every stage over, the third one scores with the stored models.
        for request in [RunRequest(), RunRequest(), force] { try check(files, server, request, in: place) }
        withExtendedLifetime(database) {}
    }

    @Test(.enabled(if: SharedData.isThere, SharedData.comment))
    func `Online Retail II`() throws {
        let place = try Workplace()
        var files = place.definition(
            source: SharedData.path + "/online_retail_ii", mapping: SharedData.mappings + "/online-retail.yaml")
        files.guards.maxQuarantineShare = 0.02
        files.guards.maxQuarantineMoneyShare = 0.05
        (files.zone, files.currency) = (try #require(ShopZone(identifier: "Europe/London")), "GBP")
        let database = try TestDatabase()
        try check(files, try definition(files, on: database), RunRequest(), in: place)
        withExtendedLifetime(database) {}
    }

    @Test func `an operator's way through the program`() throws {
        let place = try Workplace()
        let program = Program(folder: place.path)
        let database = try TestDatabase()
        _ = try SampleShop(.init(customers: 300, seed: 1, tickets: false)).write(to: place.path + "/shop")
        try place.write(
            """
            name: nightly
            source: { path: shop }
            store: { kind: postgres, url: "${QUIMBI_TEST_STORE}" }
            """, to: "nightly.yaml")
        unsetenv("QUIMBI_TEST_STORE")
        #expect(try program.run("run", "nightly.yaml").errors.contains("QUIMBI_TEST_STORE"))
        setenv("QUIMBI_TEST_STORE", database.uri, 1)
        let early = try program.run("run", "nightly.yaml")
        #expect(early.code == 5 && early.errors.contains("`quimbi migrate`"), "\(early.errors)")
        for words in ["are made", "is there already"] {
            let migrated = try program.run("migrate", "nightly.yaml")
            #expect(migrated.code == 0 && migrated.output.contains(words), "\(migrated.errors)")
        }
        let run = try program.run("run", "nightly.yaml")
        #expect(run.code == 0, "\(run.errors)")
        #expect(try program.run("customer", "C0000001", "--pipeline", "nightly.yaml").code == 0)
        #expect(try program.run("runs", "list", "--pipeline", "nightly.yaml").output.contains("published"))
        let store = try RunStore(.postgres(database.uri), tenant: "default", pipeline: "nightly")
        let lock = try store.acquireLock(holder: "the test", at: Instant(secondsSince1970: 0))
        let second = try program.run("run", "nightly.yaml", "--force")
        #expect(second.code == 6 && second.errors.contains("is being run by the test"), "\(second.errors)")
        withExtendedLifetime((lock, database)) {}
    }

    @Test(arguments: [
        ("postgresql://quimbi@127.0.0.1:1/postgres", "check that the server runs"),
        ("WRONG", "check the user, the password"),
    ])
    func `a server that does not let the program in ends it with 5`(url: String, words: String) throws {
        let place = try Workplace()
        _ = try SampleShop(.init(customers: 50, seed: 1, tickets: false)).write(to: place.path + "/shop")
        let address = url == "WRONG" ? try TestServer.changed(TestServer.shared(), password: "wrong") : url
        setenv("QUIMBI_TEST_STORE", address, 1)
        try place.write(
            "source: { path: shop }\nstore: { kind: postgres, url: \"${QUIMBI_TEST_STORE}\" }", to: "nightly.yaml")
        let ended = try Program(folder: place.path).run("run", "nightly.yaml")
        #expect(ended.code == 5 && ended.errors.contains(words), "\(ended.errors)")
        #expect(ended.errors.split(separator: "\n").count == 1, "\(ended.errors)")
    }

    /// The same pipeline into a database, its reports and models apart.
    private func definition(_ files: PipelineDefinition, on database: TestDatabase) throws -> PipelineDefinition {
        var definition = files
        definition.store = .postgres(database.uri)
        definition.reportsPath += "-server"
        definition.modelsPath += "-server"
        _ = try PostgresMigration.migrate(url: database.uri, tenant: definition.tenant, pipeline: definition.name)
        return definition
    }

    private func check(
        _ files: PipelineDefinition, _ server: PipelineDefinition, _ request: RunRequest, in place: Workplace
    ) throws {
        let outcomes = try [files, server].map { try Runner($0, jobs: 2).run(request) }
        #expect(outcomes[0].state == outcomes[1].state)
        #expect(outcomes[0].stages.map(\.outcome) == outcomes[1].stages.map(\.outcome))
        let digests = try [files, server].enumerated().map { try place.digests($1, outcomes[$0].run) }
        for table in TableSchema.all { #expect(digests[0][table.name] == digests[1][table.name], "\(table.name)") }
        let reports = try [files, server].enumerated().map { try place.reports($1, outcomes[$0].run) }
        #expect(reports[0] == reports[1])
        let history = try [files, server].enumerated().map { (index, definition) in
            let snapshot = try place.store(definition).snapshot(run: outcomes[index].run)
            return try snapshot.historyDates().map { try snapshot.historyFrame(asOf: $0)?.memberships }
        }
        #expect(history[0] == history[1])
    }
}
