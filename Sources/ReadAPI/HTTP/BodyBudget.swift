internal import Synchronization

/// The bytes that the bodies of all requests under way may hold together: memory is bounded whoever sends.
final class BodyBudget: Sendable {
    private let limit: Int
    private let used = Mutex(0)

    init(limit: Int = 128 << 20) {
        self.limit = limit
    }

    /// What one body holds; given back when the value goes away.
    final class Share: Sendable {
        private let budget: BodyBudget
        private let count = Mutex(0)

        init(of budget: BodyBudget) {
            self.budget = budget
        }

        deinit {
            let count = count.withLock { $0 }
            budget.used.withLock { $0 -= count }
        }

        /// Takes more bytes; `false` where too many are taken already.
        func grow(by bytes: Int) -> Bool {
            let isGranted = budget.used.withLock { used in
                guard bytes <= budget.limit - used else { return false }
                used += bytes
                return true
            }
            if isGranted { count.withLock { $0 += bytes } }
            return isGranted
        }
    }
}
