/// What the cells of one file have shown, once all of it was read.
struct FileEvidence: Sendable {
    let path: String
    /// The columns by their numbers, and those whose decimal mark the mapping gives.
    let names: [String]
    let given: Set<String>
    let marks: [CellLog.Marks]
    let isJSON: Bool
    let isEncodingGiven: Bool
    let texts: EncodingEvidence

    /// The marks of all columns together.
    fileprivate var together: CellLog.Marks { marks.reduce(CellLog.Marks(), +) }
}

/// What a second reading of a file has to know.
struct FileFindings: Sendable {
    /// By number of the column, the mark before the decimals.
    var numbers: [UInt8: NumberGrammar.Mark] = [:]
    var encoding: FileDialect.Encoding?

    private var isNeeded: Bool { !numbers.isEmpty || encoding != nil }

    /// What the files of a table have shown that the first reading could not know; `nil` where that was right.
    ///
    /// A column's own numbers decide on its grammar; where they leave it open, those of the file's other columns, then those
    /// of the table's other files. JSON is written by programs, with a dot.
    ///
    /// - Throws: a column of which nothing decides.
    static func of(_ files: [FileEvidence], _ table: SourceTable) throws(IngestError) -> [FileFindings]? {
        let all = files.reduce(CellLog.Marks()) { $0 + $1.together }
        var findings: [FileFindings] = []
        for file in files {
            var found = FileFindings()
            for (number, marks) in file.marks.enumerated() where !file.given.contains(file.names[number]) {
                guard marks.open > 0 || marks.isMixed else { continue }
                let others = files.reduce(CellLog.Marks()) { sum, other in
                    other.names == file.names ? sum + other.marks[number] : sum
                }
                let mark = marks.decimal ?? file.together.decimal ?? others.decimal ?? all.decimal
                guard let mark = mark ?? (file.isJSON ? .dot : nil) else {
                    throw undecided(table, file.names[number], file.path, marks)
                }
                if marks.isMixed || mark == .comma { found.numbers[UInt8(number)] = mark }
            }
            if !file.isEncodingGiven, !file.isJSON, file.texts.isWindows1252 { found.encoding = .windows1252 }
            findings.append(found)
        }
        return findings.contains(where: \.isNeeded) ? findings : nil
    }

    private static func undecided(
        _ table: SourceTable, _ column: String, _ path: String, _ marks: CellLog.Marks
    ) -> IngestError {
        let key = "numbers: { decimal: \".\" }` or `numbers: { decimal: \",\" }"
        guard !marks.isMixed else {
            return IngestError(
                .ambiguousNumbers,
                "table \(table.rawValue), column \(column) of \(path): as many numbers have a decimal comma as a decimal dot"
                    + " (\(marks.comma) and \(marks.dot)); mend the file, or write `\(key)` in the mapping of the table to"
                    + " refuse the others")
        }
        let digits = marks.example.filter { $0.isNumber }
        let dotted = marks.example.replacing(",", with: ".")
        return IngestError(
            .ambiguousNumbers,
            "table \(table.rawValue), column \(column) of \(path): `\(marks.example)` may be \(digits) or \(dotted), and no"
                + " number of the file decides; write `\(key)` in the mapping of the table, in a pipeline `source: { …, mapping:"
                + " { numbers: { decimal: \".\" } } }`")
    }
}
