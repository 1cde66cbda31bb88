/// How a column writes its numbers.
///
/// Signs before, behind or in parentheses, blanks, an apostrophe guard, exponents and groups of digits are read whatever
/// the grammar. What it decides is the one thing that a number alone may leave open: whether `1.234` is a thousand or one.
struct NumberGrammar: Equatable, Sendable {
    enum Mark: UInt8, Sendable {
        case dot = 0x2e
        case comma = 0x2c

        var other: Mark { self == .dot ? .comma : .dot }
        var name: String { self == .dot ? "dot" : "comma" }
    }

    /// The mark before the decimals; `nil` where it is found from the column.
    var decimal: Mark?
    /// Words around a number that say nothing, such as `$`; signs of the reporting currency need no mention.
    var strip: [String] = []

    static let found = NumberGrammar()
}

/// A number as it was written, cut into what decides its value.
struct WrittenNumber {
    /// What the marks of one number prove about its column.
    enum Evidence: Equatable, Sendable {
        /// No mark that divides or groups.
        case nothing
        case decimal(NumberGrammar.Mark)
        /// One mark with three digits behind: a group of thousands as well as three decimals.
        case ambiguous(NumberGrammar.Mark)
    }

    enum Failure: Error, Equatable {
        case notANumber
        case outOfRange
        /// The marks are those of another grammar than the column's.
        case otherGrammar
        /// A sign of a currency that is not the column's.
        case foreignSign
    }

    /// In 1/10000 of the unit, rounded half to even.
    let value: Int64
    let evidence: Evidence
    /// Whether digits beyond the fourth decimal were rounded away.
    let isRounded: Bool
    /// What stands behind the number, such as `kg`; empty where nothing does.
    let unit: ArraySlice<UInt8>
}
