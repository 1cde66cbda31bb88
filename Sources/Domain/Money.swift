/// Money as it is added up: whole 1/10000 of the currency unit.
///
/// Columns hold the raw number, so that a column of money is an array of `Int64` and a sum is exact;
/// ``missing`` is the raw number of an amount that was not given.
package enum Money {
    /// The raw number of an amount that was not given.
    package static let missing = Int64.min
    /// How many raw units make one unit of the currency.
    package static let scale: Int64 = 10_000
    /// The largest amount that is read, either way: a hundred thousand million units.
    ///
    /// A sum of ninety such amounts still fits.
    package static let limit: Int64 = 100_000_000_000 * scale

    /// The amount in units of the currency, for statistics; NaN where it is missing.
    @inline(__always)
    package static func units(_ raw: Int64) -> Double {
        raw == missing ? .nan : Double(raw) / Double(scale)
    }

    /// The exact decimal text of an amount, with two to four decimals: `-12.50`, `0.0001`.
    package static func text(_ raw: Int64) -> String {
        let magnitude = raw.magnitude
        var fraction = Int64(magnitude % UInt64(scale)).padded(to: 4)
        while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(raw < 0 ? "-" : "")\(magnitude / UInt64(scale)).\(fraction)"
    }
}
