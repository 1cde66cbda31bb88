/// The Shapley values of a game with a value for every set of players.
///
/// A player's is the mean of what joining adds, over all orders in which the players may join.
///
/// - Parameters:
///   - values: 2^players numbers; bit i of an index stands for player i.
///   - players: how many take part, at least one.
/// - Returns: a number a player; they add up to the value of all players less that of none.
/// - Complexity: O(players · 2^players).
///
/// Source: Shapley (1953), "A value for n-person games".
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
