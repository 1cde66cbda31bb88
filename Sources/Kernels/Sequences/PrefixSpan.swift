/// A pattern that many sequences contain: sets of items, each in a later element than the one before.
package struct SequentialPattern: Sendable, Equatable {
    /// Items ascending within an element.
    package let elements: [[Int32]]
    /// Sequences that contain it.
    package let support: Int
}

/// Finds every sequential pattern, exactly: general sequences of sets, with a limit on the gaps where one is wanted.
///
/// A pattern grows by an item in a later element or by a larger item in its last element. Per sequence, every element in
/// which the pattern can end is kept, not the first alone: so a limit on gaps is obeyed, and no pattern is missed by it.
///
/// Source: Pei et al. (2004), "Mining sequential patterns by pattern-growth: the PrefixSpan approach"; all ends instead of
/// the first as in Zaki's cSPADE (2000).
package struct PrefixSpan: Sendable {
    /// Sequences that must contain a pattern; ≥ 1.
    package var minimum: Int
    /// Items of the longest patterns; `nil` for any length.
    package var maximumItems: Int?
    /// How many elements on the next one of a pattern may stand: 1 for neighbours alone, `nil` for anywhere later.
    package var maximumGap: Int?

    package init(minimum: Int, maximumItems: Int? = nil, maximumGap: Int? = nil) {
        precondition(minimum >= 1, "every pattern is in 0 sequences or more")
        precondition(maximumGap ?? 1 >= 1, "elements of a pattern are at least 1 apart")
        (self.minimum, self.maximumItems, self.maximumGap) = (minimum, maximumItems, maximumGap)
    }

    /// The patterns of some sequences, each a list of elements, each of these a set of items in ascending order.
    ///
    /// In the order of growth: a pattern before its extensions, these by whether they are in the last element, then by item.
    package func patterns(in sequences: [[[Int32]]]) -> [SequentialPattern] {
        var found: [SequentialPattern] = []
        let start = sequences.indices.map { Ends(sequence: $0, elements: [-1]) }
        grow([], start, sequences, size: 0, &found)
        return found
    }

    /// Where a pattern can end in one sequence; -1 stands before the first element.
    private struct Ends {
        let sequence: Int
        var elements: [Int]
    }

    private func grow(
        _ pattern: [[Int32]], _ projection: [Ends], _ sequences: [[[Int32]]], size: Int,
        _ found: inout [SequentialPattern]
    ) {
        guard size < maximumItems ?? .max else { return }
        for (item, ends) in within(pattern, projection, sequences) where ends.count >= minimum {
            var larger = pattern
            larger[larger.count - 1].append(item)
            found.append(SequentialPattern(elements: larger, support: ends.count))
            grow(larger, ends, sequences, size: size + 1, &found)
        }
        for (item, ends) in after(projection, sequences) where ends.count >= minimum {
            found.append(SequentialPattern(elements: pattern + [[item]], support: ends.count))
            grow(pattern + [[item]], ends, sequences, size: size + 1, &found)
        }
    }

    /// Extensions of the last element, by item.
    private func within(
        _ pattern: [[Int32]], _ projection: [Ends], _ sequences: [[[Int32]]]
    ) -> [(Int32, [Ends])] {
        guard let last = pattern.last?.last else { return [] }
        return collected(projection) { ends, note in
            for element in ends.elements {
                for item in sequences[ends.sequence][element] where item > last { note(item, element) }
            }
        }
    }

    /// Extensions by a later element, by item.
    private func after(_ projection: [Ends], _ sequences: [[[Int32]]]) -> [(Int32, [Ends])] {
        collected(projection) { ends, note in
            let elements = sequences[ends.sequence]
            var next = 0
            for end in ends.elements {
                // The first element may stand anywhere; the ranges of two ends may overlap.
                let reach = end < 0 ? elements.count : maximumGap ?? elements.count
                let limit = min(elements.count, end + 1 + reach)
                next = max(next, end + 1)
                while next < limit {
                    for item in elements[next] { note(item, next) }
                    next += 1
                }
            }
        }
    }

    /// Puts the ends that are noted together, by item and sequence.
    private func collected(
        _ projection: [Ends], _ visit: (Ends, (Int32, Int) -> Void) -> Void
    ) -> [(Int32, [Ends])] {
        var byItem: [Int32: [Ends]] = [:]
        for ends in projection {
            visit(ends) { item, element in
                var list = byItem[item] ?? []
                byItem[item] = nil
                if list.last?.sequence == ends.sequence {
                    list[list.count - 1].elements.append(element)
                } else {
                    list.append(Ends(sequence: ends.sequence, elements: [element]))
                }
                byItem[item] = list
            }
        }
        return byItem.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
