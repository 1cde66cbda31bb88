import CLAPACK

/// Whether a factor of a product enters as it stands or transposed.
package enum Orientation: Sendable {
    case plain, transposed

    var blas: CBLAS_TRANSPOSE { self == .plain ? CblasNoTrans : CblasTrans }
}

/// Computes *C ← alpha · op(A) · op(B) + beta · C* in place.
///
/// - Parameters:
///   - a: *A*; op(A) is rows × inner.
///   - aOrientation: whether op(A) is *A* or its transpose.
///   - b: *B*; op(B) is inner × columns.
///   - bOrientation: whether op(B) is *B* or its transpose.
///   - alpha: the factor of the product.
///   - beta: the factor of what *C* held; with 0 the former contents are ignored, NaN included.
///   - c: *C*, rows × columns, allocated by the caller.
/// - Precondition: the shapes fit.
/// - Complexity: O(rows · inner · columns).
///
/// Source: BLAS `dgemm`.
package func multiply(
    _ a: Matrix, _ aOrientation: Orientation = .plain, _ b: Matrix,
    _ bOrientation: Orientation = .plain,
    alpha: Double = 1, beta: Double = 0, into c: inout Matrix
) {
    let (rows, inner) = aOrientation == .plain ? (a.rows, a.columns) : (a.columns, a.rows)
    let (innerB, columns) = bOrientation == .plain ? (b.rows, b.columns) : (b.columns, b.rows)
    precondition(inner == innerB, "the factors share \(inner) and \(innerB) indices")
    precondition(
        c.rows == rows && c.columns == columns,
        "the product is \(rows) × \(columns), not \(c.rows) × \(c.columns)")
    useCallingThread()
    let (leadingA, leadingB, leadingC) = (
        Int32(max(1, a.columns)), Int32(max(1, b.columns)), Int32(max(1, c.columns))
    )
    a.withUnsafeElements { a in
        b.withUnsafeElements { b in
            c.withUnsafeMutableElements { c in
                cblas_dgemm(
                    CblasRowMajor, aOrientation.blas, bOrientation.blas, Int32(rows), Int32(columns),
                    Int32(inner),
                    alpha, a.baseAddress, leadingA, b.baseAddress, leadingB, beta, c.baseAddress, leadingC)
            }
        }
    }
}

/// The product op(A) · op(B) as a new matrix; see ``multiply(_:_:_:_:alpha:beta:into:)``.
package func product(
    _ a: Matrix, _ aOrientation: Orientation = .plain, _ b: Matrix,
    _ bOrientation: Orientation = .plain
) -> Matrix {
    var c = Matrix(
        rows: aOrientation == .plain ? a.rows : a.columns,
        columns: bOrientation == .plain ? b.columns : b.rows)
    multiply(a, aOrientation, b, bOrientation, into: &c)
    return c
}
