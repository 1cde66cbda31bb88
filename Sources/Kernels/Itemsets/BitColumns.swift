/// Columns of bits in whole words, and what two of them have in common.
enum BitColumns {
    /// Words that hold `bits` bits, a multiple of four so that the compiler needs no loop for a rest.
    static func words(for bits: Int) -> Int { (bits + 255) / 256 * 4 }

    /// Stores what two columns have in common and counts it.
    @inline(__always)
    static func intersect(
        _ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>, into out: UnsafeMutablePointer<UInt64>, words: Int
    ) -> Int {
        var total = 0
        for index in 0..<words {
            let common = a[index] & b[index]
            out[index] = common
            total &+= common.nonzeroBitCount
        }
        return total
    }
}
