internal import Foundation

/// One list of a report, made flat: a row a record, with the cells of the records around it in front.
///
/// An object inside a record becomes columns `outer.inner`; a list inside a record becomes a list of its own, named by the
/// keys that lead to it, such as `axes.segments`.
package struct ReportList: Sendable, Equatable {
    package let name: String
    package var columns: [String]
    package var rows: [[String: String]] = []

    package init(name: String, columns: [String] = []) {
        (self.name, self.columns) = (name, columns)
    }

    /// Every list of a report, in the order of their names.
    package static func all(in report: JSONValue) -> [ReportList] {
        var lists: [String: ReportList] = [:]
        collect(report, path: [], around: [], into: &lists)
        return lists.values.sorted { $0.name < $1.name }
    }

    private static func collect(
        _ value: JSONValue, path: [String], around: [(String, String)], into lists: inout [String: ReportList]
    ) {
        guard case .object(let members) = value else { return }
        for key in members.keys.sorted() where !(path.isEmpty && key == "header") {
            guard let member = members[key] else { continue }
            let inner = path + [key]
            if case .object = member {
                collect(member, path: inner, around: around, into: &lists)
            } else if case .array(let items) = member, items.contains(where: \.isObject) {
                for item in items { addRow(item, path: inner, around: around, to: &lists) }
            }
        }
    }

    private static func addRow(
        _ item: JSONValue, path: [String], around: [(String, String)], to lists: inout [String: ReportList]
    ) {
        let name = path.joined(separator: ".")
        let own = cells(of: item, prefix: "")
        var list = lists[name] ?? ReportList(name: name)
        var row: [String: String] = [:]
        for (column, cell) in around + own {
            if row[column] == nil, !list.columns.contains(column) { list.columns.append(column) }
            row[column] = cell
        }
        list.rows.append(row)
        lists[name] = list
        let singular = path.last.map { $0.hasSuffix("s") ? String($0.dropLast()) : $0 } ?? ""
        let outer = around + own.filter { !$0.0.contains(".") }.map { ($0.0 == "name" ? singular : $0.0, $0.1) }
        collect(item, path: path, around: outer, into: &lists)
    }

    private static func cells(of value: JSONValue, prefix: String) -> [(String, String)] {
        guard case .object(let members) = value else { return [] }
        return members.keys.sorted().flatMap { key -> [(String, String)] in
            guard let member = members[key] else { return [] }
            if let cell = member.cell { return [(prefix + key, cell)] }
            return member.isObject ? cells(of: member, prefix: prefix + key + ".") : []
        }
    }

    /// RFC 4180: a header, then a record a line; made so that a spreadsheet shows what the report says.
    ///
    /// A spreadsheet takes text for UTF-8 where a byte-order mark tells it so: the mark is there where any letter needs it. It
    /// would work out a text that begins as a formula: such a text begins with an apostrophe here, and numbers stay numbers.
    package var csv: String {
        var text = Self.csvLine(columns)
        for row in rows { text += Self.csvLine(columns.map { Self.inert(row[$0] ?? "") }) }
        return text.utf8.allSatisfy { $0 < 0x80 } ? text : "\u{FEFF}" + text
    }

    private static func inert(_ cell: String) -> String {
        guard let first = cell.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first), Double(cell) == nil
        else { return cell }
        return "'" + cell
    }

    /// One record of a CSV file, with its end.
    package static func csvLine(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.utf8.contains(where: { [0x2c, 0x22, 0x0a, 0x0d].contains($0) }) else { return cell }
        return "\"\(cell.replacing("\"", with: "\"\""))\""
    }
}

extension JSONValue {
    fileprivate var isObject: Bool {
        if case .object = self { true } else { false }
    }
}

extension JSONValue {
    /// The value as one cell of a table; `nil` for what does not fit one.
    package var cell: String? {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
        case .string(let text): text
        case .array(let items): items.allSatisfy(\.isScalar) ? items.compactMap(\.cell).joined(separator: ";") : nil
        case .object: nil
        }
    }

    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}
