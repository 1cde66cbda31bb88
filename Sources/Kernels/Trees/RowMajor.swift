/// The values of some rows, row after row.
struct RowMajor {
    let width: Int
    let count: Int
    private let values: [Double]

    init(_ columns: [[Double]], rows: Range<Int>) {
        let width = columns.count
        var values = [Double](repeating: 0, count: width * rows.count)
        values.withUnsafeMutableBufferPointer { values in
            for (feature, column) in columns.enumerated() {
                column.withUnsafeBufferPointer { column in
                    for row in rows { values[(row - rows.lowerBound) * width + feature] = column[row] }
                }
            }
        }
        (self.width, self.count, self.values) = (width, rows.count, values)
    }

    /// Adds what trees say of every row.
    func add(_ trees: ArraySlice<RegressionTree>, to margins: inout [Double]) {
        values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return }
            for tree in trees {
                for row in 0..<count { margins[row] += tree.leafValues[tree.leaf(start + row * width)] }
            }
        }
    }
}
