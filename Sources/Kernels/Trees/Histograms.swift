/// Sums of first and second derivatives of the loss, by bin of every column, over the rows of one leaf.
///
/// Parts are groups of four columns, and rows are added in their order: the sums do not depend on the number of threads.
struct Histograms {
    /// First and second derivative; column f begins at f · ``BinnedColumns/stride``.
    private(set) var sums: [SIMD2<Double>]

    init(groups: Int) {
        sums = [SIMD2<Double>](repeating: .zero, count: groups * 4 * BinnedColumns.stride)
    }

    /// Calls `body` with the storage, parts of which threads write side by side.
    mutating func withUnsafeSums(_ body: (UnsafeMutablePointer<SIMD2<Double>>) -> Void) {
        sums.withUnsafeMutableBufferPointer { sums in
            guard let start = sums.baseAddress else { return }
            body(start)
        }
    }
}

/// Adds the derivatives of some rows to the histograms of one group of columns, which are cleared before.
///
/// - Parameters:
///   - rows: the rows, in the order in which they are added.
///   - derivatives: those of the rows, in the same order.
///   - words: the bins of the group's columns, of all rows.
///   - sums: where the first column's histogram begins.
func fillHistograms(
    _ rows: UnsafeBufferPointer<Int32>, _ derivatives: UnsafeBufferPointer<SIMD2<Float>>, _ words: [SIMD4<UInt8>],
    into sums: UnsafeMutablePointer<SIMD2<Double>>
) {
    let stride = BinnedColumns.stride
    sums.update(repeating: .zero, count: 4 * stride)
    let (second, third, fourth) = (sums + stride, sums + 2 * stride, sums + 3 * stride)
    words.withUnsafeBufferPointer { words in
        for place in rows.indices {
            let word = words[Int(rows[place])]
            let derivative = SIMD2<Double>(derivatives[place])
            sums[Int(word.x)] += derivative
            second[Int(word.y)] += derivative
            third[Int(word.z)] += derivative
            fourth[Int(word.w)] += derivative
        }
    }
}
