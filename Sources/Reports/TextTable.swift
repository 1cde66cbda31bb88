internal import Domain

/// Rows of cells as text in aligned columns, for people.
package struct TextTable {
    private var rows: [[String]]
    private let alignRight: Set<Int>

    /// Begins with a header; the columns whose indices are in `numeric` are aligned right.
    package init(_ header: [String], numeric: Set<Int> = []) {
        self.rows = [header]
        self.alignRight = numeric
    }

    package mutating func add(_ row: [String]) {
        rows.append(row.map(\.printableLine))
    }

    package var text: String {
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
