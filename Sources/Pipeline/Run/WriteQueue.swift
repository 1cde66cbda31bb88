internal import Foundation
internal import Synchronization

/// Writes the files of a run beside the computing, as many at once as there are threads.
///
/// Which file is written first changes nothing: each belongs to one stage. The first error ends whatever has not begun and is
/// thrown by ``finish()``.
final class WriteQueue: Sendable {
    private let queue: OperationQueue?
    private let firstError = Mutex<(any Error)?>(nil)

    /// - Parameter jobs: threads; with one, each call returns when it has written.
    init(jobs: Int) {
        guard jobs > 1 else {
            queue = nil
            return
        }
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = jobs
        self.queue = queue
    }

    func enqueue(_ write: @escaping @Sendable () throws -> Void) throws {
        guard let queue else { return try write() }
        queue.addOperation { [self] in
            guard firstError.withLock({ $0 == nil }) else { return }
            do {
                try write()
            } catch {
                firstError.withLock { $0 = $0 ?? error }
            }
        }
    }

    /// Waits until everything is written.
    func finish() throws {
        queue?.waitUntilAllOperationsAreFinished()
        if let error = firstError.withLock({ $0 }) { throw error }
    }
}
