internal import Domain

/// How many customers every segment has tonight, and what they brought.
package struct SegmentTotals: Equatable, Sendable {
    /// What one axis adds up to.
    package struct AxisTotals: Equatable, Sendable {
        package let observed: Int
        package let unobserved: Int
        /// One a segment, in the order of the model.
        package let customers: [Int]
        /// In 1/10000 of the currency unit.
        package let revenue: [Int64]

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
    package let axes: [AxisTotals]

    /// - Parameters:
    ///   - model: the segments.
    ///   - scores: everyone under this model.
    ///   - net: what every customer brought, in 1/10000 of the currency unit.
    package init(_ model: SegmentModel, _ scores: SegmentScores, net: [Int64]) {
        precondition(net.count == scores.customers, "\(scores.customers) sums are needed, \(net.count) found")
        axes = zip(model.axes, scores.axes).map { axis, scores in
            var customers = [Int](repeating: 0, count: axis.k)
            var revenue = [Int64](repeating: 0, count: axis.k)
            for (customer, segment) in scores.segment.enumerated() where segment >= 0 {
                customers[Int(segment)] += 1
                revenue[Int(segment)] = revenue[Int(segment)].addingClamped(net[customer])
            }
            let observed = customers.reduce(0, +)
            return AxisTotals(
                observed: observed, unobserved: scores.segment.count - observed, customers: customers,
                revenue: revenue)
        }
    }
}
