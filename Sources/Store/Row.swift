/// A row of an answer, whichever engine gave it; good until the next row is asked for.
///
/// A cell is read as the type that is asked for: an optional one where it may be NULL.
struct Row {
    private let cells: any RowCellSource

    init(_ cells: any RowCellSource) {
        self.cells = cells
    }

    subscript<Value: Storable>(_ position: Int) -> Value {
        guard let value = Value.read(cells, position) else { preconditionFailure("column \(position) is NULL") }
        return value
    }

    subscript<Value: Storable>(_ name: String) -> Value {
        guard let position = cells.position(of: name) else { preconditionFailure("there is no column \(name)") }
        guard let value = Value.read(cells, position) else { preconditionFailure("column \(name) is NULL") }
        return value
    }

    /// The cell as the engine has it.
    func value(_ position: Int) -> StoredValue { cells.value(position) }
}

/// Where the cells of a row stand, by their positions from 0; `nil` for NULL.
protocol RowCellSource {
    func position(of name: String) -> Int?
    func integer(_ position: Int) -> Int64?
    func real(_ position: Int) -> Double?
    func text(_ position: Int) -> String?
    func bytes(_ position: Int) -> [UInt8]?
    func value(_ position: Int) -> StoredValue
}
