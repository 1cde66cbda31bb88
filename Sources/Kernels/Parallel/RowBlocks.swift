/// Rows cut into blocks of one size, whatever the number of threads.
struct RowBlocks {
    let rows: Int
    let size = 512

    var count: Int { (rows + size - 1) / size }

    subscript(block: Int) -> Range<Int> {
        block * size..<min(rows, (block + 1) * size)
    }
}
