/// The block function of Philox4x32 with ten rounds: 128 bits of counter and 64 of key to 128 random bits.
///
/// A bijection of the counter for every key; there is no state, so any block can be made without the ones before.
///
/// Source: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", section 3.3.
package enum Philox {
    /// One block.
    ///
    /// - Parameters:
    ///   - counter: the position, least significant word first.
    ///   - key: the key, least significant word first.
    /// - Returns: four words, in the order of the paper.
    package static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        // Plain words rather than vectors: the words are multiplied one by one anyway.
        var (x, y, z, w) = (counter.x, counter.y, counter.z, counter.w)
        var (low, high) = (key.x, key.y)
        for _ in 0..<10 {
            let first = UInt64(x) &* 0xD251_1F53
            let second = UInt64(z) &* 0xCD9E_8D57
            (x, z) = (
                UInt32(truncatingIfNeeded: second >> 32) ^ y ^ low, UInt32(truncatingIfNeeded: first >> 32) ^ w ^ high
            )
            (y, w) = (UInt32(truncatingIfNeeded: second), UInt32(truncatingIfNeeded: first))
            (low, high) = (low &+ 0x9E37_79B9, high &+ 0xBB67_AE85)
        }
        return SIMD4(x, y, z, w)
    }
}
