package import Domain

/// What rules are held against: figures and segments of every customer, by the index of ``Shop/customers``.
package struct CustomerFigures: Sendable {
    package let customers: Int
    package let currency: String
    /// Columns by measure; a measure without one is unknown of everybody.
    private let columns: [CustomerMeasure: [Double]]
    /// What a lost customer costs times the probability of losing them; NaN or empty where it is not known.
    let valueAtStake: [Double]
    /// The dominant segment of a customer on an axis, with the membership in it where that is known; `nil` where the axis was
    /// not observed.
    let standing: @Sendable (_ customer: Int, _ axis: Axis) -> (segment: String, membership: Double?)?

    init(
        customers: Int, currency: String, columns: [CustomerMeasure: [Double]], valueAtStake: [Double],
        standing: @escaping @Sendable (Int, Axis) -> (segment: String, membership: Double?)?
    ) {
        for (measure, column) in columns {
            precondition(column.count == customers, "\(measure.rawValue): \(column.count) of \(customers) customers")
        }
        (self.customers, self.currency, self.columns) = (customers, currency, columns)
        (self.valueAtStake, self.standing) = (valueAtStake, standing)
    }

    /// The figures of a run's customers; without a model and its scores no axis was observed of anybody.
    package init(
        customers: Int, currency: String, columns: [CustomerMeasure: [Double]], model: SegmentModel? = nil,
        scores: SegmentScores? = nil, valueAtStake: [Double] = []
    ) {
        self.init(customers: customers, currency: currency, columns: columns, valueAtStake: valueAtStake) {
            guard let model, let scores else { return nil }
            let (standing, segments) = (scores[$1], model[$1].segments)
            guard standing.segment[$0] >= 0 else { return nil }
            return (segments[Int(standing.segment[$0])].name, standing.membership[$0])
        }
    }

    subscript(measure: CustomerMeasure, customer: Int) -> Double { columns[measure]?[customer] ?? .nan }
}
