extension BoostedTrees {
    /// What each feature adds to the margin of some rows: exact Shapley values, see ``TreeShap``.
    ///
    /// ``base`` and the contributions of a row add up to its margin.
    ///
    /// - Parameters:
    ///   - columns: the features as in training; a number that is not finite is missing.
    ///   - rows: the rows wanted.
    ///   - jobs: threads.
    /// - Returns: a column a feature, with a number a row of `rows`; zero for a feature that no tree asks about.
    /// - Complexity: O(rows · leaves · depth).
    package func contributions(columns: [[Double]], rows: Range<Int>, jobs: Int) -> [[Double]] {
        precondition(columns.count == featureCount, "\(columns.count) columns where \(featureCount) are needed")
        let games = inParts(trees.count, jobs: jobs) { TreeShap(trees[$0]) }
        let blocks = RowBlocks(rows: rows.count)
        let parts = inParts(blocks.count, jobs: jobs) { block -> [[Double]] in
            let part = blocks[block]
            var scratch = ShapBlock(
                columns: columns, rows: rows.lowerBound + part.lowerBound..<rows.lowerBound + part.upperBound)
            for game in games { scratch.add(game) }
            return scratch.contributions
        }
        return inParts(featureCount, jobs: jobs) { feature in parts.flatMap { $0[feature] } }
    }
}

/// A block of rows with their contributions so far.
private struct ShapBlock {
    private let columns: [[Double]]
    private let rows: Range<Int>
    /// Row by row which of the 2^d cases of a leaf it is.
    private var answers: [UInt16]
    /// For every question whether each row goes left: 1 or 0.
    private var goesLeft: [UInt16] = []
    private(set) var contributions: [[Double]]

    init(columns: [[Double]], rows: Range<Int>) {
        (self.columns, self.rows) = (columns, rows)
        answers = [UInt16](repeating: 0, count: rows.count)
        contributions = columns.map { _ in [Double](repeating: 0, count: rows.count) }
    }

    mutating func add(_ game: TreeShap) {
        ask(game.tree)
        for leaf in game.leaves {
            findAnswers(leaf)
            let cases = 1 << leaf.players.count
            for (number, player) in leaf.players.enumerated() {
                leaf.table.withUnsafeBufferPointer { table in
                    add(UnsafeBufferPointer(rebasing: table[number * cases..<(number + 1) * cases]), to: player.feature)
                }
            }
        }
    }

    private mutating func ask(_ tree: RegressionTree) {
        let count = rows.count
        if goesLeft.count < tree.features.count * count {
            goesLeft = [UInt16](repeating: 0, count: tree.features.count * count)
        }
        goesLeft.withUnsafeMutableBufferPointer { goesLeft in
            for node in tree.features.indices {
                let (threshold, missing) = (tree.thresholds[node], UInt16(tree.missingLeft[node] ? 1 : 0))
                columns[tree.features[node]].withUnsafeBufferPointer { column in
                    for place in 0..<count {
                        let value = column[rows.lowerBound + place]
                        goesLeft[node * count + place] = value.isFinite ? (value <= threshold ? 1 : 0) : missing
                    }
                }
            }
        }
    }

    /// Sets the bit of every player whose questions a row answers as the path does.
    private mutating func findAnswers(_ leaf: LeafGame) {
        let count = rows.count
        answers.withUnsafeMutableBufferPointer { answers in
            goesLeft.withUnsafeBufferPointer { goesLeft in
                answers.update(repeating: (1 << UInt16(leaf.players.count)) - 1)
                for (number, player) in leaf.players.enumerated() {
                    for step in player.steps {
                        let (asked, wanted) = (step.node * count, UInt16(step.isLeft ? 1 : 0))
                        for place in 0..<count {
                            answers[place] &= ~((goesLeft[asked + place] ^ wanted) << UInt16(number))
                        }
                    }
                }
            }
        }
    }

    private mutating func add(_ table: UnsafeBufferPointer<Double>, to feature: Int) {
        answers.withUnsafeBufferPointer { answers in
            contributions[feature].withUnsafeMutableBufferPointer { sums in
                for place in answers.indices { sums[place] += table[Int(answers[place])] }
            }
        }
    }
}
