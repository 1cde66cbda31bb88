/// A log-likelihood and its gradient by up to four parameters, summed over histories.
struct LikelihoodSum {
    private(set) var value = 0.0
    private(set) var gradient = SIMD4<Double>()

    mutating func add(_ value: Double, _ gradient: SIMD4<Double>, weight: Double) {
        self.value += weight * value
        self.gradient += weight * gradient
    }

    /// Sums `rows` pieces of a column of `count` rows, in sixty-four parts of fixed size, joined in their order: the same
    /// digits for any number of threads.
    static func inFixedParts(
        of count: Int, jobs: Int, _ sum: (_ rows: Range<Int>) -> LikelihoodSum
    ) -> LikelihoodSum {
        let parts = 64
        let sums = inParts(parts, jobs: jobs) { part in sum(count * part / parts..<count * (part + 1) / parts) }
        return sums.reduce(into: LikelihoodSum()) { $0.add($1.value, $1.gradient, weight: 1) }
    }
}
