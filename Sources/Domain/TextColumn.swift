/// A column of texts in one block of bytes; a row may have none.
package struct TextColumn: Sendable, Equatable {
    package private(set) var bytes: [UInt8] = []
    /// Where each row ends; negative (-1 - end) where the row has no text.
    private var ends: [Int] = []

    package init() {}

    package init(_ rows: some Sequence<String?>) {
        for row in rows { append(row) }
    }

    /// A text in every row.
    package init(_ rows: some Sequence<String>) {
        for row in rows { append(row) }
    }

    /// One text in every row.
    package init(repeating text: String?, count: Int) {
        for _ in 0..<count { append(text) }
    }

    package var count: Int { ends.count }

    package subscript(row: Int) -> String? {
        withBytes(row) { bytes in bytes.map { String(decoding: $0, as: UTF8.self) } }
    }

    @inline(__always)
    package func withBytes<Result>(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>?) -> Result) -> Result {
        guard ends[row] >= 0 else { return body(nil) }
        let start = row == 0 ? 0 : position(ends[row - 1])
        let end = ends[row]
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    package mutating func append(_ row: String?) {
        guard let row else {
            ends.append(-1 - bytes.count)
            return
        }
        bytes.append(contentsOf: row.utf8)
        ends.append(bytes.count)
    }

    package mutating func append(_ row: some Sequence<UInt8>) {
        bytes.append(contentsOf: row)
        ends.append(bytes.count)
    }

    package mutating func append(_ row: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: row)
        ends.append(bytes.count)
    }

    private func position(_ end: Int) -> Int {
        end >= 0 ? end : -1 - end
    }
}
