internal import Foundation

/// A CSV file whose records arrive customer by customer and leave in order of time, as shops export them.
///
/// Records go to a spool file as they come, and their place and time into an index of 24 bytes each; ``finish()``
/// sorts the index and copies the records over. So memory holds the index and one buffer, however long the rows
/// are. A record is one or more whole rows that stay together: an order's lines, a ticket's events. Equal times
/// keep the order of arrival.
final class OrderedTable {
    /// The rows of the record being written.
    var row = CSVRow()
    let name: String
    private(set) var rows = 0
    private let header: String
    private let target, spool: URL
    private let spoolFile: FileHandle
    private var index: [Record] = []
    private var flushed = 0
    private var recordStart = 0

    private struct Record {
        let time, offset, length: Int
    }

    /// Opens the spool beside the file to be.
    ///
    /// - Parameters:
    ///   - name: the table; the file is `name.csv`.
    ///   - columns: the header, in the order of the fields.
    ///   - directory: where the file will stand; it exists.
    /// - Throws: what the file system says.
    init(_ name: String, columns: [String], in directory: URL) throws {
        self.name = name
        header = columns.joined(separator: ",") + "\n"
        target = directory.appendingPathComponent(name + ".csv")
        spool = directory.appendingPathComponent(name + ".csv.spool")
        try Data().write(to: spool)
        spoolFile = try FileHandle(forWritingTo: spool)
    }

    deinit {
        try? spoolFile.close()
        try? FileManager.default.removeItem(at: spool)
    }

    /// Ends a row of the current record.
    func endRow() {
        row.endRow()
        rows += 1
    }

    /// Ends the current record, if it holds a row, and gives it its time in the file.
    func endRecord(at time: Int = 0) throws {
        let end = flushed + row.bytes.count
        guard end > recordStart else { return }
        index.append(Record(time: time, offset: recordStart, length: end - recordStart))
        recordStart = end
        if row.bytes.count >= 1 << 20 { try flush() }
    }

    /// Writes the file, header first and records in order of time, and removes the spool.
    ///
    /// - Returns: the size of the file in bytes.
    /// - Throws: what the file system says, a full disk among it.
    func finish() throws -> Int {
        try flush()
        try spoolFile.close()
        index.sort { ($0.time, $0.offset) < ($1.time, $1.offset) }
        try Data(header.utf8).write(to: target)
        let file = try FileHandle(forWritingTo: target)
        try file.seekToEnd()
        try copyRecords(to: file)
        try file.close()
        try FileManager.default.removeItem(at: spool)
        index = []
        return header.utf8.count + flushed
    }

    private func flush() throws {
        try spoolFile.write(contentsOf: row.bytes)
        flushed += row.bytes.count
        row.removeAll()
    }

    private func copyRecords(to file: FileHandle) throws {
        let spooled = try Data(contentsOf: spool, options: .alwaysMapped)
        var buffer: [UInt8] = []
        buffer.reserveCapacity(1 << 20 + 1 << 16)
        try spooled.withUnsafeBytes { source in
            for record in index {
                buffer.append(contentsOf: source[record.offset..<record.offset + record.length])
                guard buffer.count >= 1 << 20 else { continue }
                try file.write(contentsOf: buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try file.write(contentsOf: buffer)
    }
}
