import CLAPACK

/// The Gram matrix *Aᵀ A*, symmetric and complete in both triangles.
///
/// - Parameter a: *A*, n × d.
/// - Returns: a d × d matrix.
/// - Complexity: O(n d²), half of a general product.
///
/// Source: BLAS `dsyrk`.
package func gramMatrix(_ a: Matrix) -> Matrix {
    let d = a.columns
    var gram = Matrix(rows: d, columns: d)
    guard d > 0, a.rows > 0 else { return gram }
    useCallingThread()
    a.withUnsafeElements { a in
        gram.withUnsafeMutableElements { c in
            cblas_dsyrk(
                CblasRowMajor, CblasUpper, CblasTrans, Int32(d), Int32(a.count / d), 1, a.baseAddress,
                Int32(d), 0,
                c.baseAddress, Int32(d))
            for row in 1..<max(d, 1) {
                for column in 0..<row { c[row * d + column] = c[column * d + row] }
            }
        }
    }
    return gram
}

/// Adds *Aᵀ A* to a symmetric matrix, of which only the upper triangle is read and written.
///
/// - Parameters:
///   - a: *A*, n × d.
///   - gram: d × d.
/// - Complexity: O(n d²), half of a general product.
///
/// Source: BLAS `dsyrk`.
func addGram(of a: Matrix, into gram: inout Matrix) {
    let d = a.columns
    precondition(gram.rows == d && gram.columns == d, "a \(d) × \(d) matrix is needed")
    useCallingThread()
    a.withUnsafeElements { cells in
        gram.withUnsafeMutableElements { c in
            cblas_dsyrk(
                CblasRowMajor, CblasUpper, CblasTrans, Int32(d), Int32(a.rows), 1, cells.baseAddress, Int32(max(1, d)),
                1, c.baseAddress, Int32(max(1, d)))
        }
    }
}
