/// Columns as numbers of bins, four columns to a word, so that one load serves four histograms.
struct BinnedColumns {
    /// The histogram of one column begins this many bins after that of the column before.
    static let stride = 256

    let rows: Int
    /// Of each column the upper ends of all bins but the last, ascending: bin b holds values above `edges[b - 1]` up to
    /// `edges[b]`.
    let edges: [[Double]]
    /// By group and row the bins of four columns; columns that do not exist are in bin 0.
    let words: [[SIMD4<UInt8>]]

    init(_ columns: [[Double]], jobs: Int) {
        let rows = columns.first?.count ?? 0
        let edges = inParts(columns.count, jobs: jobs) { binEdges(of: columns[$0]) }
        words = inParts((columns.count + 3) / 4, jobs: jobs) { group -> [SIMD4<UInt8>] in
            var words = [SIMD4<UInt8>](repeating: SIMD4(), count: rows)
            for feature in 4 * group..<min(columns.count, 4 * group + 4) {
                fill(&words, lane: feature - 4 * group, from: columns[feature], edges: edges[feature])
            }
            return words
        }
        (self.rows, self.edges) = (rows, edges)
    }

    /// The bin of missing values, one after the last.
    func missingBin(of feature: Int) -> Int {
        edges[feature].count + 1
    }

    func bin(_ feature: Int, _ row: Int) -> Int {
        Int(words[feature / 4][row][feature % 4])
    }
}

/// Bins of finite values; one more is for missing ones.
private let maximumBins = 254
/// Rows, evenly spread, on which the ends of bins are found.
private let edgeSample = 40_000

/// Ends of bins with about as many rows each, halfway between neighbouring values; a value of its own bin where it is
/// frequent.
private func binEdges(of column: [Double]) -> [Double] {
    let sorted = sortedSample(of: column, limit: edgeSample)
    var edges: [Double] = []
    var (inBin, left) = (0, sorted.count)
    for (place, value) in sorted.enumerated().dropLast() {
        inBin += 1
        let next = sorted[place + 1]
        let target = Double(left) / Double(maximumBins - edges.count)
        // The run of equal values that follows may deserve a bin of its own: end this one before it.
        guard next > value, edges.count < maximumBins - 1,
            Double(inBin) >= target || isFrequent(sorted, from: place + 1, least: target)
        else { continue }
        edges.append(value + (next - value) / 2 < next ? value + (next - value) / 2 : value)
        (inBin, left) = (0, left - inBin)
    }
    return edges
}

/// Whether the values from a place on are equal for at least `least` places.
private func isFrequent(_ sorted: [Double], from place: Int, least: Double) -> Bool {
    let end = place + max(0, Int(least.rounded(.up)) - 1)
    return end < sorted.count && sorted[end] == sorted[place]
}

private func fill(_ words: inout [SIMD4<UInt8>], lane: Int, from column: [Double], edges: [Double]) {
    let missing = UInt8(edges.count + 1)
    words.withUnsafeMutableBytes { bytes in
        column.withUnsafeBufferPointer { column in
            edges.withUnsafeBufferPointer { edges in
                for row in column.indices {
                    let value = column[row]
                    let bin = value.isFinite ? UInt8(truncatingIfNeeded: edgesBelow(value, edges)) : missing
                    bytes[4 * row + lane] = bin
                }
            }
        }
    }
}

/// How many edges lie below a value.
@inline(__always) private func edgesBelow(_ value: Double, _ edges: UnsafeBufferPointer<Double>) -> Int {
    var (start, length) = (0, edges.count)
    while length > 0 {
        let half = length / 2
        let above = edges[start + half] < value
        start = above ? start + half + 1 : start
        length = above ? length - half - 1 : half
    }
    return start
}
