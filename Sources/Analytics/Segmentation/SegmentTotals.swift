internal import Domain

/// How many customers every segment has tonight, and what they brought.
package struct SegmentTotals: Equatable, PartialResult {
    /// What one axis adds up to.
    package struct AxisTotals: Equatable, Codable, Sendable {
        package fileprivate(set) var observed: Int
        package fileprivate(set) var unobserved: Int
        /// One a segment, in the order of the model.
        package fileprivate(set) var customers: [Int]
        /// In 1/10000 of the currency unit.
        package fileprivate(set) var revenue: [Int64]

        /// The share of a segment among the customers observed; 0 where there are none.
        package func share(_ segment: Int) -> Double {
            observed > 0 ? Double(customers[segment]) / Double(observed) : 0
        }

        /// The share of a segment in the revenue of the customers observed; `nil` where that is not positive.
        package func revenueShare(_ segment: Int) -> Double? {
            let whole = revenue.reduce(Int64(0)) { $0.addingClamped($1) }
            return whole > 0 ? Double(revenue[segment]) / Double(whole) : nil
        }
    }

    /// By the index of the axis in ``Axis/allCases``.
    package private(set) var axes: [AxisTotals]

    /// - Parameters:
    ///   - model: the segments.
    ///   - scores: everyone under this model.
    ///   - net: what every customer brought, in 1/10000 of the currency unit.
    package init(_ model: SegmentModel, _ scores: SegmentScores, net: [Int64]) {
        precondition(net.count == scores.customers, "\(scores.customers) sums are needed, \(net.count) found")
        self = Partitions.merged(total: scores.customers, jobs: 1) { range in
            SegmentTotals(model, scores, net: net, customers: range)
        }
    }

    /// The same of a range of customers.
    package init(_ model: SegmentModel, _ scores: SegmentScores, net: [Int64], customers range: Range<Int>) {
        axes = zip(model.axes, scores.axes).map { axis, scores in
            var customers = [Int](repeating: 0, count: axis.k)
            var revenue = [Int64](repeating: 0, count: axis.k)
            for customer in range where scores.segment[customer] >= 0 {
                let segment = Int(scores.segment[customer])
                customers[segment] += 1
                revenue[segment] = revenue[segment].addingClamped(net[customer])
            }
            let observed = customers.reduce(0, +)
            return AxisTotals(
                observed: observed, unobserved: range.count - observed, customers: customers, revenue: revenue)
        }
    }

    package mutating func merge(_ next: SegmentTotals) {
        for (index, other) in next.axes.enumerated() { axes[index].add(other) }
    }
}

extension SegmentTotals.AxisTotals {
    fileprivate mutating func add(_ other: Self) {
        observed += other.observed
        unobserved += other.unobserved
        for segment in customers.indices {
            customers[segment] += other.customers[segment]
            revenue[segment] = revenue[segment].addingClamped(other.revenue[segment])
        }
    }
}
