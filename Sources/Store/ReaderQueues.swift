internal import Dispatch
internal import Synchronization

/// Threads on which blocking calls wait and long ones compute, so that none of Swift's own does.
package final class ReaderQueues: Sendable {
    /// Thrown where as many calls are under way or waiting as there may be.
    package struct Full: Error {
        package init() {}
    }

    private let queues: [DispatchQueue]
    private let limit: Int
    /// Calls under way or waiting, by queue.
    private let load: Mutex<[Int]>

    /// - Parameters:
    ///   - width: calls at one time, 1 or more.
    ///   - limit: calls under way or waiting.
    package init(width: Int = 4, limit: Int = .max) {
        queues = (0..<width).map { DispatchQueue(label: "store reader \($0)") }
        self.limit = limit
        load = Mutex(Array(repeating: 0, count: width))
    }

    /// Runs `body` on the queue with the least to do.
    ///
    /// - Throws: what `body` throws, or ``Full``.
    package func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        guard let index = take() else { throw Full() }
        return try await withCheckedThrowingContinuation { continuation in
            queues[index].async {
                let result = Result { try body() }
                self.giveBack(index)
                continuation.resume(with: result)
            }
        }
    }

    private func take() -> Int? {
        load.withLock { load in
            guard load.reduce(0, +) < limit else { return nil }
            let index = load.indices.min { load[$0] < load[$1] } ?? 0
            load[index] += 1
            return index
        }
    }

    private func giveBack(_ index: Int) {
        load.withLock { $0[index] -= 1 }
    }
}
