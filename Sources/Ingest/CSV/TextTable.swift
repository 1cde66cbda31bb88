/// A text table as rows of texts, for looking at a file without a mapping.
package enum TextTable {
    /// The rows of a file, its first line included; `nil` for a row that cannot be cut into fields.
    ///
    /// - Parameters:
    ///   - path: a plain or gzip file.
    ///   - blanks: whether runs of blanks separate the fields, instead of commas.
    ///   - windowBytes: how many bytes are looked at at a time, to begin with.
    /// - Returns: the fields of each row, bytes that are no UTF-8 replaced.
    /// - Throws: a quote that does not close, or a file that cannot be read.
    package static func rows(
        of path: String, blanks: Bool = false, windowBytes: Int = 1 << 20
    ) throws(IngestError) -> [[String]?] {
        var reader = RecordReader(
            ByteStream(try InputFile(path: path)), separator: blanks ? .blanks : .byte(UInt8(ascii: ",")),
            columns: RecordLimits.columns, windowBytes: windowBytes)
        var rows: [[String]?] = []
        while true {
            switch try reader.next() {
            case .end: return rows
            case .malformed: rows.append(nil)
            case .row:
                let kept = 0..<min(reader.fieldCount, RecordLimits.columns)
                rows.append(kept.map { String(decoding: reader.fields[$0], as: UTF8.self) })
            }
        }
    }
}
