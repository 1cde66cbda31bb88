/// Random numbers that depend on nothing but a seed, a stream and a position.
///
/// One stream a customer, a restart or a purpose: results then do not depend on who draws first or on the number of
/// cores. Different streams of one seed never overlap. Not fit for secrets.
///
/// Source: Philox4x32-10; the key is the seed, the counter holds the position (low half) and the stream (high half).
package struct CounterRandom: RandomNumberGenerator, Sendable {
    private let key: SIMD2<UInt32>
    private let stream: UInt64
    private var position: UInt64 = 0
    private var spare: UInt64?

    /// The start of a stream.
    package init(seed: UInt64, stream: UInt64) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        self.stream = stream
    }

    /// The next 64 random bits.
    package mutating func next() -> UInt64 {
        if let second = spare {
            spare = nil
            return second
        }
        let block = Philox.block(
            counter: SIMD4(
                UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32),
                UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)),
            key: key)
        position &+= 1
        spare = UInt64(block.z) | UInt64(block.w) << 32
        return UInt64(block.x) | UInt64(block.y) << 32
    }

    /// A number in 0..<1, one of 2⁵³ equally spaced ones.
    package mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number in 0..<`bound`, every one equally likely.
    ///
    /// - Precondition: `bound` > 0.
    ///
    /// Source: Lemire (2019), "Fast random integer generation in an interval".
    package mutating func index(below bound: Int) -> Int {
        precondition(bound > 0, "no index lies below \(bound)")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }
}
