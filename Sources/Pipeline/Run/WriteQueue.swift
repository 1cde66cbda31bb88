internal import Dispatch
internal import Synchronization

/// Writes the stages' files one after the other, beside the computing where there is a core for it.
///
/// The order is the order of the calls; the first error ends everything that follows and is thrown by ``finish()``.
final class WriteQueue: Sendable {
    private let queue: DispatchQueue?
    private let firstError = Mutex<(any Error)?>(nil)

    /// - Parameter isConcurrent: whether to write beside the caller; otherwise each call returns when it has written.
    init(isConcurrent: Bool) {
        queue = isConcurrent ? DispatchQueue(label: "quimbi.write") : nil
    }

    func enqueue(_ write: @escaping @Sendable () throws -> Void) throws {
        guard let queue else { return try write() }
        queue.async { [self] in
            guard firstError.withLock({ $0 == nil }) else { return }
            do {
                try write()
            } catch {
                firstError.withLock { $0 = error }
            }
        }
    }

    /// Waits until everything is written.
    func finish() throws {
        queue?.sync {}
        if let error = firstError.withLock({ $0 }) { throw error }
    }
}
