/// What some customers or tickets add up to, in a form that joins with that of others.
///
/// An analysis in which records of more than one customer enter is written as partial result, merge, finish: each range of
/// ``Partitions/ranges(of:)`` gives a partial result, they are merged in the order of the ranges, and the whole is finished
/// once. A partial result is a value that can be coded, so that a range may as well be computed in another process.
package protocol PartialResult: Codable, Sendable {
    /// Adds the partial result of the range that follows.
    ///
    /// Associative to the last bit: which neighbours are merged first changes nothing. Counts and whole numbers are added;
    /// sums of fractions are kept as whole numbers or gathered in order.
    mutating func merge(_ next: Self)
}

extension Partitions {
    /// The partial results of all ranges of `0..<total`, merged in their order.
    ///
    /// - Parameters:
    ///   - total: customers or tickets.
    ///   - jobs: the number of threads; the result does not depend on it.
    ///   - partial: the partial result of a range, which may be empty.
    /// - Returns: that of the whole.
    package static func merged<Partial: PartialResult>(
        total: Int, jobs: Int, _ partial: @Sendable (Range<Int>) -> Partial
    ) -> Partial {
        let partials = map(total: total, jobs: jobs, partial)
        return partials.dropFirst().reduce(into: partials[0]) { $0.merge($1) }
    }
}
