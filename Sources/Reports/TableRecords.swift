internal import Analytics
internal import Domain
internal import Foundation

extension TableRecords {
    /// The rows as values whose keys are the columns.
    ///
    /// - Precondition: the table has every column that the type asks for; a test makes each such report.
    func decoded<Row: Decodable>(as type: Row.Type = Row.self) -> [Row] {
        do {
            return try JSONDecoder().decode([Row].self, from: Data(SortedJSON.bytes(self)))
        } catch {
            preconditionFailure("rows are no \(type): \(error)")
        }
    }
}
