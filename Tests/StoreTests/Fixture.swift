import Domain
import Foundation
import PostgreSQL
import PostgreSQLServer
import Store
import Tables

/// The engines that every test of the contract runs on: files, and a server where one is there, as under `make test`.
enum Engine: Sendable {
    case files, server

    static let here: [Engine] = TestServer.isThere ? [.files, .server] : [.files]
}

/// A store of its own, in a folder or in a database, which goes when the tests end.
struct Fixture: Sendable {
    let address: StoreAddress
    let store: RunStore
    private let database: Database?

    /// A database that goes with its last user.
    private final class Database: @unchecked Sendable {
        // Never changed.
        let test: TestDatabase

        init() throws { test = try TestDatabase() }
    }

    init(_ engine: Engine = .files, root: String = temporaryPath()) throws {
        database = engine == .server ? try Database() : nil
        address = database.map { .postgres($0.test.uri) } ?? .folder(root)
        store = try Self.open(address)
    }

    /// The same store as another process has it; another pipeline's is made.
    func open(pipeline: String = "nightly") throws -> RunStore { try Self.open(address, pipeline: pipeline) }

    private static func open(_ address: StoreAddress, pipeline: String = "nightly") throws -> RunStore {
        try migrate(address, tenant: "default", pipeline: pipeline)
        return try RunStore(address, tenant: "default", pipeline: pipeline)
    }

    private static func migrate(_ address: StoreAddress, tenant: String, pipeline: String) throws {
        guard case .postgres(let url) = address else { return }
        _ = try PostgresMigration.migrate(url: url, tenant: tenant, pipeline: pipeline)
    }

    func keys(tenant: String = "default") throws -> KeyStore {
        try Self.migrate(address, tenant: tenant, pipeline: "nightly")
        return try KeyStore(address, tenant: tenant)
    }

    /// The folder of a store of files.
    var root: String {
        guard case .folder(let root) = address else { preconditionFailure("this store is a database") }
        return root
    }

    /// Whether anything is left of a run's tables.
    func hasTables(of run: RunID) throws -> Bool {
        guard let database else { return FileManager.default.fileExists(atPath: path(of: run)) }
        let rows = try database.test.connect().query(
            "SELECT 1 FROM pg_class JOIN platform.runs ON relname ~ ('_' || number || '$') WHERE id = $1 AND relkind = 'r'",
            [.text(run.text)])
        return !rows.isEmpty
    }

    /// A connection of an operator's to the database.
    func connect() throws -> Connection {
        guard let database else { preconditionFailure("this store is a folder") }
        return try database.test.connect()
    }

    static func temporaryPath() -> String {
        "\(folder)/\(UUID().uuidString)"
    }

    /// Not removed value by value: a value may go while its last reader still works.
    private static let folder: String = {
        let folder = NSTemporaryDirectory() + "quimbi-store-\(ProcessInfo.processInfo.processIdentifier)"
        atexit { try? FileManager.default.removeItem(atPath: Fixture.folder) }
        return folder
    }()

    func path(of run: RunID) -> String {
        "\(root)/default/nightly/runs/\(run)"
    }

    func begin(at now: Instant) throws -> RunDraft {
        try store.beginRun(codeVersion: "1", configDigest: "c", at: now, under: lock(at: now))
    }

    func lock(at now: Instant) throws -> RunLock {
        try store.acquireLock(holder: "the test", at: now)
    }

    /// Writes and publishes a run whose every figure is `figure`, on the day of that number.
    @discardableResult
    func publish(_ figure: Int, customers: Int = 20) throws -> RunID {
        try publish(on: figure) { try SmallRun.write(figure, customers: customers, to: $0) }
    }

    /// Publishes what `write` puts into a run; the lock is free again afterwards.
    @discardableResult
    func publish(on day: Int, _ write: (RunDraft) throws -> Void) throws -> RunID {
        let draft = try begin(at: .day(day))
        try write(draft)
        try store.publish(draft, .ending(at: .day(day)), at: .day(day))
        return draft.id
    }

    /// Ends a run that holds nothing, or what `write` puts into it, without publishing it.
    @discardableResult
    func close(on day: Int, as state: RunState, _ write: (RunDraft) throws -> Void = { _ in }) throws -> RunID {
        let draft = try begin(at: .day(day))
        try write(draft)
        try store.close(draft, as: state, reason: "why", .ending(at: .day(day)), at: .day(day))
        return draft.id
    }

    /// The figure that readers of a run find.
    func figure(of run: RunID? = nil) throws -> Double? {
        try store.snapshot(run: run).readBlocking { try $0.profile("c000001")?.lifetimeValue }
    }
}

extension Instant {
    /// Midnight of a day, counted from a day in November 2026.
    static func day(_ number: Int) -> Instant {
        Instant(secondsSince1970: 1_795_305_600).adding(days: number)
    }
}

extension RunResult {
    static func ending(at instant: Instant) -> RunResult {
        var result = RunResult()
        result.asOf = instant
        result.totals = #"{"customers":20}"#
        result.inputDigest = "i"
        return result
    }
}

/// The code of the error that `body` ends with; `nil` where it ends well or with another error.
func code(of body: () throws -> Void) -> StoreError.Code? {
    do {
        try body()
        return nil
    } catch {
        return (error as? StoreError)?.code
    }
}
