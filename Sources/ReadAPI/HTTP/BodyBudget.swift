internal import Dispatch
internal import Synchronization

/// The bytes that the bodies of all requests under way may hold together: memory is bounded whoever sends.
package final class BodyBudget: Sendable {
    /// Bytes under way from which on a burst has passed once they are gone.
    private static let burst = 8 << 20

    private struct State {
        var used = 0
        /// The most since the memory of a burst was given back.
        var most = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    package init(limit: Int = 128 << 20) {
        self.limit = limit
    }

    private func take(_ bytes: Int) -> Bool {
        state.withLock { state in
            guard bytes <= limit - state.used else { return false }
            state.used += bytes
            state.most = max(state.most, state.used)
            return true
        }
    }

    /// Gives bytes back; after a burst the allocator's free memory goes back to the system.
    private func giveBack(_ bytes: Int) {
        let isOver = state.withLock { state in
            state.used -= bytes
            guard state.used == 0, state.most >= Self.burst else { return false }
            state.most = 0
            return true
        }
        if isOver { DispatchQueue.global().asyncAfter(deadline: .now() + 1) { FreeMemory.giveBack() } }
    }

    /// What one body holds; given back when the value goes away.
    package final class Share: Sendable {
        private let budget: BodyBudget
        private let count = Mutex(0)

        package init(of budget: BodyBudget) {
            self.budget = budget
        }

        deinit {
            budget.giveBack(count.withLock { $0 })
        }

        /// Takes more bytes; `false` where too many are taken already.
        package func grow(by bytes: Int) -> Bool {
            let isGranted = budget.take(bytes)
            if isGranted { count.withLock { $0 += bytes } }
            return isGranted
        }
    }
}
