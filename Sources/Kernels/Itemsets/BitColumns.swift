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

    /// How many bits two columns have in common.
    @inline(__always)
    static func common(_ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>, words: Int) -> Int {
        var total = 0
        for index in 0..<words { total &+= (a[index] & b[index]).nonzeroBitCount }
        return total
    }

    /// Whether every bit of one column is set in another.
    @inline(__always)
    static func isSubset(_ a: UnsafePointer<UInt64>, of b: UnsafePointer<UInt64>, words: Int) -> Bool {
        for index in 0..<words where a[index] & ~b[index] != 0 { return false }
        return true
    }
}

/// Memory for bits that grows and is freed with its owner.
final class WordBuffer {
    private(set) var start: UnsafeMutablePointer<UInt64>
    private var capacity: Int

    init() {
        (start, capacity) = (.allocate(capacity: 64), 64)
    }

    deinit { start.deallocate() }

    /// Room for so many words; what stood there is lost where it had to grow.
    func reserving(_ words: Int) -> UnsafeMutablePointer<UInt64> {
        if words > capacity {
            start.deallocate()
            capacity = max(words, capacity * 2)
            start = .allocate(capacity: capacity)
        }
        return start
    }
}
