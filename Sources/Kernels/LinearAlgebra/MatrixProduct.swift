import CLAPACK

/// Computes *C ← alpha · op(A) · op(B) + beta · C* in place.
///
/// - Parameters:
///   - a: *A*; op(A) is rows × inner.
///   - b: *B*; op(B) is inner × columns.
///   - transposeA: whether op(A) is the transpose of *A*.
///   - transposeB: whether op(B) is the transpose of *B*.
///   - alpha: the factor of the product.
///   - beta: the factor of what *C* held; with 0 the former contents are ignored, NaN included.
///   - c: *C*, rows × columns, allocated by the caller.
/// - Precondition: the shapes fit.
/// - Complexity: O(rows · inner · columns).
///
/// Source: BLAS `dgemm`.
package func multiply(
    _ a: Matrix, _ b: Matrix, transposeA: Bool = false, transposeB: Bool = false, alpha: Double = 1, beta: Double = 0,
    into c: inout Matrix
) {
    let (rows, inner) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
    let (innerB, columns) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(inner == innerB, "the factors share \(inner) and \(innerB) indices")
    precondition(
        c.rows == rows && c.columns == columns, "the product is \(rows) × \(columns), not \(c.rows) × \(c.columns)")
    useCallingThread()
    let (leadingA, leadingB, leadingC) = (Int32(max(1, a.columns)), Int32(max(1, b.columns)), Int32(max(1, c.columns)))
    a.withUnsafeElements { a in
        b.withUnsafeElements { b in
            c.withUnsafeMutableElements { c in
                cblas_dgemm(
                    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
                    Int32(rows), Int32(columns), Int32(inner), alpha, a.baseAddress, leadingA, b.baseAddress, leadingB,
                    beta, c.baseAddress, leadingC)
            }
        }
    }
}

/// The product op(A) · op(B) as a new matrix; see ``multiply(_:_:transposeA:transposeB:alpha:beta:into:)``.
package func product(_ a: Matrix, _ b: Matrix, transposeA: Bool = false, transposeB: Bool = false) -> Matrix {
    var c = Matrix(rows: transposeA ? a.columns : a.rows, columns: transposeB ? b.rows : b.columns)
    multiply(a, b, transposeA: transposeA, transposeB: transposeB, into: &c)
    return c
}
