internal import Domain

/// Rows of one shape as CSV: a header, then a record a line.
///
/// An object within a row becomes columns `outer.inner`; lists, and objects whose keys are data, are written as JSON.
///
/// Source: RFC 4180.
struct CSV: Sendable {
    private let columns: [[String]]

    init(_ row: Shape) {
        columns = Self.columns(of: row, within: [])
    }

    private static func columns(of shape: Shape, within outer: [String]) -> [[String]] {
        shape.members.flatMap { member -> [[String]] in
            let path = outer + [member.name]
            return member.shape.members.isEmpty ? [path] : columns(of: member.shape, within: path)
        }
    }

    var header: [UInt8] { Self.line(columns.map { $0.joined(separator: ".") }) }

    func line(_ row: JSON) -> [UInt8] {
        Self.line(columns.map { path in path.reduce(row) { $0[$1] }.cell })
    }

    private static func line(_ cells: [String]) -> [UInt8] { Array(ReportCSV.line(cells).utf8) }
}

extension JSON {
    /// A member of an object; `null` where there is none.
    fileprivate subscript(key: String) -> JSON {
        guard case .object(let members) = self else { return .null }
        return members.first { $0.key == key }?.value ?? .null
    }

    /// The value as the cell of a table.
    fileprivate var cell: String {
        switch self {
        case .null: ""
        case .text(let text): text
        case .document(let json) where json == "null": ""
        default: String(decoding: bytes, as: UTF8.self)
        }
    }
}
