/// Grows one tree after another over the same rows.
///
/// Memory that a tree needs is kept for the next one.
struct TreeGrower {
    private let bins: BinnedColumns
    private let search: SplitSearch
    private let learningRate: Double
    private let maximumLeaves, maximumDepth: Int
    private let jobs: Int
    /// The rows, those of one leaf side by side and in their order.
    private var rows: [Int32]
    private var rowScratch: [Int32]
    private var derivativeScratch: [SIMD2<Float>]
    /// One for each leaf.
    private var histograms: [Histograms]

    /// A leaf of the growing tree.
    private struct Leaf {
        var places: Range<Int>
        var depth: Int
        var sums: SIMD2<Double>
        var bounds = Bounds()
        var best: Split?
        /// The question above, and whether this is its left side; `nil` for the root.
        var parent: (node: Int, isLeft: Bool)?
    }

    /// - Precondition: options that are settled, with a depth of 1...10.
    init(_ bins: BinnedColumns, constraints: [Int], options: BoostedTrees.Options, jobs: Int) {
        guard let leaves = options.maximumLeaves, let depth = options.maximumDepth, (1...10).contains(depth) else {
            preconditionFailure("trees of depth \(options.maximumDepth ?? 0) are not grown")
        }
        (self.bins, self.jobs, learningRate) = (bins, jobs, options.learningRate)
        (maximumLeaves, maximumDepth) = (leaves, depth)
        search = SplitSearch(
            edges: bins.edges, constraints: constraints, ridge: options.ridge, minimumHessian: options.minimumHessian)
        rows = (0..<Int32(bins.rows)).map(\.self)
        rowScratch = rows
        derivativeScratch = [SIMD2<Float>](repeating: .zero, count: bins.rows)
        histograms = (0..<leaves).map { _ in Histograms(groups: bins.words.count) }
    }

    /// Grows a tree on the derivatives of the loss, and adds its values to the rows' margins.
    mutating func grow(_ derivatives: [SIMD2<Float>], margins: inout [Double]) -> RegressionTree {
        for row in rows.indices { rows[row] = Int32(row) }
        var tree = RegressionTree(leafValues: [], leafCovers: [])
        var leaves = [root(derivatives)]
        while leaves.count < maximumLeaves, let next = bestLeaf(leaves) {
            divide(next, of: &leaves, tree: &tree, derivatives)
        }
        finish(&tree, leaves, margins: &margins)
        return tree
    }

    private func bestLeaf(_ leaves: [Leaf]) -> Int? {
        var best: Int?
        for (index, leaf) in leaves.enumerated() {
            guard let gain = leaf.best?.gain else { continue }
            if let leader = best.flatMap({ leaves[$0].best?.gain }), leader >= gain { continue }
            best = index
        }
        return best
    }

    private mutating func root(_ derivatives: [SIMD2<Float>]) -> Leaf {
        let sums = derivatives.reduce(SIMD2<Double>.zero) { $0 + SIMD2<Double>($1) }
        var root = Leaf(places: 0..<rows.count, depth: 0, sums: sums)
        collect(derivatives, of: root.places)
        let found = searchGroups(filling: 0, for: root, sibling: nil)
        root.best = found[0]
        return root
    }

    /// Divides a leaf by its best question: the left side keeps its place in the list, the right one joins at the end.
    private mutating func divide(
        _ index: Int, of leaves: inout [Leaf], tree: inout RegressionTree, _ derivatives: [SIMD2<Float>]
    ) {
        let leaf = leaves[index]
        guard let split = leaf.best else { return }
        let middle = partition(leaf.places, by: split)
        let node = tree.append(split, edges: bins.edges[split.feature], below: leaf.parent)
        let (below, above) = bounds(of: leaf, split)
        var left = Leaf(places: leaf.places.lowerBound..<middle, depth: leaf.depth + 1, sums: split.left, bounds: below)
        var right = Leaf(
            places: middle..<leaf.places.upperBound, depth: leaf.depth + 1, sums: split.right, bounds: above)
        (left.parent, right.parent) = ((node, true), (node, false))
        if leaf.depth + 1 < maximumDepth, leaves.count + 1 < maximumLeaves {
            findSplits(&left, &right, at: index, new: leaves.count, derivatives)
        }
        leaves[index] = left
        leaves.append(right)
    }

    /// The bounds of both sides: a question about a monotone column keeps them apart at the middle of their values.
    ///
    /// Source: the "basic" method of LightGBM, which XGBoost uses too.
    private func bounds(of leaf: Leaf, _ split: Split) -> (left: Bounds, right: Bounds) {
        var (left, right) = (leaf.bounds, leaf.bounds)
        let constraint = search.constraints[split.feature]
        guard constraint != 0 else { return (left, right) }
        let middle = (search.value(split.left, leaf.bounds) + search.value(split.right, leaf.bounds)) / 2
        if constraint > 0 {
            (left.upper, right.lower) = (middle, middle)
        } else {
            (left.lower, right.upper) = (middle, middle)
        }
        return (left, right)
    }

    /// Fills the histograms of the smaller side, subtracts them from the leaf's, and looks for both sides' questions.
    private mutating func findSplits(
        _ left: inout Leaf, _ right: inout Leaf, at index: Int, new: Int, _ derivatives: [SIMD2<Float>]
    ) {
        let leftIsSmaller = left.places.count <= right.places.count
        let smaller = leftIsSmaller ? left : right
        collect(derivatives, of: smaller.places)
        let found = searchGroups(filling: new, for: smaller, sibling: (leftIsSmaller ? right : left, index))
        (left.best, right.best) = leftIsSmaller ? (found[0], found[1]) : (found[1], found[0])
        // The leaf's own place holds the left side's histograms from here on.
        if leftIsSmaller { histograms.swapAt(index, new) }
    }

    /// Puts the derivatives of a leaf's rows side by side.
    private mutating func collect(_ derivatives: [SIMD2<Float>], of places: Range<Int>) {
        derivatives.withUnsafeBufferPointer { derivatives in
            rows.withUnsafeBufferPointer { rows in
                derivativeScratch.withUnsafeMutableBufferPointer { scratch in
                    for place in places { scratch[place] = derivatives[Int(rows[place])] }
                }
            }
        }
    }

    /// Fills histograms for a leaf, and finds its best question and that of its sibling.
    ///
    /// - Parameters:
    ///   - slot: where the histograms are written.
    ///   - leaf: the leaf whose derivatives were collected.
    ///   - sibling: the other side, with the place of the divided leaf's histograms, from which this leaf's are taken.
    /// - Returns: the leaf's question and the sibling's.
    private mutating func searchGroups(filling slot: Int, for leaf: Leaf, sibling: (leaf: Leaf, slot: Int)?) -> [Split?]
    {
        let (bins, search) = (bins, search)
        // A handful of rows is counted sooner than a thread is woken.
        let jobs = leaf.places.count < 512 ? 1 : jobs
        var found: [[Split?]] = []
        rows.withUnsafeBufferPointer { rows in
            derivativeScratch.withUnsafeBufferPointer { derivatives in
                let rows = UnsafeBufferPointer(rebasing: rows[leaf.places])
                let derivatives = UnsafeBufferPointer(rebasing: derivatives[leaf.places])
                withHistograms(slot, sibling?.slot) { own, other in
                    found = inParts(bins.words.count, jobs: jobs) { group in
                        let offset = group * 4 * BinnedColumns.stride
                        fillHistograms(rows, derivatives, bins.words[group], into: own + offset)
                        var best: [Split?] = [nil, nil]
                        search.improve(&best[0], group: group, sums: own + offset, total: leaf.sums, leaf.bounds)
                        guard let sibling, let other else { return best }
                        for bin in 0..<4 * BinnedColumns.stride { other[offset + bin] -= own[offset + bin] }
                        search.improve(
                            &best[1], group: group, sums: other + offset, total: sibling.leaf.sums, sibling.leaf.bounds)
                        return best
                    }
                }
            }
        }
        return (0..<2).map { side in
            found.reduce(nil) { best, next in
                guard let candidate = next[side] else { return best }
                return candidate.gain > (best?.gain ?? 0) ? candidate : best
            }
        }
    }

    private mutating func withHistograms(
        _ first: Int, _ second: Int?,
        _ body: (UnsafeMutablePointer<SIMD2<Double>>, UnsafeMutablePointer<SIMD2<Double>>?) -> Void
    ) {
        guard let second else { return histograms[first].withUnsafeSums { body($0, nil) } }
        var other = Histograms(groups: 0)
        swap(&other, &histograms[second])
        histograms[first].withUnsafeSums { first in other.withUnsafeSums { body(first, $0) } }
        swap(&other, &histograms[second])
    }

    /// Brings the rows that go left before those that go right, both in their order.
    ///
    /// - Returns: the first place of the right side.
    private mutating func partition(_ places: Range<Int>, by split: Split) -> Int {
        let (lane, missing) = (split.feature % 4, bins.missingBin(of: split.feature))
        let (bin, missingLeft) = (split.bin, split.missingLeft)
        return bins.words[split.feature / 4].withUnsafeBytes { bytes in
            rows.withUnsafeMutableBufferPointer { rows in
                rowScratch.withUnsafeMutableBufferPointer { scratch in
                    var (left, right) = (places.lowerBound, 0)
                    for place in places {
                        let row = rows[place]
                        let found = Int(bytes[4 * Int(row) + lane])
                        let goesLeft = found == missing ? missingLeft : found <= bin
                        // Both are written and one counts: no branch to predict.
                        (rows[left], scratch[right]) = (row, row)
                        left += goesLeft ? 1 : 0
                        right += goesLeft ? 0 : 1
                    }
                    for place in 0..<right { rows[left + place] = scratch[place] }
                    return left
                }
            }
        }
    }

    private func finish(_ tree: inout RegressionTree, _ leaves: [Leaf], margins: inout [Double]) {
        for (number, leaf) in leaves.enumerated() {
            let value = learningRate * search.value(leaf.sums, leaf.bounds)
            tree.leafValues.append(value)
            tree.leafCovers.append(Double(leaf.places.count))
            tree.attach(leaf: number, below: leaf.parent)
            for place in leaf.places { margins[Int(rows[place])] += value }
        }
    }
}

extension SplitSearch {
    /// The best question about one of four columns; their histograms stand one after the other.
    fileprivate func improve(
        _ best: inout Split?, group: Int, sums: UnsafePointer<SIMD2<Double>>, total: SIMD2<Double>, _ bounds: Bounds
    ) {
        for feature in 4 * group..<min(edges.count, 4 * group + 4) {
            let histogram = sums + (feature - 4 * group) * BinnedColumns.stride
            improve(&best, feature: feature, histogram: histogram, total: total, bounds: bounds)
        }
    }
}

extension RegressionTree {
    /// Adds a question below another one, its own sides still open.
    fileprivate mutating func append(
        _ split: Split, edges: [Double], below parent: (node: Int, isLeft: Bool)?
    ) -> Int {
        let node = features.count
        features.append(split.feature)
        // Behind the last edge stands everything that is not missing.
        thresholds.append(split.bin < edges.count ? edges[split.bin] : .greatestFiniteMagnitude)
        missingLeft.append(split.missingLeft)
        left.append(0)
        right.append(0)
        attach(child: node, below: parent)
        return node
    }

    fileprivate mutating func attach(leaf: Int, below parent: (node: Int, isLeft: Bool)?) {
        attach(child: ~leaf, below: parent)
    }

    private mutating func attach(child: Int, below parent: (node: Int, isLeft: Bool)?) {
        guard let parent else { return }
        if parent.isLeft { left[parent.node] = child } else { right[parent.node] = child }
    }
}
