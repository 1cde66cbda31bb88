/// A matching of rows with columns, each used at most once.
package struct Assignment: Equatable, Sendable {
    /// The column of each row; `nil` for a row left over where rows outnumber the columns.
    package let columns: [Int?]
    /// The sum over the matched cells.
    package let total: Double

    /// What the total is to be.
    package enum Goal: Sendable { case smallest, largest }

    /// Finds the best matching of as many pairs as the shorter side allows.
    ///
    /// In plain words: rows are matched one after the other; each new row may push earlier ones to other columns along
    /// the cheapest chain of exchanges, with prices on rows and columns that keep every chain's cost non-negative.
    ///
    /// - Parameters:
    ///   - values: what each pair costs or yields, finite.
    ///   - goal: whether the total is to be small or large.
    /// - Complexity: O(s² l) for the shorter side s and the longer side l.
    ///
    /// Sources: Kuhn (1955), "The Hungarian method"; Jonker & Volgenant (1987) for the shortest augmenting paths.
    package init(_ values: Matrix, goal: Goal) {
        let flipped = values.rows > values.columns
        let oriented = flipped ? values.transposed() : values
        var search = AssignmentSearch(oriented, sign: goal == .smallest ? 1 : -1)
        for row in 0..<oriented.rows { search.insert(row) }
        var columns = [Int?](repeating: nil, count: values.rows)
        for (column, row) in search.rowOfColumn.enumerated() {
            guard let row else { continue }
            columns[flipped ? column : row] = flipped ? row : column
        }
        self.columns = columns
        total = columns.enumerated().reduce(0) { sum, pair in sum + (pair.element.map { values[pair.offset, $0] } ?? 0)
        }
    }
}

/// The state of the search: a matching of the rows so far, optimal for them, and the prices that prove it.
private struct AssignmentSearch {
    let costs: Matrix
    let sign: Double
    var rowOfColumn: [Int?]
    var rowPrices: [Double]
    var columnPrices: [Double]

    init(_ costs: Matrix, sign: Double) {
        self.costs = costs
        self.sign = sign
        rowOfColumn = [Int?](repeating: nil, count: costs.columns)
        rowPrices = [Double](repeating: 0, count: costs.rows)
        columnPrices = [Double](repeating: 0, count: costs.columns)
    }

    /// Matches one more row by the shortest augmenting path (Dijkstra over reduced costs).
    mutating func insert(_ row: Int) {
        let columns = costs.columns
        var distance = [Double](repeating: .infinity, count: columns)
        var previous = [Int?](repeating: nil, count: columns)
        var settled: [Int] = []
        var isSettled = [Bool](repeating: false, count: columns)
        var (current, reached, via) = (row, 0.0, Int?.none)
        while true {
            var next: Int?
            for column in 0..<columns where !isSettled[column] {
                let through =
                    reached + sign * costs[current, column] - rowPrices[current] - columnPrices[column]
                if through < distance[column] { (distance[column], previous[column]) = (through, via) }
                if next.map({ distance[column] < distance[$0] }) ?? true { next = column }
            }
            guard let column = next else { preconditionFailure("values must be finite") }
            reached = distance[column]
            isSettled[column] = true
            guard let matched = rowOfColumn[column] else {
                reprice(row, settled: settled, distance: distance, length: reached)
                augment(from: column, previous: previous, start: row)
                return
            }
            settled.append(column)
            (current, via) = (matched, column)
        }
    }

    private mutating func reprice(_ row: Int, settled: [Int], distance: [Double], length: Double) {
        rowPrices[row] += length
        for column in settled {
            guard let matched = rowOfColumn[column] else { continue }
            rowPrices[matched] += length - distance[column]
            columnPrices[column] -= length - distance[column]
        }
    }

    private mutating func augment(from end: Int, previous: [Int?], start: Int) {
        var column = end
        while let before = previous[column] {
            rowOfColumn[column] = rowOfColumn[before]
            column = before
        }
        rowOfColumn[column] = start
    }
}
