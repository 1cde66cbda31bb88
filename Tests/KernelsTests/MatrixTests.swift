import Kernels
import Testing

struct MatrixTests {
    @Test func `rows, columns and cells agree`() {
        let matrix = Matrix([[1, 2, 3], [4, 5, 6]])
        #expect(matrix == Matrix(columns: [[1, 4], [2, 5], [3, 6]]))
        #expect(matrix[1, 2] == 6)
        #expect(Array(matrix.row(1)) == [4, 5, 6])
        #expect(matrix.column(1) == [2, 5])
        #expect(matrix.transposed() == Matrix([[1, 4], [2, 5], [3, 6]]))
        #expect(matrix.selecting(rows: [1, 0, 1]) == Matrix([[4, 5, 6], [1, 2, 3], [4, 5, 6]]))
        #expect(matrix.withUnsafeRow(1) { $0.reduce(0, +) } == 15)
    }
}
