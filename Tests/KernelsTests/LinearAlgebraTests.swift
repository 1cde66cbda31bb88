import Kernels
import Testing

struct LinearAlgebraTests {
    @Test func `products in all orientations`() {
        let (a, b) = (Matrix([[1, 2, 3], [4, 5, 6]]), Matrix([[1, 0], [2, 1], [0, 3]]))
        let expected = Matrix([[5, 11], [14, 23]])
        #expect(product(a, b) == expected)
        #expect(product(a.transposed(), b, transposeA: true) == expected)
        #expect(product(a, b.transposed(), transposeB: true) == expected)
        #expect(product(a.transposed(), b.transposed(), transposeA: true, transposeB: true) == expected)
        var c = Matrix([[1, 1], [1, 1]])
        multiply(a, b, alpha: 2, beta: 10, into: &c)
        #expect(c == Matrix([[20, 32], [38, 56]]))
        c = Matrix(rows: 2, columns: 2, repeating: .nan)
        multiply(a, b, into: &c)
        #expect(c == expected)
    }

    @Test func `the Gram matrix is complete in both triangles`() {
        let a = Matrix([[1, 2, 3], [4, 5, 6]])
        #expect(gramMatrix(a) == product(a, a, transposeA: true))
        #expect(gramMatrix(Matrix(rows: 0, columns: 2)) == Matrix(rows: 2, columns: 2))
    }

    /// *A = Uᵀ U* with *U* = (2 1 3; 0 1 4; 0 0 5), worked by hand; garbage below the diagonal is not read.
    @Test func `Cholesky of a matrix made by hand`() throws {
        let factor = try CholeskyFactor(of: Matrix([[4, 2, 6], [99, 2, 7], [99, 99, 50]]))
        #expect(factor.upper == Matrix([[2, 1, 3], [0, 1, 4], [0, 0, 5]]))
        #expect(abs(factor.logDeterminant - 4.605170185988092) < 1e-14)  // ln 100
        let x = factor.solve([12, 11, 63])
        for (found, expected) in zip(x, [1.0, 1, 1]) { #expect(abs(found - expected) < 1e-13) }
        let identity = product(factor.inverse(), Matrix([[4, 2, 6], [2, 2, 7], [6, 7, 50]]))
        for row in 0..<3 {
            for column in 0..<3 { #expect(abs(identity[row, column] - (row == column ? 1 : 0)) < 1e-13) }
        }
    }

    @Test func `collinear columns are named by their minor`() {
        #expect(throws: LinearAlgebraError.notPositiveDefinite(minor: 2)) {
            try solveCholesky(Matrix([[1, 2, 0], [2, 4, 0], [0, 0, 1]]), [1, 1, 1])
        }
    }

    /// Eigenvalues 1, 3 and 5 with vectors (1, -1, 0)/√2, (1, 1, 0)/√2 and (0, 0, 1).
    @Test func `eigenvalues ascend and vectors are oriented rows`() throws {
        let eigen = try SymmetricEigen(of: Matrix([[2, 1, 0], [99, 2, 0], [99, 99, 5]]))
        for (found, expected) in zip(eigen.values, [1.0, 3, 5]) { #expect(abs(found - expected) < 1e-14) }
        let root = 0.5.squareRoot()
        let expected = Matrix([[root, -root, 0], [root, root, 0], [0, 0, 1]])
        for row in 1..<3 {
            for column in 0..<3 { #expect(abs(eigen.vectors[row, column] - expected[row, column]) < 1e-14) }
        }
        #expect(abs(abs(eigen.vectors[0, 0]) - root) < 1e-14)
        #expect(abs(eigen.vectors[0, 0] + eigen.vectors[0, 1]) < 1e-14)
    }

    @Test func `eigenvectors rebuild a random matrix`() throws {
        var random = CounterRandom(seed: 4, stream: 0)
        let n = 30
        let a = gramMatrix(Matrix(rows: n, columns: n, elements: (0..<n * n).map { _ in random.normal() }))
        let eigen = try SymmetricEigen(of: a)
        #expect(eigen.values == eigen.values.sorted())
        var scaled = eigen.vectors
        for row in 0..<n { for column in 0..<n { scaled[row, column] *= eigen.values[row] } }
        let rebuilt = product(eigen.vectors, scaled, transposeA: true)
        for (found, expected) in zip(rebuilt.elements, a.elements) { #expect(abs(found - expected) < 1e-12 * 200) }
    }
}
