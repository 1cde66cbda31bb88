internal import Dispatch
internal import Synchronization

/// Threads on which blocking calls wait, so that none of Swift's own does.
final class ReaderQueues: Sendable {
    private let queues = (0..<4).map { DispatchQueue(label: "store reader \($0)") }
    private let waiting = Mutex([Int](repeating: 0, count: 4))

    /// Runs `body` on the queue with the least to do.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let index = take()
        return try await withCheckedThrowingContinuation { continuation in
            queues[index].async {
                let result = Result { try body() }
                self.giveBack(index)
                continuation.resume(with: result)
            }
        }
    }

    private func take() -> Int {
        waiting.withLock { waiting in
            let index = waiting.indices.min { waiting[$0] < waiting[$1] } ?? 0
            waiting[index] += 1
            return index
        }
    }

    private func giveBack(_ index: Int) {
        waiting.withLock { $0[index] -= 1 }
    }
}
