/// The cells of a row one after the other, in the order of the columns that the query names.
///
/// Looking a wide row's cells up by their names costs more than reading them.
struct RowCells {
    private let row: Row
    private var position = 0

    init(_ row: Row) {
        self.row = row
    }

    /// The next cell; an optional type where it may be NULL.
    mutating func next<Value: Storable>(as type: Value.Type = Value.self) -> Value {
        defer { position += 1 }
        return row[position]
    }
}
