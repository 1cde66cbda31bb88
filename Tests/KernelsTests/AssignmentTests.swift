import Kernels
import Testing

struct AssignmentTests {
    @Test(arguments: 0..<60)
    func `finds the best of all permutations`(seed: Int) {
        var random = CounterRandom(seed: 1, stream: UInt64(seed))
        let (rows, columns) = (1 + random.index(below: 6), 1 + random.index(below: 6))
        // Few distinct values on odd seeds: ties.
        let values = (0..<rows * columns).map { _ in
            seed % 2 == 0 ? random.normal() : Double(random.index(below: 3))
        }
        let matrix = Matrix(rows: rows, columns: columns, elements: values)
        let totals = totalsOfAllMatchings(rows > columns ? matrix.transposed() : matrix)
        for (goal, best) in [(Assignment.Goal.smallest, totals.min()), (.largest, totals.max())] {
            let found = Assignment(matrix, goal: goal)
            #expect(abs(found.total - (best ?? .nan)) < 1e-12)
            let used = found.columns.compactMap { $0 }
            #expect(used.count == min(rows, columns) && Set(used).count == used.count)
        }
    }

    @Test func `rows left over have no column`() {
        let assignment = Assignment(Matrix([[5], [1], [9]]), goal: .smallest)
        #expect(assignment.columns == [nil, 0, nil])
        #expect(assignment.total == 1)
        #expect(Assignment(Matrix(rows: 0, columns: 3), goal: .largest).columns == [])
    }
}

/// The sums of all ways to give each row a column of its own.
private func totalsOfAllMatchings(_ matrix: Matrix, row: Int = 0, used: Set<Int> = []) -> [Double] {
    guard row < matrix.rows else { return [0] }
    return (0..<matrix.columns).filter { !used.contains($0) }.flatMap { column in
        totalsOfAllMatchings(matrix, row: row + 1, used: used.union([column])).map { $0 + matrix[row, column] }
    }
}
