import Domain

/// Rows of cells as text in aligned columns, for people.
struct TextTable {
    private var rows: [[String]]
    private let alignRight: Set<Int>

    /// Begins with a header; the columns whose indices are in `numeric` are aligned right.
    init(_ header: [String], numeric: Set<Int> = []) {
        self.rows = [header]
        self.alignRight = numeric
    }

    mutating func add(_ row: [String]) {
        rows.append(row.map(\.printableLine))
    }

    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                let blanks = String(repeating: " ", count: widths[index] - cell.count)
                return alignRight.contains(index) ? blanks + cell : cell + blanks
            }
            return cells.joined(separator: "  ").trimmingTrailingBlanks() + "\n"
        }.joined()
    }
}

extension String {
    fileprivate func trimmingTrailingBlanks() -> String {
        var text = self
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}

/// Numbers as people read them.
enum Figure {
    /// A whole number with a comma every three digits.
    static func count(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([Substring(digits)] + groups).joined(separator: ",")
    }

    /// A number with a fixed count of decimals; `-` where there is none.
    static func decimal(_ number: Double?, _ places: Int = 2) -> String {
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
    static func percent(_ share: Double?) -> String {
        guard let share, share.isFinite else { return "-" }
        return decimal(share * 100, 1) + " %"
    }
}
