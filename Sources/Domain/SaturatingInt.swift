extension Int {
    /// The whole part of a number, held at the ends of the range; 0 for what is no number.
    ///
    /// `Int(_:)` ends the process on such numbers, which a damaged file may hold.
    package init(saturating number: Double) {
        guard !number.isNaN else {
            self = 0
            return
        }
        self = Int(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max)
    }

    /// The sum, held at the ends of the range.
    package func addingClamped(_ other: Int) -> Int { Int(Int64(self).addingClamped(Int64(other))) }
}
