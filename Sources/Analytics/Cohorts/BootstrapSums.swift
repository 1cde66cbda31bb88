internal import Domain

/// Sums over customers, drawn again and again: what ``PeriodSums`` would be in other samples of the same customers.
///
/// A customer has one weight a replicate, the same in every period, so that figures over several periods keep their
/// dependence. Weights and money are whole numbers, and their products stay exact up to 2⁵³.
struct BootstrapSums: Codable, Sendable {
    /// Replicates; the ends of an interval then stand on the five most extreme ones.
    static let replicates = 200

    /// What is summed up, in the order of the rows of a period.
    enum Row: Int, CaseIterable {
        case orders, gross, refunded, customers
    }

    /// By period, row and replicate.
    private var sums: [Double] = []
    /// The weights of the customer begun last.
    private var weights = [Double](repeating: 0, count: replicates)

    private enum CodingKeys: String, CodingKey {
        case sums
    }

    private static let periodStride = Row.allCases.count * replicates

    var periods: Int { sums.count / Self.periodStride }

    /// Forgets everything, for a number of periods.
    mutating func reset(periods: Int) {
        let count = periods * Self.periodStride
        sums.removeAll(keepingCapacity: true)
        sums.append(contentsOf: repeatElement(0, count: count))
    }

    /// Takes the weights of the next customer, who stands at `place` among all customers of the analysis.
    mutating func beginCustomer(at place: Int, _ weights: PoissonWeights) {
        self.weights.withUnsafeMutableBufferPointer { weights.copy(ofCustomerAt: place, to: $0) }
    }

    /// Adds what the customer begun last did in a period.
    mutating func add(_ amount: Int64, to row: Row, period: Int) {
        let start = period * Self.periodStride + row.rawValue * Self.replicates
        let factor = Double(amount)
        sums.withUnsafeMutableBufferPointer { sums in
            weights.withUnsafeBufferPointer { weights in
                let row = UnsafeMutableBufferPointer(rebasing: sums[start..<start + Self.replicates])
                for index in 0..<Self.replicates { row[index] += weights[index] * factor }
            }
        }
    }

    /// Gives every period the customers of the first one.
    mutating func spreadCustomers() {
        let source = Row.customers.rawValue * Self.replicates
        for period in stride(from: 1, to: periods, by: 1) {
            let target = period * Self.periodStride + source
            for index in 0..<Self.replicates { sums[target + index] = sums[source + index] }
        }
    }

    /// Adds the first `count` periods of other customers; grows where there are more of them than before.
    mutating func merge(_ other: BootstrapSums, periods count: Int) {
        let end = count * Self.periodStride
        if sums.count < end { sums.append(contentsOf: repeatElement(0, count: end - sums.count)) }
        sums.withUnsafeMutableBufferPointer { sums in
            other.sums.withUnsafeBufferPointer { other in
                for index in 0..<end { sums[index] += other[index] }
            }
        }
    }

    /// The replicates of one period, for as long as `body` runs.
    func withRows<Result>(of period: Int, _ body: (PeriodReplicates) -> Result) -> Result {
        sums.withUnsafeBufferPointer { sums in
            let start = period * Self.periodStride
            func row(_ row: Row) -> UnsafeBufferPointer<Double> {
                let first = start + row.rawValue * Self.replicates
                return UnsafeBufferPointer(rebasing: sums[first..<first + Self.replicates])
            }
            return body(
                PeriodReplicates(
                    orders: row(.orders), gross: row(.gross), refunded: row(.refunded), customers: row(.customers)))
        }
    }
}

/// The replicates of one period's sums; money in 1/10000.
struct PeriodReplicates {
    let orders: UnsafeBufferPointer<Double>
    let gross: UnsafeBufferPointer<Double>
    let refunded: UnsafeBufferPointer<Double>
    let customers: UnsafeBufferPointer<Double>
}
