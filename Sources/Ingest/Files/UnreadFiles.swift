/// Names that are almost those of a table or a column.
enum NearMiss {
    /// What is left of a name without capitals, blanks, marks, a number or a date at its end, and a plural.
    static func core(of name: some StringProtocol) -> String {
        var core = String(
            name.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
        while let last = core.last, last.isNumber { core.removeLast() }
        if core.count > 3, core.hasSuffix("s") { core.removeLast() }
        return core
    }
}

extension SourceFiles {
    /// Files that hold data, as their names say.
    private static let kinds = [".csv", ".tsv", ".txt", ".tab", ".jsonl", ".ndjson", ".json", ".xlsx", ".xls"]

    static func isData(_ name: String) -> Bool {
        let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
        return kinds.contains { plain.lowercased().hasSuffix($0) }
    }

    /// The names of files that no table takes and that nothing tells to ignore.
    ///
    /// - Throws: a name that is almost one of a table.
    func unread(_ taken: Set<String>, _ mapping: Mapping) throws(IngestError) -> [String] {
        let unread = relativeFiles.filter { file in
            !taken.contains(file.path) && Self.isData(file.name)
                && !mapping.ignoredFiles.contains { Self.covers($0, file.name) }
        }
        // What a folder holds may be anything: it is listed.
        let near = unread.filter { !$0.name.contains("/") }.compactMap { file in
            Self.nearTable(file.name, mapping).map { (file, $0) }
        }
        guard near.isEmpty else { throw Self.refusal(near, mapping) }
        return Self.listed(unread.map(\.name))
    }

    /// Names, those within a folder as one.
    private static func listed(_ names: [String]) -> [String] {
        let folders = Dictionary(grouping: names.filter { $0.contains("/") }) { $0.prefix { $0 != "/" } }
        return names.filter { !$0.contains("/") }
            + folders.sorted { $0.key < $1.key }.map { "\($0.key)/ (\($0.value.count) files)" }
    }

    /// Whether a pattern of `ignore` means a file, or the folder that it stands in.
    private static func covers(_ pattern: String, _ name: String) -> Bool {
        matches(name, pattern: pattern) || name.hasPrefix(pattern.hasSuffix("/") ? pattern : pattern + "/")
    }

    /// Names the files with both ways out: to read them, and to leave them.
    private static func refusal(_ near: [(file: SourceFile, table: TableMapping)], _ mapping: Mapping) -> IngestError {
        let extending = mapping.isCanonical ? "" : "extends: \(mapping.name), "
        let tables = SourceTable.allCases.compactMap { table -> String? in
            let own = near.filter { $0.table.table == table }
            guard let first = own.first else { return nil }
            let files = (first.table.files + own.map(\.file.name)).map { "\"\($0)\"" }.joined(separator: ", ")
            return "\(table.rawValue): { files: [\(files)] }"
        }
        let names = near.map { "\($0.file.path) (almost \($0.table.table.rawValue))" }.joined(separator: ", ")
        let ignored = near.map { "\"\($0.file.name)\"" }.joined(separator: ", ")
        return IngestError(
            .nearMiss,
            "nothing reads \(names); to read them, write in the pipeline `source: { …, mapping: { \(extending)tables: {"
                + " \(tables.joined(separator: ", ")) } } }`; where they are no part of the shop, `source: { …, mapping: {"
                + " \(extending)ignore: [\(ignored)] } }`")
    }

    private static func nearTable(_ name: String, _ mapping: Mapping) -> TableMapping? {
        let base = name.split(separator: "/").last.map(String.init) ?? name
        let core = NearMiss.core(of: base.prefix { $0 != "." })
        return mapping.tables.first { table in
            let patterns = table.files.map { $0.split(separator: "/").first.map(String.init) ?? $0 }
            let known = patterns.map { NearMiss.core(of: $0.prefix { $0 != "." && $0 != "*" }) }
            return !core.isEmpty && known.contains(core)
        }
    }
}
