/// Files of JSON objects, known by their names: `.jsonl` and `.ndjson` with one object a line, `.json` with a list of them.
extension TableMapping {
    /// What reads the objects of a file; `nil` where it is a text table.
    func jsonFields(ofFile path: String) -> JSONLineFields? {
        JSONForm(ofFile: path).map { _ in JSONLineFields(jsonPaths, each: each) }
    }

    /// In place of a header: the first path of each column that the mapping reads.
    var jsonHeader: [String] { jsonPaths.map { $0.names[0] } }

    /// The paths of each field; several paths of one column share it.
    private var jsonPaths: [JSONPath] {
        let columns = columnNames.compactMap { column($0) }.flatMap { [$0] + $0.coalesce }
        let tests = (conditions + notSales).map { JSONPath(names: [$0.column], isSummed: true, entersList: true) }
        let joined = columns.flatMap(\.joined).map { JSONPath(names: [$0]) }
        let sums = columns.flatMap { $0.sum + $0.minus }.map { JSONPath(names: [$0], isSummed: true) }
        let versions = [latestBy].compactMap(\.self).filter { $0 != "row_order" }.map { JSONPath(names: [$0]) }
        let wanted = columns.map { JSONPath(names: $0.names) } + sums + joined + tests + versions
        var paths: [JSONPath] = []
        for wanted in wanted where !wanted.names.isEmpty {
            guard let known = paths.firstIndex(where: { $0.names[0] == wanted.names[0] }) else {
                paths.append(wanted)
                continue
            }
            paths[known].names += wanted.names.filter { !paths[known].names.contains($0) }
            if wanted.isSummed { paths[known].isSummed = true }
            if wanted.entersList { paths[known].entersList = true }
        }
        return paths
    }
}

/// How the objects of a JSON file follow one another.
enum JSONForm {
    /// One a line.
    case lines
    /// In a list, which may itself be a value of an outer object, or one after another.
    case list

    init?(ofFile path: String) {
        let name = path.hasSuffix(".gz") ? path.dropLast(3) : path[...]
        if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
            self = .lines
        } else if name.hasSuffix(".json") {
            self = .list
        } else {
            return nil
        }
    }

    var separator: Separator { self == .lines ? .none : .objects }
}
