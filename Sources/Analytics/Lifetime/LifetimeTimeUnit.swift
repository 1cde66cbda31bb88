/// The unit in which the lifetime models count time; every result but the parameters is the same in each.
package enum LifetimeTimeUnit: String, CaseIterable, Codable, Sendable {
    case day, week, month

    /// Days of a unit; a month is 30.4375.
    package var days: Double {
        switch self {
        case .day: 1
        case .week: 7
        case .month: Self.daysPerMonth
        }
    }

    package static let daysPerMonth = 30.4375
}
