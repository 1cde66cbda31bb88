internal import Synchronization

/// How much a search for itemsets may take.
package struct MiningBudget: Sendable {
    /// What a frequent set costs in memory, with its place in an ``ItemsetIndex``.
    package static let bytesPerSet = 40

    /// Bytes for the sets that are kept; `nil` without a limit.
    ///
    /// The search itself needs some beside them.
    package var bytes: Int?
    /// Whether the time is over; asked every few thousand sets.
    ///
    /// What is found then depends on the machine.
    package var isOver: (@Sendable () -> Bool)?

    package static let unlimited = MiningBudget()

    package init(bytes: Int? = nil, isOver: (@Sendable () -> Bool)? = nil) {
        (self.bytes, self.isOver) = (bytes, isOver)
    }
}

/// Keeps watch over a budget while the prefixes of a search are worked on, several at once.
///
/// Prefixes count in their order, whichever is done first: the first one that no longer fits into the memory, with all
/// that come before it, is the same on any number of threads.
final class MiningWatch: Sendable {
    private struct State {
        /// By prefix: the bytes of its sets, -1 as long as it is not finished.
        var finished: [Int]
        /// The first prefix that is not whole.
        var end: Int
        /// The first prefix that is not finished, and the bytes of all before it.
        var front = 0
        var bytesBeforeFront = 0

        /// Notes a finished prefix.
        mutating func finish(_ part: Int, _ bytes: Int) {
            finished[part] = bytes
            while front < finished.count, finished[front] >= 0 {
                bytesBeforeFront += finished[front]
                front += 1
            }
        }
    }

    private let budget: MiningBudget
    private let state: Mutex<State>

    init(_ budget: MiningBudget, parts: Int) {
        self.budget = budget
        state = Mutex(State(finished: [Int](repeating: -1, count: parts), end: parts))
    }

    /// Whether a prefix whose sets take so many bytes up to now cannot be finished.
    ///
    /// Counts what is finished without a gap from the first prefix on, which takes no longer the more prefixes there are;
    /// what a later one takes is settled in the end.
    func mustStop(part: Int, bytes: Int) -> Bool {
        let isOver = budget.isOver?() ?? false
        return state.withLock { state in
            let known = bytes + (state.front <= part ? state.bytesBeforeFront : 0)
            if isOver || known > budget.bytes ?? .max { state.end = min(state.end, part) }
            return part >= state.end
        }
    }

    func finish(part: Int, bytes: Int) {
        state.withLock { $0.finish(part, bytes) }
    }

    /// Ends before the first prefix with which the memory is used up, now that all are finished that will be.
    func settle() -> Int {
        state.withLock { state in
            var sum = 0
            for part in 0..<state.end {
                sum += max(0, state.finished[part])
                if let bytes = budget.bytes, sum > bytes {
                    state.end = part
                    break
                }
            }
            return state.end
        }
    }
}

extension MiningWatch {
    /// Searches every prefix, each by itself, on as many threads as there are.
    ///
    /// - Parameters:
    ///   - parts: how many prefixes there are.
    ///   - budget: after which the search ends early.
    ///   - jobs: threads, ≥ 1.
    ///   - makeMiner: what a thread searches with.
    ///   - mine: what a prefix has, and its bytes; `nil` where the watch said stop.
    /// - Returns: what was found, by prefix, up to the first that is not whole; the same on any number of threads.
    static func search<Miner, Found: Sendable>(
        _ parts: Int, _ budget: MiningBudget, jobs: Int, makeMiner: (MiningWatch) -> Miner,
        mine: (Miner, Int) -> (Found, bytes: Int)?
    ) -> [Found] {
        let watch = MiningWatch(budget, parts: parts)
        let threads = max(1, min(jobs, parts))
        let found = inParts(threads, jobs: jobs) { thread -> [Found?] in
            let miner = makeMiner(watch)
            return stride(from: thread, to: parts, by: threads).map { part in
                guard !watch.mustStop(part: part, bytes: 0), let (found, bytes) = mine(miner, part) else { return nil }
                watch.finish(part: part, bytes: bytes)
                return found
            }
        }
        return (0..<watch.settle()).compactMap { found[$0 % threads][$0 / threads] }
    }
}
