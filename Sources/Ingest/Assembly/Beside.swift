internal import Dispatch

/// Two pieces of work at once.
enum Beside {
    /// Runs `work` on a thread of its own, where more than one may be used, while `here` runs on this one.
    ///
    /// - Returns: what `work` comes to.
    static func run<Result: Sendable>(
        _ work: @escaping @Sendable () -> Result, jobs: Int, while here: () -> Void
    ) -> Result {
        guard jobs > 1 else {
            here()
            return work()
        }
        let box = Box<Result>()
        let isDone = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            box.result = work()
            isDone.signal()
        }
        here()
        isDone.wait()
        // The box is filled before the signal; without it there is nothing left but to do the work here.
        return box.result ?? work()
    }

    /// One result on its way between two threads.
    ///
    /// Unchecked: it is written once before the semaphore is signalled, and read once after that.
    private final class Box<Result: Sendable>: @unchecked Sendable {
        var result: Result?
    }
}
