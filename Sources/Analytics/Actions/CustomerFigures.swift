package import Domain

/// What rules are held against: figures and segments of every customer, by the index of ``Shop/customers``.
package struct CustomerFigures: Sendable {
    package let customers: Int
    package let currency: String
    /// Columns by measure; a measure without one is unknown of everybody.
    private let columns: [CustomerMeasure: [Double]]
    private let model: SegmentModel?
    private let scores: SegmentScores?
    /// What a lost customer costs times the probability of losing them; NaN or empty where it is not known.
    let valueAtStake: [Double]

    package init(
        customers: Int, currency: String, columns: [CustomerMeasure: [Double]], model: SegmentModel? = nil,
        scores: SegmentScores? = nil, valueAtStake: [Double] = []
    ) {
        for (measure, column) in columns {
            precondition(column.count == customers, "\(measure.rawValue): \(column.count) of \(customers) customers")
        }
        (self.customers, self.currency, self.columns) = (customers, currency, columns)
        (self.model, self.scores, self.valueAtStake) = (model, scores, valueAtStake)
    }

    subscript(measure: CustomerMeasure, customer: Int) -> Double { columns[measure]?[customer] ?? .nan }

    /// The dominant segment with the membership in it; `nil` where the axis was not observed.
    func standing(of customer: Int, on axis: Axis) -> (segment: String, membership: Double)? {
        guard let model, let scores, scores[axis].segment[customer] >= 0 else { return nil }
        let standing = scores[axis]
        return (model[axis].segments[Int(standing.segment[customer])].name, standing.membership[customer])
    }
}
