import Kernels
import Testing

/// Whether a sequence contains a pattern, by trying every place for every element.
private func contains(_ sequence: [[Int32]], _ pattern: ArraySlice<[Int32]>, after end: Int?, gap: Int?) -> Bool {
    guard let first = pattern.first else { return true }
    let start = end.map { $0 + 1 } ?? 0
    let limit = end.flatMap { end in gap.map { end + $0 + 1 } } ?? sequence.count
    return (start..<max(start, min(limit, sequence.count))).contains { place in
        Set(first).isSubset(of: sequence[place])
            && contains(sequence, pattern.dropFirst(), after: place, gap: gap)
    }
}

struct PrefixSpanTests {
    /// Table 1 of Pei and others (2004), with items a...g as 0...6; the support there is 2.
    private let example: [[[Int32]]] = [
        [[0], [0, 1, 2], [0, 2], [3], [2, 5]], [[0, 3], [2], [1, 2], [0, 4]],
        [[4, 5], [0, 1], [3, 5], [2], [1]], [[4], [6], [0, 5], [2], [1], [2]],
    ]

    @Test func `the example of its authors`() {
        let patterns = PrefixSpan(minimum: 2).patterns(in: example)
        // The paper's table 2 lists 53 patterns.
        #expect(patterns.count == 53)
        #expect(patterns.first { $0.elements == [[0], [1, 2], [0]] }?.support == 2)
        #expect(patterns.first { $0.elements == [[4], [5], [2], [1]] }?.support == 2)
        #expect(
            patterns.filter { $0.elements.count == 1 && $0.elements[0].count == 1 }.map(\.support) == [
                4, 4, 4, 3, 3, 3,
            ])
    }

    @Test func `a thousand small sets of sequences, beside brute force`() {
        for seed in 0..<1_000 as Range<UInt64> {
            var random = CounterRandom(seed: 4, stream: seed)
            let sequences = (0..<(1 + random.index(below: 7))).map { _ in
                (0..<random.index(below: 6)).map { _ in (0..<3 as Range<Int32>).filter { _ in random.uniform() < 0.5 } }
            }
            let elements: [[Int32]] = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]
            let candidates =
                elements.map { [$0] } + elements.flatMap { a in elements.map { [a, $0] } }
                + elements.flatMap { a in elements.flatMap { b in elements.map { [a, b, $0] } } }
            for gap in [nil, 1, 2] {
                let found = PrefixSpan(minimum: 2, maximumItems: 3, maximumGap: gap).patterns(in: sequences)
                let byElements = Dictionary(uniqueKeysWithValues: found.map { ($0.elements, $0.support) })
                for pattern in candidates where pattern.joined().count <= 3 {
                    let support = sequences.count { contains($0, pattern[...], after: nil, gap: gap) }
                    #expect(byElements[pattern] == (support >= 2 ? support : nil), "seed \(seed), \(pattern)")
                }
            }
        }
    }
}
