/// Finds the name that somebody may have meant.
enum NearestName {
    /// The shortest name that begins as `name` does or is its beginning, else the one of the fewest edits.
    ///
    /// More edits than a third of its length (or two) are too many. Ties are broken by the order of the list.
    static func of(_ name: String, among names: [String]) -> String? {
        // No name is longer, and the work grows with the length.
        let name = name.prefix(64)
        let similar = names.filter { name.count > 2 && ($0.hasPrefix(name) || name.hasPrefix($0)) }
        if let shortest = similar.min(by: { $0.count < $1.count }) { return shortest }
        let allowed = max(2, name.count / 3)
        var best: (name: String, edits: Int)?
        for candidate in names {
            let edits = distance(Array(name), Array(candidate))
            if edits <= allowed, edits < best?.edits ?? .max { best = (candidate, edits) }
        }
        return best?.name
    }

    /// Insertions, deletions and replacements between two texts (Levenshtein).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let replaced = diagonal + (left == right ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
