/// How two labelings of the same rows fall together: the counts behind their agreement.
struct Contingency {
    /// The number of rows.
    let total: Int
    /// Rows per label of the first labeling, labels ascending.
    let first: [Int]
    /// Rows per label of the second labeling, labels ascending.
    let second: [Int]
    /// The pairs of labels that occur, as positions in ``first`` and ``second``, with their rows.
    let cells: [(first: Int, second: Int, count: Int)]

    init(_ a: [Int], _ b: [Int]) {
        precondition(a.count == b.count, "the labelings have \(a.count) and \(b.count) rows")
        let (dense, other) = (DenseLabels(a), DenseLabels(b))
        total = a.count
        first = dense.counts
        second = other.counts
        let columns = max(1, other.counts.count)
        let codes = zip(dense.labels, other.labels).map { $0 * columns + $1 }
        cells = DenseLabels.runs(codes).map { ($0.label / columns, $0.label % columns, $0.count) }
    }
}

/// Labels replaced by 0, 1, 2… in ascending order, with the rows of each.
struct DenseLabels {
    let labels: [Int]
    let counts: [Int]

    init(_ original: [Int]) {
        let runs = Self.runs(original)
        counts = runs.map(\.count)
        guard let low = runs.first?.label, let high = runs.last?.label,
            let span = Self.denseSpan(low, high, rows: original.count)
        else {
            let position = Dictionary(uniqueKeysWithValues: zip(runs.map(\.label), runs.indices))
            labels = original.compactMap { position[$0] }
            return
        }
        var position = [Int](repeating: 0, count: span)
        for (index, run) in runs.enumerated() { position[run.label - low] = index }
        labels = original.map { position[$0 - low] }
    }

    /// The labels that occur, ascending, with their rows: by counting where they are dense, else by sorting.
    static func runs(_ labels: [Int]) -> [(label: Int, count: Int)] {
        guard let low = labels.min(), let high = labels.max() else { return [] }
        guard let span = denseSpan(low, high, rows: labels.count) else {
            return sortedRuns(labels)
        }
        var counts = [Int](repeating: 0, count: span)
        for label in labels { counts[label - low] += 1 }
        return counts.indices.filter { counts[$0] > 0 }.map { ($0 + low, counts[$0]) }
    }

    /// The length of a table from `low` to `high`; `nil` where it would be long for the number of rows.
    private static func denseSpan(_ low: Int, _ high: Int, rows: Int) -> Int? {
        let (distance, overflow) = high.subtractingReportingOverflow(low)
        return overflow || distance >= 4 * rows + 1_024 ? nil : distance + 1
    }

    private static func sortedRuns(_ labels: [Int]) -> [(label: Int, count: Int)] {
        var runs: [(label: Int, count: Int)] = []
        for label in labels.sorted() {
            if let last = runs.last, last.label == label {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((label, 1))
            }
        }
        return runs
    }
}
