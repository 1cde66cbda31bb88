/// Exact Shapley values of any function of a few inputs against a background sample.
///
/// The value of a set of inputs is the mean of the function when these are the row's own and the others are those of
/// each background row in turn ("interventional").
///
/// Source: Shapley (1953); Lundberg & Lee (2017) for the value function.
package struct ShapleyValues: Equatable, Sendable {
    /// The mean of the function over the background.
    package let base: Double
    /// A column an input with a number a row; with ``base`` a row's numbers add up to the function there.
    package let contributions: [[Double]]

    /// Works out the values of every row.
    ///
    /// - Parameters:
    ///   - columns: the inputs, each with a value a row; at most 10 inputs.
    ///   - background: the same inputs of the rows to compare with, at least one.
    ///   - jobs: threads.
    ///   - function: gives a finite number a row, from columns of any length; it meets inputs of different rows together.
    /// - Complexity: 2^inputs · rows · background values of the function.
    package init(
        columns: [[Double]], background: [[Double]], jobs: Int, function: @escaping @Sendable ([[Double]]) -> [Double]
    ) {
        precondition((1...10).contains(columns.count), "exact values of \(columns.count) inputs take too long")
        precondition(background.count == columns.count, "the background has \(background.count) inputs")
        let game = InputGame(columns: columns, background: background, function: function)
        let base = game.emptyValue
        let blocks = RowBlocks(rows: columns[0].count)
        let parts = inParts(blocks.count, jobs: jobs) { block in
            blocks[block].map { row in shapleyValues(of: game.values(at: row, empty: base), players: columns.count) }
        }.flatMap(\.self)
        self.base = base
        contributions = columns.indices.map { input in parts.map { $0[input] } }
    }
}

/// The value of every set of inputs; bit i of a set's number stands for input i.
private struct InputGame {
    let columns, background: [[Double]]
    let function: @Sendable ([[Double]]) -> [Double]

    var emptyValue: Double { mean(function(background)) }

    func values(at row: Int, empty: Double) -> [Double] {
        let all = 1 << columns.count - 1
        return (0...all).map { set in
            switch set {
            case 0: empty
            case all: function(columns.map { [$0[row]] })[0]
            default: mean(function(mixed(row, set)))
            }
        }
    }

    private func mixed(_ row: Int, _ set: Int) -> [[Double]] {
        columns.indices.map { input in
            set >> input & 1 == 0 ? background[input] : background[input].map { _ in columns[input][row] }
        }
    }

    private func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }
}

/// The Shapley values of a game with a value for every set of players.
///
/// - Parameters:
///   - values: 2^players numbers; bit i of an index stands for player i.
///   - players: how many take part, at least one.
/// - Returns: a number a player.
package func shapleyValues(of values: [Double], players: Int) -> [Double] {
    precondition(values.count == 1 << players, "\(values.count) values for \(players) players")
    // A set of s others comes before a player with probability s! (n − 1 − s)! / n!.
    var weights = [1 / Double(players)]
    for size in stride(from: 1, to: players, by: 1) {
        weights.append(weights[size - 1] * Double(size) / Double(players - size))
    }
    return (0..<players).map { player in
        values.indices.reduce(0) { sum, set in
            guard set >> player & 1 == 0 else { return sum }
            return sum + weights[set.nonzeroBitCount] * (values[set | 1 << player] - values[set])
        }
    }
}
