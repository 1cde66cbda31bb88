import CLAPACK

/// The eigenvalues and eigenvectors of a symmetric matrix.
///
/// Source: LAPACK `dsyevd`.
package struct SymmetricEigen: Equatable, Sendable {
    /// The eigenvalues, ascending.
    package let values: [Double]
    /// Row i is the eigenvector of `values[i]`, of length 1, its first component of largest magnitude positive.
    package let vectors: Matrix

    /// Decomposes *A*.
    ///
    /// - Parameter a: *A*, n × n; only the upper triangle is read.
    /// - Throws: ``LinearAlgebraError/noConvergence(unresolved:)``.
    /// - Precondition: *A* is square and every number is finite.
    /// - Complexity: O(n³).
    package init(of a: Matrix) throws(LinearAlgebraError) {
        precondition(a.rows == a.columns, "\(a.rows) × \(a.columns) is not square")
        useCallingThread()
        let n = a.rows
        var (values, vectors) = ([Double](repeating: 0, count: n), a)
        // A row-major upper triangle is a column-major lower one, and column-major eigenvectors come out as rows.
        let info = vectors.withUnsafeMutableElements { cells in
            let (vectorsToo, lower) = (CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")))
            return LAPACKE_dsyevd(
                LAPACK_COL_MAJOR, vectorsToo, lower, Int32(n), cells.baseAddress, Int32(max(1, n)), &values)
        }
        precondition(info >= 0, "dsyevd refused argument \(-info): are all numbers finite?")
        guard info == 0 else { throw .noConvergence(unresolved: Int(info)) }
        self.values = values
        self.vectors = orientRows(vectors)
    }
}

/// Turns every row so that its first component of largest magnitude is positive.
private func orientRows(_ matrix: Matrix) -> Matrix {
    var oriented = matrix
    for row in 0..<matrix.rows {
        let cells = matrix.row(row)
        guard let lead = cells.max(by: { abs($0) < abs($1) }), lead < 0 else { continue }
        for column in 0..<matrix.columns { oriented[row, column] = -matrix[row, column] }
    }
    return oriented
}
