import Domain
import Foundation
import Store

/// A store in a folder of its own that goes away with it, and small runs to put into it.
final class Fixture: Sendable {
    let root: String
    let store: RunStore

    init(keeping root: String? = nil) throws {
        self.root = root ?? NSTemporaryDirectory() + "quimbi-store-" + UUID().uuidString
        store = try RunStore(root: self.root, tenant: "default", pipeline: "nightly")
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    func begin(at now: Instant, lock: RunLock) throws -> RunDraft {
        try store.beginRun(codeVersion: "1", configDigest: "c", at: now, under: lock)
    }

    /// Writes and publishes a run whose every figure is `figure`.
    @discardableResult
    func publish(_ figure: Int, customers: Int = 20, at now: Instant? = nil) throws -> RunID {
        let now = now ?? .day(figure)
        let draft = try begin(at: now, lock: store.acquireLock(holder: "the test", at: now))
        try Shelf.write(figure, customers: customers, to: draft)
        try store.publish(draft, .ending(at: now), at: now)
        return draft.id
    }
}

extension Instant {
    /// Midnight of a day of a winter, counted from 1.
    static func day(_ number: Int) -> Instant {
        Instant(secondsSince1970: 1_796_000_000).adding(days: number)
    }
}

extension RunResult {
    static func ending(at instant: Instant) -> RunResult {
        var result = RunResult()
        result.asOf = instant
        result.totals = "{}"
        result.inputDigest = "i"
        return result
    }
}
