internal import Domain

/// The values of one row of a database as the texts that a file would hold, for the readers that all sources share.
///
/// Texts stay where they are; everything else is written into room that is used again for every row.
final class RowText {
    /// The texts of the row, in the order of the columns; one without an address is no value.
    let fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    let count: Int
    private let room: UnsafeMutablePointer<UInt8>
    private var long: [UnsafeMutableBufferPointer<UInt8>] = []

    /// The bytes that any number or time takes, but for a `numeric` of many digits.
    static let slot = 64

    init(columns: Int) {
        count = columns
        fields = .allocate(capacity: columns)
        fields.initialize(repeating: UnsafeBufferPointer(start: nil, count: 0), count: columns)
        room = .allocate(capacity: max(columns, 1) * Self.slot)
    }

    deinit {
        releaseLong()
        fields.deallocate()
        room.deallocate()
    }

    /// Begins a row: what was written for the one before may go.
    @inline(__always)
    func begin() {
        if !long.isEmpty { releaseLong() }
    }

    /// Room for the text of a column, of ``slot`` bytes.
    @inline(__always)
    func writer(_ index: Int) -> TextWriter { TextWriter(room + index * Self.slot) }

    /// Room for a longer one, until the next row begins.
    func writer(bytes: Int) -> TextWriter {
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes)
        long.append(UnsafeMutableBufferPointer(start: buffer, count: bytes))
        return TextWriter(buffer)
    }

    private func releaseLong() {
        for buffer in long { buffer.deallocate() }
        long.removeAll(keepingCapacity: true)
    }

    /// Whether every field is UTF-8 without NUL.
    var isUTF8: Bool { (0..<count).allSatisfy { TextCheck.isText(fields[$0]) } }

    /// The row as a line of a file, for people who look at what was refused.
    func line() -> [UInt8] {
        var line: [UInt8] = []
        for index in 0..<count where line.count <= QuarantinedRow.rawLimit {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            append(UnsafeBufferPointer(rebasing: fields[index].prefix(QuarantinedRow.rawLimit)), to: &line)
        }
        return line
    }

    private func append(_ field: UnsafeBufferPointer<UInt8>, to line: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let special: Set<UInt8> = [quote, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        guard field.contains(where: special.contains) else {
            line.append(contentsOf: field)
            return
        }
        line.append(quote)
        for byte in field {
            if byte == quote { line.append(quote) }
            line.append(byte)
        }
        line.append(quote)
    }
}
