import Foundation

extension BoostedTrees {
    /// Grows trees until the validation loss has not fallen for a while, and keeps those up to its least.
    ///
    /// - Parameters:
    ///   - rows: features and outcomes.
    ///   - validation: rows that decide when to end; without them all trees are grown and kept.
    ///   - constraints: of each feature +1 where the margin must not fall as it rises, −1 where it must not rise, else 0;
    ///     empty for none. Missing values are bound by none of them.
    ///   - options: how trees are grown.
    ///   - jobs: threads; they change nothing but the time.
    /// - Returns: the model.
    /// - Throws: ``BinaryFitError/oneOutcome``.
    /// - Precondition: columns of one length, one a feature, in training and validation.
    /// - Complexity: O(rows · features · log(leaves)) a tree.
    package static func fit(
        _ rows: LabelledRows, validation: LabelledRows? = nil, constraints: [Int] = [], options: Options = Options(),
        jobs: Int
    ) throws(BinaryFitError) -> BoostedTrees {
        precondition(
            constraints.isEmpty || constraints.count == rows.columns.count,
            "\(constraints.count) constraints for \(rows.columns.count) columns")
        guard rows.haveBothOutcomes else { throw .oneOutcome }
        let options = options.settled(forRows: rows.labels.count)
        let events = rows.labels.count(where: \.self)
        let start = log(Double(events) / Double(rows.labels.count - events))
        var boosting = Boosting(
            rows, start: start, validation: validation,
            constraints: constraints.isEmpty ? rows.columns.map { _ in 0 } : constraints, options: options, jobs: jobs)
        boosting.run()
        return BoostedTrees(
            start: start, trees: boosting.trees, featureCount: rows.columns.count, options: options,
            validationLoss: boosting.losses)
    }
}

/// The state between two trees.
private struct Boosting {
    private let labels: [Bool]
    private let options: BoostedTrees.Options
    private let jobs: Int
    private var grower: TreeGrower
    private var margins: [Double]
    private var watch: ValidationWatch?
    private(set) var trees: [RegressionTree] = []

    var losses: [Double] { watch?.losses ?? [] }

    init(
        _ rows: LabelledRows, start: Double, validation: LabelledRows?, constraints: [Int],
        options: BoostedTrees.Options, jobs: Int
    ) {
        (labels, self.options, self.jobs) = (rows.labels, options, jobs)
        grower = TreeGrower(
            BinnedColumns(rows.columns, jobs: jobs), constraints: constraints, options: options, jobs: jobs)
        margins = [Double](repeating: start, count: labels.count)
        watch = validation.map { ValidationWatch($0, start: start) }
    }

    mutating func run() {
        while trees.count < options.maximumTrees {
            let tree = grower.grow(derivatives(), margins: &margins)
            guard !tree.features.isEmpty else { break }
            trees.append(tree)
            watch?.add(tree, jobs: jobs)
            if let watch, watch.treesSinceBest >= options.patience { break }
        }
        if let watch { trees.removeLast(trees.count - watch.best) }
    }

    /// First and second derivative of the logistic loss by each row's margin.
    private func derivatives() -> [SIMD2<Float>] {
        let blocks = RowBlocks(rows: labels.count)
        return [SIMD2<Float>](unsafeUninitializedCapacity: labels.count) { result, initialized in
            nonisolated(unsafe) let result = result
            forEachPart(blocks.count, jobs: jobs) { _, block in
                for row in blocks[block] {
                    let p = logistic(margins[row])
                    result[row] = SIMD2(Float(p - (labels[row] ? 1 : 0)), Float(max(leastHessian, p * (1 - p))))
                }
            }
            initialized = labels.count
        }
    }
}

/// The loss on rows that are not trained on, tree by tree.
private struct ValidationWatch {
    private let blocks: RowBlocks
    private let rows: [RowMajor]
    private let labels: [Bool]
    private var margins: [[Double]]
    private var leastLoss: Double
    private(set) var losses: [Double] = []
    /// The number of trees with the least loss.
    private(set) var best = 0

    var treesSinceBest: Int { losses.count - best }

    init(_ validation: LabelledRows, start: Double) {
        labels = validation.labels
        blocks = RowBlocks(rows: labels.count)
        rows = (0..<blocks.count).map { [blocks] in RowMajor(validation.columns, rows: blocks[$0]) }
        margins = rows.map { [Double](repeating: start, count: $0.count) }
        leastLoss = labels.reduce(0) { $0 + softplus($1 ? -start : start) } / Double(max(1, labels.count))
    }

    mutating func add(_ tree: RegressionTree, jobs: Int) {
        let parts = inParts(blocks.count, jobs: jobs) { block -> (margins: [Double], loss: Double) in
            var updated = margins[block]
            rows[block].add([tree], to: &updated)
            let loss = zip(updated, blocks[block]).reduce(0) { $0 + softplus(labels[$1.1] ? -$1.0 : $1.0) }
            return (updated, loss)
        }
        margins = parts.map(\.margins)
        let loss = parts.reduce(0) { $0 + $1.loss } / Double(labels.count)
        losses.append(loss)
        guard loss < leastLoss else { return }
        (leastLoss, best) = (loss, losses.count)
    }
}
