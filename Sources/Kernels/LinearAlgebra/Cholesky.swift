import CLAPACK
import Foundation

/// The factor of a symmetric positive definite matrix, *A = Uᵀ U* with an upper triangular *U*.
///
/// Source: LAPACK `dpotrf`, `dpotrs`, `dpotri`.
package struct CholeskyFactor: Equatable, Sendable {
    /// *U*, n × n, with zeros below the diagonal.
    package let upper: Matrix

    /// Factors *A*.
    ///
    /// - Parameter a: *A*, n × n; only the upper triangle is read.
    /// - Throws: ``LinearAlgebraError/notPositiveDefinite(minor:)``.
    /// - Precondition: *A* is square and every number is finite.
    /// - Complexity: O(n³).
    package init(of a: Matrix) throws(LinearAlgebraError) {
        precondition(a.rows == a.columns, "\(a.rows) × \(a.columns) is not square")
        useCallingThread()
        let n = a.rows
        var factor = a
        // A row-major upper triangle is a column-major lower one: nothing has to be transposed.
        let info = factor.withUnsafeMutableElements { cells in
            for row in 0..<n { for column in 0..<row { cells[row * n + column] = 0 } }
            return LAPACKE_dpotrf(LAPACK_COL_MAJOR, lower, Int32(n), cells.baseAddress, Int32(max(1, n)))
        }
        precondition(info >= 0, "dpotrf refused argument \(-info): are all numbers finite?")
        guard info == 0 else { throw .notPositiveDefinite(minor: Int(info)) }
        upper = factor
    }

    /// Solves *A x = b*.
    ///
    /// - Parameter b: the right-hand side, length n.
    /// - Returns: *x*, length n.
    package func solve(_ b: [Double]) -> [Double] {
        let n = upper.rows
        precondition(b.count == n, "\(n) numbers are needed, \(b.count) found")
        var x = b
        let info = upper.withUnsafeElements { cells in
            LAPACKE_dpotrs(
                LAPACK_COL_MAJOR, lower, Int32(n), 1, cells.baseAddress, Int32(max(1, n)), &x,
                Int32(max(1, n)))
        }
        precondition(info == 0, "dpotrs refused argument \(-info): are all numbers finite?")
        return x
    }

    /// The inverse of *A*, complete in both triangles.
    package func inverse() -> Matrix {
        let n = upper.rows
        var result = upper
        let info = result.withUnsafeMutableElements { cells in
            let info = LAPACKE_dpotri(
                LAPACK_COL_MAJOR, lower, Int32(n), cells.baseAddress, Int32(max(1, n)))
            for row in 0..<n {
                for column in 0..<row { cells[row * n + column] = cells[column * n + row] }
            }
            return info
        }
        precondition(info == 0, "dpotri refused argument \(-info)")
        return result
    }

    /// The natural logarithm of the determinant of *A*.
    package var logDeterminant: Double {
        (0..<upper.rows).reduce(0) { $0 + 2 * log(upper[$1, $1]) }
    }
}

private let lower = CChar(UInt8(ascii: "L"))

/// Solves *A x = b* for a symmetric positive definite *A*.
///
/// - Parameters:
///   - a: *A*, n × n; only the upper triangle is read.
///   - b: the right-hand side, length n.
/// - Returns: *x*, length n.
/// - Throws: ``LinearAlgebraError/notPositiveDefinite(minor:)``.
/// - Precondition: every number is finite.
/// - Complexity: O(n³).
package func solveCholesky(_ a: Matrix, _ b: [Double]) throws(LinearAlgebraError) -> [Double] {
    try CholeskyFactor(of: a).solve(b)
}
