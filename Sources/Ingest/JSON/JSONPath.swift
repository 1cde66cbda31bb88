/// What fills one field of a row from JSON.
struct JSONPath {
    /// The paths that may fill it.
    var names: [String]
    /// Whether all values of the path are wanted, for a sum, and not the first alone.
    var isSummed = false
    /// Whether a list at the end of the path is gone into: a condition is met by any of its elements.
    var entersList = false

    /// What stands between the values of a summed field: a control character that JSON never holds unescaped.
    static let separator: UInt8 = 0x1f
}
