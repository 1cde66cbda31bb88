internal import Kernels

/// How often each replicate of a bootstrap draws each of 4,096 groups of customers: Poisson counts with mean 1.
///
/// Drawing n customers with replacement gives every customer a binomial count; independent Poisson counts come to the
/// same for a ratio and let customers be added one by one, in any order. Up to 4,096 customers every group holds one. Of
/// more, those 4,096 apart share a group and are drawn together: they have nothing to do with each other, so the spread is
/// estimated without bias, and 4,096 groups know it to about 1 %.
///
/// Source: Chamandy, Muralidharan, Najmi & Naidu (2012), "Estimating uncertainty for massive data streams".
struct PoissonWeights: Sendable {
    static let groups = 4096
    /// By group, then replicate.
    private let counts: [UInt8]
    private let replicates: Int

    init(seed: UInt64, replicates: Int) {
        let table = Self.countTable
        var counts: [UInt8] = []
        counts.reserveCapacity(Self.groups * replicates)
        for group in 0..<Self.groups {
            var random = CounterRandom(seed: seed, stream: UInt64(group))
            var bits: UInt64 = 0
            for replicate in 0..<replicates {
                bits = replicate % 4 == 0 ? random.next() : bits >> 16
                counts.append(table[Int(bits & 0xFFFF)])
            }
        }
        self.counts = counts
        self.replicates = replicates
    }

    /// Copies the counts of a customer's group, known by the customer's place among all who are drawn from.
    func copy(ofCustomerAt place: Int, to weights: UnsafeMutableBufferPointer<Double>) {
        let start = place % Self.groups * replicates
        counts.withUnsafeBufferPointer { counts in
            for replicate in 0..<replicates { weights[replicate] = Double(counts[start + replicate]) }
        }
    }

    /// The count for each of 2¹⁶ equally likely numbers: the distribution function turned around.
    private static var countTable: [UInt8] {
        var (count, term, cumulative) = (0, 0.36787944117144233, 0.36787944117144233)
        return (0..<65_536).map { number in
            while (Double(number) + 0.5) / 65_536 > cumulative {
                count += 1
                term /= Double(count)
                cumulative += term
            }
            return UInt8(count)
        }
    }
}
