/// Files with one JSON object a line, known by their names: `.jsonl` and `.ndjson`, packed or not.
extension TableMapping {
    /// What reads the lines of a file; `nil` where it is a text table.
    func jsonFields(ofFile path: String) -> JSONLineFields? {
        let name = path.hasSuffix(".gz") ? path.dropLast(3) : path[...]
        guard name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") else { return nil }
        return JSONLineFields(jsonPaths)
    }

    /// In place of a header: the first path of each column that the mapping reads.
    var jsonHeader: [String] { jsonPaths.map { $0[0] } }

    /// The paths of each field; several paths of one column share it.
    private var jsonPaths: [[String]] {
        let columns = columnNames.compactMap { column($0) }
        let wanted =
            columns.map(\.names) + columns.flatMap { $0.sum.map { [$0] } } + conditions.map { [$0.column] }
            + [latestBy].compactMap(\.self).filter { $0 != "row_order" }.map { [$0] }
        var paths: [[String]] = []
        for names in wanted where !names.isEmpty {
            guard let known = paths.firstIndex(where: { $0[0] == names[0] }) else {
                paths.append(names)
                continue
            }
            paths[known] += names.filter { !paths[known].contains($0) }
        }
        return paths
    }
}
