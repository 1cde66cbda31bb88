/// Finds which lists of keywords a text holds, so that the text itself need not be kept.
///
/// Case and what stands between words do not matter, whole words do: `refund` is in "Refund, please!" and not in
/// "refunded"; `charge back` is in "CHARGE-BACK".
struct KeywordMatcher: Sendable {
    /// The most lists: one bit each.
    static let limit = 64

    /// By list: its keywords, plain.
    private let lists: [[[UInt8]]]

    init(_ lists: [[String]]) {
        precondition(lists.count <= Self.limit, "a ticket has room for 64 keyword rules")
        self.lists = lists.map { list in
            list.map { Self.plain($0) }.filter { $0.count > 2 }
        }
    }

    var isEmpty: Bool { lists.isEmpty }

    /// One bit a list, in their order from the lowest.
    func match(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard !text.isEmpty else { return 0 }
        let plain = Self.plain(String(decoding: text, as: UTF8.self))
        return lists.indices.reduce(0) { bits, list in
            lists[list].contains { Self.contains(plain, $0) } ? bits | 1 << list : bits
        }
    }

    /// Lowercase words with one blank before and after each.
    private static func plain(_ text: String) -> [UInt8] {
        var plain = [UInt8(ascii: " ")]
        for scalar in text.lowercased().unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                plain.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            } else if plain.last != UInt8(ascii: " ") {
                plain.append(UInt8(ascii: " "))
            }
        }
        if plain.last != UInt8(ascii: " ") { plain.append(UInt8(ascii: " ")) }
        return plain
    }

    private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...text.count - word.count).contains { start in
            word.indices.allSatisfy { text[start + $0] == word[$0] }
        }
    }
}
