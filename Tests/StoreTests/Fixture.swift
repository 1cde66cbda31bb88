import Domain
import Foundation
import Store

/// A store in a folder of its own, which goes when the tests end.
struct Fixture: Sendable {
    let root: String
    let store: RunStore

    init(root: String = temporaryPath()) throws {
        self.root = root
        store = try RunStore(root: root, tenant: "default", pipeline: "nightly")
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
