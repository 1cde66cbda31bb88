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
    /// Nine thousand such amounts add up to a sum that fits; ``Swift/Int64/addingClamped(_:)`` holds for any number.
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

extension Money {
    /// Why a text is no amount of money.
    package enum ParseFailure: Error, Equatable {
        /// Not decimal digits with at most four decimals.
        case notANumber
        /// Beyond ``Money/limit``.
        case outOfRange
    }

    /// Reads decimal text such as `12`, `-0.5` or `+1234.5678` exactly; blanks around it do not count.
    ///
    /// Zeros beyond the fourth decimal are dropped, any other digit there is an error: nothing is rounded. Exponents,
    /// separators of thousands and a decimal comma are no numbers here.
    ///
    /// - Returns: the amount in 1/10000 of the unit.
    package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(ParseFailure) -> Int64 {
        var (index, end) = (0, bytes.count)
        while index < end, bytes[index] == UInt8(ascii: " ") { index += 1 }
        while end > index, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
        guard index < end else { throw .notANumber }
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
        let first = index
        var value: UInt64 = 0
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            // Saturates far above the limit instead of overflowing.
            value = value > 1 << 52 ? value : value &* 10 &+ UInt64(digit)
            index += 1
        }
        var digits = index - first
        var decimals = 0
        if index < end, bytes[index] == UInt8(ascii: ".") {
            index += 1
            while index < end {
                let digit = bytes[index] &- UInt8(ascii: "0")
                guard digit < 10, decimals < 4 || digit == 0 else { throw .notANumber }
                if decimals < 4 {
                    value = value > 1 << 52 ? value : value &* 10 &+ UInt64(digit)
                    decimals += 1
                }
                digits += 1
                index += 1
            }
        }
        guard digits > 0, index == end else { throw .notANumber }
        while decimals < 4 {
            value = value > 1 << 52 ? value : value &* 10
            decimals += 1
        }
        guard value <= UInt64(limit) else { throw .outOfRange }
        return isNegative ? -Int64(value) : Int64(value)
    }
}

extension Int64 {
    /// The sum, held at ±`Int64.max`: sums of money never trap and are never ``Money/missing``; no honest shop gets there.
    @inline(__always)
    package func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? -.max : .max) : Swift.max(sum, -.max)
    }
}

/// A positive decimal factor, kept exactly: a rate of exchange, or the scale of a column in cents.
package struct DecimalFactor: Equatable, Sendable {
    /// The factor is `numerator / 10^decimals`.
    package let numerator: UInt64
    /// 0...12.
    package let decimals: Int

    package static let one = DecimalFactor(numerator: 1, decimals: 0)

    private init(numerator: UInt64, decimals: Int) {
        (self.numerator, self.decimals) = (numerator, decimals)
    }

    /// Reads decimal text such as `0.8765`: at most 12 decimals, above 0, below a million.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        guard let whole = parts.first, 1...6 ~= whole.utf8.count, fraction.utf8.count <= 12,
            parts.count == 1 || !fraction.isEmpty,
            (whole + fraction).utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let numerator = UInt64(whole + fraction), numerator > 0
        else { return nil }
        self.init(numerator: numerator, decimals: fraction.utf8.count)
    }

    /// An amount times this factor, rounded half to even; `nil` beyond ``Money/limit``.
    package func applied(to raw: Int64) -> Int64? {
        let denominator = (0..<decimals).reduce(into: UInt64(1)) { power, _ in power *= 10 }
        let product = raw.magnitude.multipliedFullWidth(by: numerator)
        guard product.high < denominator else { return nil }
        let (quotient, remainder) = denominator.dividingFullWidth(product)
        let half = denominator - remainder
        let isUp = remainder > half || (remainder == half && quotient % 2 == 1)
        let rounded = quotient &+ (isUp ? 1 : 0)
        guard rounded <= UInt64(Money.limit) else { return nil }
        return raw < 0 ? -Int64(rounded) : Int64(rounded)
    }
}
