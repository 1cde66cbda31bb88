/// Exact Shapley values of a tree for many rows at once.
///
/// The value of a set of features is what `EXPVALUE` of Lundberg et al. (2018), algorithm 1, gives: questions about
/// features in the set are answered by the row, at the others both sides are taken with the shares of the training
/// rows that went there ("path-dependent"). So the base is the mean over the training rows.
///
/// Under that value function a tree is a sum over its leaves, and a leaf a product over the d different features on its
/// path: of 0 or 1 for a feature in the set, of the share zᵢ of rows that pass for one outside. A leaf's Shapley values
/// depend on the row through d yes-or-no answers alone, so all 2^d cases are worked out once, and a row costs d
/// look-ups a leaf.
///
/// Source: Lundberg, Erion & Lee (2018), "Consistent individualized feature attribution for tree ensembles"; the tables
/// follow Yang (2021), "Fast TreeSHAP: accelerating SHAP value computation for trees", version 2.
struct TreeShap {
    /// The tree whose questions are asked.
    let tree: RegressionTree
    /// One a leaf that has a question above it.
    let leaves: [LeafGame]

    init(_ tree: RegressionTree) {
        self.tree = tree
        leaves = LeafGame.all(of: tree)
    }
}

/// The share of one leaf in the value of a set of features.
struct LeafGame {
    /// A feature on the path with the questions about it.
    struct Player {
        let feature: Int
        /// The questions, and whether the path goes left there.
        var steps: [(node: Int, isLeft: Bool)]
        /// The share of training rows that pass all of them, each at its own question.
        var share: Double
    }

    let players: [Player]
    /// Of player j what it adds under answers `a` at `[j << players.count | a]`; bit i of `a` is set where player i passes.
    let table: [Double]

    static func all(of tree: RegressionTree) -> [LeafGame] {
        guard !tree.features.isEmpty else { return [] }
        var games: [LeafGame] = []
        visit(0, [], tree, tree.nodeCovers(), &games)
        return games
    }

    private static func visit(
        _ node: Int, _ players: [Player], _ tree: RegressionTree, _ covers: [Double], _ games: inout [LeafGame]
    ) {
        guard node >= 0 else { return games.append(LeafGame(players, value: tree.leafValues[~node])) }
        for (child, isLeft) in [(tree.left[node], true), (tree.right[node], false)] {
            let share = tree.cover(of: child, covers) / covers[node]
            var below = players
            if let known = below.firstIndex(where: { $0.feature == tree.features[node] }) {
                below[known].steps.append((node, isLeft))
                below[known].share *= share
            } else {
                below.append(Player(feature: tree.features[node], steps: [(node, isLeft)], share: share))
            }
            visit(child, below, tree, covers, &games)
        }
    }

    private init(_ players: [Player], value: Double) {
        self.players = players
        let cases = 1 << players.count
        var table = [Double](repeating: 0, count: players.count * cases)
        for answers in 0..<cases {
            for player in players.indices {
                let others = players.indices.filter { $0 != player }
                    .map { (share: players[$0].share, passes: answers >> $0 & 1 == 1) }
                let own = (answers >> player & 1 == 1 ? 1 : 0) - players[player].share
                table[player * cases + answers] = value * own * meanProduct(others)
            }
        }
        self.table = table
    }
}

/// The mean of a product over the sets that come before a player in a random order.
///
/// A member of the set gives 1 where it passes and else 0; one outside gives its share.
private func meanProduct(_ others: [(share: Double, passes: Bool)]) -> Double {
    // Coefficient k sums the products over all sets of k members.
    var bySize = [1.0]
    for other in others {
        var next = [Double](repeating: 0, count: bySize.count + 1)
        for (size, product) in bySize.enumerated() {
            next[size] += product * other.share
            if other.passes { next[size + 1] += product }
        }
        bySize = next
    }
    // A set of k of the m others comes first with probability 1 / ((m + 1) · (m choose k)).
    let m = others.count
    var (sum, choose) = (0.0, 1.0)
    for (size, product) in bySize.enumerated() {
        sum += product / choose
        choose *= Double(m - size) / Double(size + 1)
    }
    return sum / Double(m + 1)
}

extension RegressionTree {
    /// Training rows that came to every question.
    func nodeCovers() -> [Double] {
        var covers = [Double](repeating: 0, count: features.count)
        // Children are appended behind their parents.
        for node in features.indices.reversed() {
            covers[node] = cover(of: left[node], covers) + cover(of: right[node], covers)
        }
        return covers
    }

    func cover(of child: Int, _ covers: [Double]) -> Double {
        child >= 0 ? covers[child] : leafCovers[~child]
    }
}
