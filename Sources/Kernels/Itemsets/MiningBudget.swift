internal import Synchronization

/// How much a search for itemsets may take.
package struct MiningBudget: Sendable {
    /// What a set costs in memory, with its place in an ``ItemsetIndex``.
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
        var finishedSets: [Int]
        /// The first prefix that is not whole.
        var end: Int
    }

    private let budget: MiningBudget
    private let state: Mutex<State>

    init(_ budget: MiningBudget, parts: Int) {
        self.budget = budget
        state = Mutex(State(finishedSets: [Int](repeating: 0, count: parts), end: parts))
    }

    /// Whether a prefix with so many sets up to now cannot be finished.
    func mustStop(part: Int, sets: Int) -> Bool {
        let isOver = budget.isOver?() ?? false
        return state.withLock { state in
            if isOver || exceeds(state.finishedSets[..<part], sets) { state.end = min(state.end, part) }
            return part >= state.end
        }
    }

    func finish(part: Int, sets: Int) {
        state.withLock { $0.finishedSets[part] = sets }
    }

    /// Ends before the first prefix with which the memory is used up, now that all are finished that will be.
    func settle() -> Int {
        state.withLock { state in
            var sum = 0
            for part in 0..<state.end {
                sum += state.finishedSets[part]
                if let bytes = budget.bytes, sum > bytes / MiningBudget.bytesPerSet {
                    state.end = part
                    break
                }
            }
            return state.end
        }
    }

    private func exceeds(_ finished: ArraySlice<Int>, _ sets: Int) -> Bool {
        guard let bytes = budget.bytes else { return false }
        return finished.reduce(sets, +) > bytes / MiningBudget.bytesPerSet
    }
}
