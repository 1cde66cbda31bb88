internal import Domain

/// Gives the rows of one relation, in the same order each time as far as the database does.
protocol RowSource {
    /// Goes through all rows in the memory of one, to the last.
    ///
    /// - Parameter body: hears of a row's texts, whether they are sound, and how many bytes have come so far.
    /// - Throws: what the database said, or what `body` throws.
    func forEach(
        _ body: (RowText, _ isSound: Bool, _ bytes: Int) throws(IngestError) -> Void
    ) throws(IngestError)
}

/// The rows of one relation, which can be gone through again as long as their snapshot is open.
///
/// Used by one thread at a time: the one that reads the source, and after it the one that assembles the shop, which waits
/// for the former. The connection behind it is lent to nobody else; hence `@unchecked Sendable`.
final class DatabaseRows: @unchecked Sendable {
    let name: String
    private let source: any RowSource
    /// One number for each stretch of rows, by which another order is noticed.
    private var marks: [UInt64] = []
    /// How many rows make a stretch.
    private static let stretch = 4096

    init(_ source: any RowSource, name: String) {
        (self.source, self.name) = (source, name)
    }

    /// Goes through all rows; see ``RowSource/forEach(_:)``.
    func forEach(
        _ body: (RowText, _ isSound: Bool, _ bytes: Int) throws(IngestError) -> Void
    ) throws(IngestError) {
        var number = 0
        try source.forEach { text, isSound, bytes throws(IngestError) in
            number += 1
            if number % Self.stretch == 1 { try mark(text, number / Self.stretch) }
            try body(text, isSound, bytes)
        }
    }

    /// Takes note of a row, or holds it against what was noted when the rows were read first.
    private func mark(_ text: RowText, _ stretch: Int) throws(IngestError) {
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
