internal import Domain
internal import Foundation
internal import HTTPTypes
internal import Store
internal import Synchronization

/// How the pipeline is started over HTTP.
package enum RunStarting: Sendable {
    /// Not at all, for this reason.
    case off(String)
    /// By a program with its arguments.
    case command([String])
}

/// Starts the pipeline as a process of its own, unless one is running.
///
/// The process outlives the server; what it prints goes where the server's goes.
final class RunLauncher: Sendable {
    /// How long a start is waited for before it is answered without the run's id.
    private static let patience = Duration.seconds(5)
    /// The exit code of `quimbi run` where another run holds the lock.
    private static let lockedExit: Int32 = 6

    private let store: RunStore
    private let runs: RunStarting
    private let clock: @Sendable () -> Instant
    private let child = Mutex<Child?>(nil)

    init(_ store: RunStore, _ runs: RunStarting, clock: @escaping @Sendable () -> Instant) {
        (self.store, self.runs, self.clock) = (store, runs, clock)
    }

    /// A process that was started; its fields are read under no lock but the process' own.
    private final class Child: @unchecked Sendable {
        let process = Process()
    }

    var routes: [Route] {
        [
            Route(
                method: .post, path: "/api/admin/runs",
                summary: "Starts the pipeline as a process of its own; /api/runs/{id} tells what becomes of it.",
                access: .key(.admin), status: 202, answer: ["state": .choice(["started"]), "run_id": .nullable(.text)],
                errors: [.runInProgress, .serviceUnavailable], handler: .waiting { _ in try await self.start() })
        ]
    }

    /// 409 while a run is under way; 503 where runs are not started here, or the process ended before its run began.
    private func start() async throws -> Answer {
        guard case .command(let command) = runs else { throw off }
        let before = try await store.perform { try $0.runs(limit: 1).first?.id }
        let child = try await store.perform { [self] store in try launch(command, store) }
        let start = ContinuousClock.now
        while ContinuousClock.now - start < Self.patience {
            if let run = try await store.perform({ try $0.runs(limit: 1).first?.id }), run != before {
                return Self.answer(run)
            }
            guard child.process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        guard child.process.isRunning || child.process.terminationStatus == 0 else {
            throw child.process.terminationStatus == Self.lockedExit ? Self.busy : Self.failed
        }
        return Self.answer(nil)
    }

    private var off: APIError {
        guard case .off(let reason) = runs else { return Self.failed }
        return APIError(.serviceUnavailable, "this server starts no runs: \(reason)")
    }

    private func launch(_ command: [String], _ store: RunStore) throws -> Child {
        try child.withLock { running in
            guard running?.process.isRunning != true else { throw Self.busy }
            do throws(StoreError) {
                // Let go of at once: the process takes the lock itself.
                _ = try store.acquireLock(holder: "quimbi serve, about to start a run", at: clock())
            } catch {
                switch error.code {
                case .locked: throw Self.busy
                case .unwritable: throw Self.readsOnly
                default: throw error
                }
            }
            let child = Child()
            child.process.executableURL = URL(filePath: command[0])
            child.process.arguments = Array(command.dropFirst())
            child.process.standardInput = FileHandle.nullDevice
            do { try child.process.run() } catch { throw Self.failed }
            running = child
            return child
        }
    }

    private static func answer(_ run: RunID?) -> Answer {
        var answer = Answer(["state": "started", "run_id": JSON(run?.text)], status: .accepted)
        if let run { answer.headers[.location] = "/api/runs/\(run)" }
        return answer
    }

    private static let busy = APIError(
        .runInProgress, "a run of this pipeline is under way; /api/runs tells how it goes")
    private static let readsOnly = APIError(
        .serviceUnavailable, "this server starts no runs: its user may read the store and not write it")
    private static let failed = APIError(
        .serviceUnavailable, "the run could not be started; the server's log holds what its process said")
}
