internal import Domain
internal import PostgreSQL

/// The rows of one relation, which can be gone through again as long as their snapshot is open.
///
/// Used by one thread at a time: the one that reads the source, and after it the one that assembles the shop, which waits
/// for the former. The connection that it holds is lent to nobody else; hence `@unchecked Sendable`.
final class DatabaseRows: @unchecked Sendable {
    let name: String
    private let connection: Connection
    private let query: String
    private let types: [FieldType]
    /// One number for each stretch of rows, by which another order is noticed.
    private var marks: [UInt64] = []
    /// How many rows make a stretch.
    private static let stretch = 4096

    init(_ connection: Connection, name: String, query: String, types: [FieldType]) {
        (self.connection, self.name, self.query, self.types) = (connection, name, query, types)
    }

    /// Goes through all rows in the memory of one, to the last: a COPY that is left early would end the snapshot.
    ///
    /// - Parameter body: hears of a row's texts, whether they are sound, and how many bytes have come so far.
    /// - Throws: what the server said, or what `body` throws.
    func forEach(
        _ body: (FieldText, _ isSound: Bool, _ bytes: Int) throws(IngestError) -> Void
    ) throws(IngestError) {
        var copy = try IngestError.ofServer { () throws(PostgreSQLError) -> CopyOut in try connection.copyOut(query) }
        let text = FieldText(types)
        var number = 0
        while try IngestError.ofServer({ () throws(PostgreSQLError) -> Bool in try copy.next() }) {
            let isSound = text.write(copy.fields)
            number += 1
            if number % Self.stretch == 1 { try mark(text, number / Self.stretch) }
            try body(text, isSound, copy.bytesRead)
        }
    }

    /// Takes note of a row, or holds it against what was noted when the rows were read first.
    private func mark(_ text: FieldText, _ stretch: Int) throws(IngestError) {
        // FNV-1a: it has to notice another order, nothing more.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.line() { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        if stretch == marks.count {
            marks.append(hash)
        } else if marks[stretch] != hash {
            throw IngestError(
                .changedWhileReading,
                "\(name) gives its rows in another order each time, and rows that are refused could not be found again;"
                    + " give its query an ORDER BY")
        }
    }

    /// The texts of the rows with these numbers, which ascend.
    func texts(of numbers: [Int]) throws(IngestError) -> [String] {
        var texts: [String] = []
        var (row, bytes) = (0, 0)
        try forEach { text, _, _ throws(IngestError) in
            row += 1
            guard texts.count < numbers.count, bytes < Quarantine.byteLimit, row == numbers[texts.count] else { return }
            let line = text.line().prefix(QuarantinedRow.rawLimit)
            texts.append(String(decoding: line, as: UTF8.self))
            bytes += line.count
        }
        return texts
    }
}
