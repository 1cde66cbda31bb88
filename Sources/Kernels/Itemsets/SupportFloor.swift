/// The least support that counts: given, or rising to that of the k-th best set as sets are found.
struct SupportFloor: Sendable {
    private(set) var minimum: Int32
    private let wanted: Int
    /// How many sets have each support, where the floor rises.
    private var counts: [Int32]
    /// How many sets have a support above ``minimum``.
    private var above = 0

    /// A floor that stays where it is.
    init(_ minimum: Int) {
        (self.minimum, wanted, counts) = (Int32(minimum), 0, [])
    }

    /// A floor that rises to the support of the `wanted`-th best set; no support is over `highest`.
    init(best wanted: Int, from minimum: Int, highest: Int) {
        (self.minimum, self.wanted) = (Int32(minimum), wanted)
        counts = [Int32](repeating: 0, count: highest + 2)
    }

    /// Takes note of a set that was found.
    @inline(__always)
    mutating func note(_ support: Int32) {
        guard wanted > 0, support > minimum else { return }
        counts[Int(support)] += 1
        above += 1
        while above >= wanted {
            minimum += 1
            above -= Int(counts[Int(minimum)])
        }
    }
}
