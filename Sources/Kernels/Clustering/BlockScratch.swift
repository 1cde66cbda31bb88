/// Four numbers that are worked on at once.
typealias Lanes = SIMD4<Double>

/// Memory for one block of rows under k centres, one number a row and centre, aligned for vector registers.
///
/// Every stretch is as long as a full block, so that loops run over whole vectors also in a short block. What stands
/// beyond a block's rows is arithmetic on leftovers and never read.
final class BlockScratch {
    /// Rows in a full block: few enough that a block stays in a core's cache, and the same on every machine.
    let capacity: Int
    /// A stretch a centre: squared distances, then what is made of them.
    let distances: UnsafeMutablePointer<Double>
    /// The smallest squared distance of each row.
    let nearest: UnsafeMutablePointer<Double>
    let sums: UnsafeMutablePointer<Double>
    let powers: UnsafeMutablePointer<Double>
    /// `Σ x²` and `w` of each row.
    let squares: UnsafeMutablePointer<Double>
    let rowWeights: UnsafeMutablePointer<Double>

    init(centres: Int) {
        capacity = Self.rows(centres: centres)
        let count = capacity * (centres + 5)
        let bytes = count * MemoryLayout<Double>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        let numbers = memory.bindMemory(to: Double.self, capacity: count)
        numbers.initialize(repeating: 0, count: count)
        (nearest, sums, powers) = (numbers, numbers + capacity, numbers + 2 * capacity)
        (squares, rowWeights, distances) = (numbers + 3 * capacity, numbers + 4 * capacity, numbers + 5 * capacity)
    }

    deinit { UnsafeMutableRawPointer(nearest).deallocate() }

    /// The rows of a full block under this many centres, a multiple of 64.
    static func rows(centres: Int) -> Int {
        max(128, min(1_024, 16_384 / max(1, centres) / 64 * 64))
    }

    /// One centre's stretch.
    func cells(_ centre: Int) -> UnsafeMutablePointer<Double> { distances + centre * capacity }
}

extension UnsafeMutablePointer<Double> {
    /// The same memory, four numbers at a time.
    var lanes: UnsafeMutablePointer<Lanes> {
        UnsafeMutableRawPointer(self).assumingMemoryBound(to: Lanes.self)
    }
}

/// Whole vectors over this many rows.
func laneCount(_ rows: Int) -> Int { (rows + Lanes.scalarCount - 1) / Lanes.scalarCount }
