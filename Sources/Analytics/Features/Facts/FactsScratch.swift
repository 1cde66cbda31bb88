/// Memory that the customers of one partition use one after the other, so that none of them allocates any.
struct FactsScratch {
    /// What the shop kept of each order of the customer at hand, in 1/10000 of the currency unit.
    var nets: [Int64] = []
    /// What was given back of each order, by the frame's instant.
    var refunded: [Int64] = []
    /// Days between the order days that follow each other.
    var gaps: [Double] = []
    /// Slopes between the gaps.
    var slopes: [Double] = []
    /// Sort keys: what is grouped by in the upper half, the position in the lower.
    var keys: [Int64] = []
    /// Whether each order holds a product that an earlier order held.
    var isRepeat: [Bool] = []
    /// How often each kind of something occurred.
    var counts: [Int] = []
    var sorter = KeySort()
}

/// A key that sorts by group, then by position.
///
/// - Parameters:
///   - group: what to group by, ≥ 0.
///   - position: the position, ≥ 0, below 2³².
/// - Returns: the key, ≥ 0.
@inline(__always)
func groupKey(_ group: Int32, _ position: Int) -> Int64 {
    Int64(group) << 32 | Int64(position)
}

extension Int64 {
    /// What a key made by ``groupKey(_:_:)`` groups by.
    @inline(__always)
    var keyGroup: Int32 { Int32(truncatingIfNeeded: self >> 32) }

    /// The position that a key made by ``groupKey(_:_:)`` holds.
    @inline(__always)
    var keyPosition: Int { Int(self & 0xffff_ffff) }
}
