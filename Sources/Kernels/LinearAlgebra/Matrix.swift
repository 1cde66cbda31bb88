/// A dense matrix of `Double`, row-major and contiguous.
///
/// A cell that was not observed is NaN where a routine says that it accepts missing cells, and forbidden elsewhere.
package struct Matrix: Equatable, Sendable {
    package let rows: Int
    package let columns: Int
    /// All numbers, row after row.
    package private(set) var elements: [Double]

    /// A matrix filled with one value.
    package init(rows: Int, columns: Int, repeating value: Double = 0) {
        precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) × \(columns) does not exist")
        self.rows = rows
        self.columns = columns
        elements = [Double](repeating: value, count: rows * columns)
    }

    /// A matrix over numbers that already stand row after row.
    ///
    /// - Precondition: `elements` holds `rows * columns` numbers.
    package init(rows: Int, columns: Int, elements: [Double]) {
        precondition(
            rows >= 0 && columns >= 0 && elements.count == rows * columns,
            "\(rows) × \(columns) cells are needed, \(elements.count) numbers found")
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// A matrix from its rows, all of one length.
    package init(_ rows: [[Double]]) {
        let columns = rows.first?.count ?? 0
        precondition(rows.allSatisfy { $0.count == columns }, "rows differ in length")
        self.init(rows: rows.count, columns: columns, elements: rows.flatMap(\.self))
    }

    /// A matrix from its columns, all of one length.
    package init(columns: [[Double]]) {
        let rows = columns.first?.count ?? 0
        precondition(columns.allSatisfy { $0.count == rows }, "columns differ in length")
        self.init(rows: rows, columns: columns.count)
        for (column, values) in columns.enumerated() {
            for row in 0..<rows { elements[row * self.columns + column] = values[row] }
        }
    }

    /// The cell at a row and a column, both counted from 0.
    package subscript(row: Int, column: Int) -> Double {
        get {
            precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
            return elements[row * columns + column]
        }
        set {
            precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
            elements[row * columns + column] = newValue
        }
    }

    /// One row, as a slice of the storage.
    package func row(_ row: Int) -> ArraySlice<Double> {
        elements[row * columns..<(row + 1) * columns]
    }

    /// A copy of one column.
    package func column(_ column: Int) -> [Double] {
        precondition(column >= 0 && column < columns, "column \(column) of \(columns)")
        return (0..<rows).map { elements[$0 * columns + column] }
    }

    /// The rows at `indices`, in that order.
    package func selecting(rows indices: [Int]) -> Matrix {
        var selected: [Double] = []
        selected.reserveCapacity(indices.count * columns)
        for index in indices { selected.append(contentsOf: row(index)) }
        return Matrix(rows: indices.count, columns: columns, elements: selected)
    }

    package func transposed() -> Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for row in 0..<rows {
            for column in 0..<columns {
                result.elements[column * rows + row] = elements[row * columns + column]
            }
        }
        return result
    }

    /// Calls `body` with all cells, row after row.
    package func withUnsafeElements<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try elements.withUnsafeBufferPointer(body)
    }

    /// Calls `body` with all cells, row after row, to be written in place.
    package mutating func withUnsafeMutableElements<Result, Failure: Error>(
        _ body: (inout UnsafeMutableBufferPointer<Double>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try elements.withUnsafeMutableBufferPointer(body)
    }

    /// Calls `body` with the cells of one row.
    package func withUnsafeRow<Result, Failure: Error>(
        _ row: Int, _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition(row >= 0 && row < rows, "row \(row) of \(rows)")
        return try elements.withUnsafeBufferPointer { cells throws(Failure) in
            try body(UnsafeBufferPointer(rebasing: cells[row * columns..<(row + 1) * columns]))
        }
    }
}
