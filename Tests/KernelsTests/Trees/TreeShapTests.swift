import Kernels
import Testing

/// The tree's mean where only some features are known.
///
/// Source: `EXPVALUE` of Lundberg et al. (2018), algorithm 1.
private func expectedValue(_ tree: RegressionTree, _ row: [Double], known: Int, at child: Int = 0) -> Double {
    guard child >= 0, !tree.features.isEmpty else { return tree.leafValues[child < 0 ? ~child : 0] }
    let (feature, left, right) = (tree.features[child], tree.left[child], tree.right[child])
    guard known >> feature & 1 == 0 else {
        let value = row[feature]
        let goesLeft = value.isNaN ? tree.missingLeft[child] : value <= tree.thresholds[child]
        return expectedValue(tree, row, known: known, at: goesLeft ? left : right)
    }
    let (a, b) = (cover(tree, left), cover(tree, right))
    return
        (a * expectedValue(tree, row, known: known, at: left) + b * expectedValue(tree, row, known: known, at: right))
        / (a + b)
}

private func cover(_ tree: RegressionTree, _ child: Int) -> Double {
    child < 0 ? tree.leafCovers[~child] : cover(tree, tree.left[child]) + cover(tree, tree.right[child])
}

/// The mean over all orders of the features of what each adds when it becomes known.
private func bruteForce(_ trees: [RegressionTree], _ row: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: row.count)
    let orders = permutations(Array(row.indices))
    for order in orders {
        var (known, before) = (0, trees.reduce(0) { $0 + expectedValue($1, row, known: 0) })
        for feature in order {
            known |= 1 << feature
            let after = trees.reduce(0) { $0 + expectedValue($1, row, known: known) }
            sums[feature] += after - before
            before = after
        }
    }
    return sums.map { $0 / Double(orders.count) }
}

private func permutations(_ items: [Int]) -> [[Int]] {
    guard !items.isEmpty else { return [[]] }
    return items.flatMap { first in permutations(items.filter { $0 != first }).map { [first] + $0 } }
}

struct TreeShapTests {
    @Test(arguments: [1, 2, 3, 7])
    func `equals brute force over all orders, missing values included`(seed: UInt64) throws {
        let example = TreeExample(rows: 400, features: 5, seed: seed)
        var options = BoostedTrees.Options()
        (options.maximumTrees, options.maximumLeaves, options.maximumDepth) = (4, 12, 6)
        options.minimumHessian = 1
        let model = try BoostedTrees.fit(example.rows, options: options, jobs: 1)
        let parts = model.contributions(columns: example.later.columns, rows: 0..<40, jobs: 1)
        for row in 0..<40 {
            let values = example.later.columns.map { $0[row] }
            for (found, expected) in zip(parts.map { $0[row] }, bruteForce(model.trees, values)) {
                #expect(abs(found - expected) < 1e-12)
            }
        }
        let mean = model.trees.reduce(model.start) { $0 + expectedValue($1, [], known: 0) }
        #expect(abs(model.base - mean) < 1e-12)
    }

    @Test func `contributions and base add up to the margin of every row`() throws {
        let example = TreeExample(rows: 3_000, features: 8, seed: 5)
        var options = BoostedTrees.Options()
        (options.maximumTrees, options.maximumDepth) = (60, 10)
        let model = try BoostedTrees.fit(example.rows, options: options, jobs: 2)
        let margins = model.margins(columns: example.later.columns, jobs: 1)
        let one = model.contributions(columns: example.later.columns, rows: 700..<3_000, jobs: 1)
        for row in 700..<3_000 {
            #expect(abs(one.reduce(model.base) { $0 + $1[row - 700] } - margins[row]) < 1e-9)
        }
        #expect(one == model.contributions(columns: example.later.columns, rows: 700..<3_000, jobs: 2))
    }
}
