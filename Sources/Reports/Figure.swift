/// Numbers as people read them.
package enum Figure {
    /// A whole number with a comma every three digits.
    package static func count(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([Substring(digits)] + groups).joined(separator: ",")
    }

    /// A number with a fixed count of decimals; `-` where there is none.
    package static func decimal(_ number: Double?, _ places: Int = 2) -> String {
        guard let number, number.isFinite else { return "-" }
        let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
        let scaled = (abs(number) * scale).rounded()
        guard scaled < 9e15 else { return "\(number)" }
        let (whole, rest) = Int(scaled).quotientAndRemainder(dividingBy: Int(scale))
        let sign = number < 0 && scaled > 0 ? "-" : ""
        let fraction = String(rest)
        let zeros = String(repeating: "0", count: places - min(places, fraction.count))
        return places == 0 ? sign + count(whole) : "\(sign)\(count(whole)).\(zeros)\(fraction)"
    }

    /// A share as per cent with one decimal.
    package static func percent(_ share: Double?) -> String {
        guard let share, share.isFinite else { return "-" }
        return decimal(share * 100, 1) + " %"
    }

    /// A length of time: minutes below an hour, hours below a hundred of them, else days; `-` where there is none.
    package static func hours(_ hours: Double?) -> String {
        guard let hours, hours.isFinite else { return "-" }
        if hours < 1 { return "\(decimal(hours * 60, 0)) min" }
        return hours < 100 ? "\(decimal(hours, 1)) h" : "\(decimal(hours / 24, 1)) d"
    }

    /// A probability in one digit, however small; `-` where there is none.
    package static func probability(_ number: Double?) -> String {
        guard let number else { return "-" }
        guard number > 0 else { return "<1e-300" }
        guard number < 0.001 else { return decimal(number, 3) }
        var (exponent, rest) = (0, number)
        while rest < 1 { (exponent, rest) = (exponent + 1, rest * 10) }
        return "1e-\(exponent - (rest >= 5 ? 1 : 0))"
    }
}
