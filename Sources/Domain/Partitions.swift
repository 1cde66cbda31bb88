internal import Dispatch
internal import Synchronization

/// Work over customers (or anything that is counted) in a fixed number of parts, on some cores, with the results in order.
///
/// The parts do not depend on the number of cores, and results are merged by their order: so neither does any result.
package enum Partitions {
    /// The number of parts, whatever the machine.
    package static let count = 64

    /// Cuts `0..<total` into at most ``count`` ranges that follow each other, of lengths that differ by at most one.
    package static func ranges(of total: Int) -> [Range<Int>] {
        let parts = min(count, max(total, 1))
        return (0..<parts).map { total * $0 / parts..<total * ($0 + 1) / parts }
    }

    /// Runs `body` for every index, on up to `jobs` threads at once.
    ///
    /// - Returns: the results in the order of the indices.
    package static func map<Result: Sendable>(
        _ indices: Range<Int>, jobs: Int, _ body: @Sendable (Int) -> Result
    ) -> [Result] {
        guard jobs > 1, indices.count > 1 else { return indices.map(body) }
        let results = Mutex([Result?](repeating: nil, count: indices.count))
        let next = Atomic(indices.lowerBound)
        DispatchQueue.concurrentPerform(iterations: min(jobs, indices.count)) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < indices.upperBound else { return }
                let result = body(index)
                results.withLock { $0[index - indices.lowerBound] = result }
            }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    /// One element an index, made range by range in the place where it will stand: for what should not be there twice.
    ///
    /// - Parameters:
    ///   - total: the number of elements.
    ///   - jobs: the number of threads.
    ///   - maker: for a range of ``ranges(of:)``, what makes the element of each index in it, in their order.
    /// - Returns: the elements in the order of the indices.
    package static func elements<Element: Sendable>(
        total: Int, jobs: Int, _ maker: @Sendable (Range<Int>) -> (Int) -> Element
    ) -> [Element] {
        [Element](unsafeUninitializedCapacity: total) { buffer, count in
            // Each thread writes to ranges that no other has.
            nonisolated(unsafe) let places = buffer
            _ = map(total: total, jobs: jobs) { range in
                let make = maker(range)
                for index in range { places.initializeElement(at: index, to: make(index)) }
            }
            count = total
        }
    }

    /// Runs `body` for every range of ``ranges(of:)``; the results in their order.
    package static func map<Result: Sendable>(
        total: Int, jobs: Int, _ body: @Sendable (Range<Int>) -> Result
    ) -> [Result] {
        let ranges = ranges(of: total)
        return map(0..<ranges.count, jobs: jobs) { body(ranges[$0]) }
    }
}
