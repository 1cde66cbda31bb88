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
        var (c, k) = (counter, key)
        for _ in 0..<10 {
            let first = UInt64(c.x) &* 0xD251_1F53
            let second = UInt64(c.z) &* 0xCD9E_8D57
            c = SIMD4(
                UInt32(truncatingIfNeeded: second >> 32) ^ c.y ^ k.x, UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ c.w ^ k.y, UInt32(truncatingIfNeeded: first))
            k = SIMD2(k.x &+ 0x9E37_79B9, k.y &+ 0xBB67_AE85)
        }
        return c
    }
}
