import Pipeline

/// Holds the number of an option against what is allowed.
///
/// - Throws: ``RunError`` of usage, which names the option, what was given and what may be.
func require<Number>(_ option: String, _ value: Number, in range: ClosedRange<Number>) throws {
    guard !range.contains(value) else { return }
    throw RunError(.usage, "\(option) is \(value); give \(range.lowerBound) to \(range.upperBound)")
}
