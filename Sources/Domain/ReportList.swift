/// One list of a report, made flat: a row a record, with the cells of the records around it in front.
///
/// An object inside a record becomes columns `outer.inner`; a list inside a record becomes a list of its own, named by the
/// keys that lead to it, such as `axes.segments`. Rows are read when they are asked for: no more than one is held.
package struct ReportList {
    /// A column with a cell of a row.
    typealias Cell = (column: String, text: String)

    package let name: String
    package let columns: [String]
    private let source: JSONSource
    private let path: [String]
    /// Whether a cell has a letter beyond ASCII.
    let hasLetters: Bool

    /// Every list of a report, in the order of their names.
    package static func names(in report: JSONSource) -> [String] {
        paths(in: report).keys.sorted()
    }

    /// - Returns: `nil` where the report has no such list.
    package init?(_ name: String, in report: JSONSource) {
        guard let path = Self.paths(in: report)[name] else { return nil }
        (self.name, self.path, source) = (name, path, report)
        var (columns, known, hasLetters) = ([String](), Set<String>(), false)
        var rows = ReportRows(report, path)
        while let row = rows.nextCells() {
            for cell in row where known.insert(cell.column).inserted { columns.append(cell.column) }
            hasLetters = hasLetters || row.contains { !$0.text.utf8.allSatisfy { $0 < 0x80 } }
        }
        (self.columns, self.hasLetters) = (columns, hasLetters)
    }

    /// The rows, from the first one on.
    package var rows: ReportRows { ReportRows(source, path) }

    private static func paths(in report: JSONSource) -> [String: [String]] {
        var found: [String: [String]] = [:]
        collect(report, report.place(from: 0), [], &found)
        return found
    }

    private static func collect(
        _ report: JSONSource, _ object: Int, _ path: [String], _ found: inout [String: [String]]
    ) {
        guard report.isObject(at: object) else { return }
        for (name, place) in report.members(ofObjectAt: object) where !(path.isEmpty && name == "header") {
            let inner = path + [name]
            if report.isObject(at: place) { collect(report, place, inner, &found) }
            guard report.isArray(at: place), report.hasRecords(inArrayAt: place) else { continue }
            found[inner.joined(separator: ".")] = inner
            _ = report.allItems(ofArrayAt: place) { item in
                collect(report, item, inner, &found)
                return true
            }
        }
    }
}

/// The rows of a list, read one after the other.
package struct ReportRows: Sequence, IteratorProtocol {
    /// A list that leads to the one that is read, or that one.
    private struct Level {
        /// The place of the next item.
        var next: Int?
        /// The number of keys that lead to the list.
        let depth: Int
        /// The cells of the records around.
        let around: [ReportList.Cell]
    }

    private let source: JSONSource
    private let path: [String]
    private var levels: [Level] = []

    init(_ source: JSONSource, _ path: [String]) {
        (self.source, self.path) = (source, path)
        enter(source.place(from: 0), 0, around: [])
    }

    /// The next row by its columns; `nil` at the end.
    package mutating func next() -> [String: String]? {
        nextCells().map { Dictionary($0.map { ($0.column, $0.text) }) { _, own in own } }
    }

    /// The same with the columns in their order; one that stands twice is the record's own the second time.
    mutating func nextCells() -> [ReportList.Cell]? {
        while let level = levels.last {
            guard let item = level.next else {
                levels.removeLast()
                continue
            }
            levels[levels.count - 1].next = source.following(valueAt: item)
            let own = source.cells(ofRecordAt: item)
            if level.depth == path.count { return level.around + own }
            // Within an object of the record no list begins, so its cells stay out.
            let outer = own.filter { !$0.column.contains(".") }.map { cell in
                (cell.column == "name" ? Self.singular(path[level.depth - 1]) : cell.column, cell.text)
            }
            enter(item, level.depth, around: level.around + outer)
        }
        return nil
    }

    /// Goes on to the next list on the path within an object, if it is there.
    private mutating func enter(_ object: Int, _ depth: Int, around: [ReportList.Cell]) {
        guard depth < path.count, source.isObject(at: object),
            let member = source.members(ofObjectAt: object).first(where: { $0.name == path[depth] })
        else { return }
        if source.isObject(at: member.place) { return enter(member.place, depth + 1, around: around) }
        guard source.isArray(at: member.place), source.hasRecords(inArrayAt: member.place) else { return }
        levels.append(Level(next: source.firstItem(ofArrayAt: member.place), depth: depth + 1, around: around))
    }

    private static func singular(_ name: String) -> String { name.hasSuffix("s") ? String(name.dropLast()) : name }
}

extension JSONSource {
    fileprivate func hasRecords(inArrayAt place: Int) -> Bool {
        !allItems(ofArrayAt: place) { !isObject(at: $0) }
    }

    /// What of a record fits into cells, by the order of its keys.
    fileprivate func cells(ofRecordAt place: Int, prefix: String = "") -> [ReportList.Cell] {
        guard isObject(at: place) else { return [] }
        return members(ofObjectAt: place).sorted { $0.name < $1.name }.flatMap { name, place -> [ReportList.Cell] in
            if isObject(at: place) { return cells(ofRecordAt: place, prefix: prefix + name + ".") }
            if isArray(at: place), !allItems(ofArrayAt: place, { !isObject(at: $0) && !isArray(at: $0) }) { return [] }
            return value(at: place).cell.map { [(prefix + name, $0)] } ?? []
        }
    }
}

extension JSONValue {
    /// The value as one cell of a table; `nil` for what does not fit one.
    package var cell: String? {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "true" : "false"
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
        case .string(let text): text
        case .array(let items): items.allSatisfy(\.isScalar) ? items.compactMap(\.cell).joined(separator: ";") : nil
        case .object: nil
        }
    }

    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }
}
