/// A list of a report as CSV, piece by piece: a header, then a record a line; made so that a spreadsheet shows what the report
/// says.
///
/// A spreadsheet takes text for UTF-8 where a byte-order mark tells it so: the mark is there where any letter needs it. It
/// would work out a text that begins as a formula: such a text begins with an apostrophe here, and numbers stay numbers.
///
/// Source: RFC 4180.
package struct ReportCSV: IteratorProtocol {
    private static let pieceSize = 1 << 16

    private let list: ReportList
    private var rows: ReportRows
    private var hasHeader = false

    package init(_ list: ReportList) {
        self.list = list
        rows = list.rows
    }

    /// Some more lines; `nil` at the end.
    package mutating func next() -> [UInt8]? {
        var piece: [UInt8] = []
        if !hasHeader {
            if list.hasLetters { piece += "\u{FEFF}".utf8 }
            piece += Self.line(list.columns).utf8
            hasHeader = true
        }
        while piece.count < Self.pieceSize, let row = rows.next() {
            piece += Self.line(list.columns.map { Self.inert(row[$0] ?? "") }).utf8
        }
        return piece.isEmpty ? nil : piece
    }

    private static func inert(_ cell: String) -> String {
        guard let first = cell.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first), Double(cell) == nil
        else { return cell }
        return "'" + cell
    }

    /// One record of a CSV file, with its end.
    package static func line(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.utf8.contains(where: { [0x2c, 0x22, 0x0a, 0x0d].contains($0) }) else { return cell }
        return "\"\(cell.replacing("\"", with: "\"\""))\""
    }
}
