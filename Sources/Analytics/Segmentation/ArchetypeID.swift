internal import Domain

/// The id of a combination of segments: the same combination has the same id for ever, at either level and in any run.
///
/// `arch_` and twelve hex digits: the texts `axis=segment id`, sorted by their bytes and each ended by a line feed, hashed
/// by FNV-1a with 64 bits and folded to 48 by adding the upper 16 to the lower ones without carry.
///
/// Source: Fowler, Noll & Vo, "The FNV Non-Cryptographic Hash Algorithm" (offset basis, prime and folding).
func archetypeID(_ segments: [(axis: Axis, id: String)]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for text in segments.map({ "\($0.axis.rawValue)=\($0.id)\n" }).sorted() {
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }
    let folded = (hash >> 48) ^ (hash & 0xffff_ffff_ffff)
    let digits = String(folded, radix: 16)
    return "arch_" + String(repeating: "0", count: 12 - digits.count) + digits
}
