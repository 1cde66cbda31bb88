internal import Domain
internal import Foundation
internal import Tables

/// The columns of `customer_profiles`, cell by cell as text, over the parts of the table.
struct ProfileState {
    private let parts: [Table]
    /// The row of the whole with which each part begins.
    private let starts: [Int]
    let count: Int

    init(_ tables: [Table]) {
        parts = tables
        starts = tables.indices.map { part in tables[..<part].reduce(0) { $0 + $1.rowCount } }
        count = tables.reduce(0) { $0 + $1.rowCount }
    }

    func id(_ row: Int) -> String { text(CustomerProfilesTable.table.column.customerID, row) ?? "" }

    /// `nil` for NULL.
    func text(_ column: ColumnSchema, _ place: Int) -> String? {
        guard let part = starts.lastIndex(where: { $0 <= place }) else { return nil }
        let row = place - starts[part]
        return switch parts[part][values: column] {
        case .text(let values): values[row]
        case .integer(let values): values[row] == .min ? nil : String(values[row])
        case .real(let values): values[row].isNaN ? nil : Self.plain(values[row])
        case nil: nil
        }
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
    }

    /// Axis to segment.
    func segments(_ row: Int) -> [String: String] {
        let text = text(CustomerProfilesTable.table.column.dominantSegments, row) ?? "{}"
        return (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
    }
}
