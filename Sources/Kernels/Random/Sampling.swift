extension CounterRandom {
    /// Brings an array into a random order, every order equally likely.
    ///
    /// Source: Durstenfeld (1964), the shuffle of Fisher and Yates.
    package mutating func shuffle<Element>(_ elements: inout [Element]) {
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(index(below: last + 1), last)
        }
    }

    /// Draws `count` of the numbers in 0..<`population` without replacement, every set equally likely.
    ///
    /// - Returns: the numbers drawn, ascending.
    /// - Precondition: 0 ≤ `count` ≤ `population`.
    /// - Complexity: O(`population`).
    ///
    /// Source: Fan, Muller & Rezucha (1962), selection sampling.
    package mutating func sample(_ count: Int, of population: Int) -> [Int] {
        precondition(count >= 0 && count <= population, "cannot draw \(count) of \(population)")
        var drawn: [Int] = []
        drawn.reserveCapacity(count)
        for candidate in 0..<population where drawn.count < count {
            if index(below: population - candidate) < count - drawn.count { drawn.append(candidate) }
        }
        return drawn
    }

    /// Draws a position with probability proportional to its weight.
    ///
    /// - Parameter cumulative: running sums of the weights, ascending, the last one positive.
    /// - Returns: a position whose weight is positive.
    /// - Complexity: O(log n).
    package mutating func index(cumulative: [Double]) -> Int {
        guard let total = cumulative.last, total > 0 else {
            preconditionFailure("the weights must have a positive sum")
        }
        let target = uniform() * total
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
