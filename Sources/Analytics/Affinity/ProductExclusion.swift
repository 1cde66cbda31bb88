internal import Domain

/// Which products stay out of the analysis: postage, manual entries, gift cards and the like.
struct ProductExclusion {
    private let patterns: [[UInt8]]

    /// - Parameter patterns: ids or titles; `*` stands for anything, letters count as they are written.
    init(_ patterns: [String]) {
        self.patterns = patterns.map { Array($0.utf8) }
    }

    /// By product, whether it stays out.
    func excluded(_ products: Products) -> [Bool] {
        guard !patterns.isEmpty else { return [Bool](repeating: false, count: products.count) }
        return (0..<products.count).map { product in
            let id = products.ids.withBytes(product) { Array($0) }
            let title = products.titles.withBytes(product) { Array($0) }
            return patterns.contains { Self.matches(id[...], $0[...]) || Self.matches(title[...], $0[...]) }
        }
    }

    private static let star = UInt8(ascii: "*")

    /// Whether all of a text is what a pattern says.
    ///
    /// Goes back to the last star alone, so the time is at most the product of the lengths.
    private static func matches(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (place, part) = (text.startIndex, pattern.startIndex)
        var retry: (place: Int, part: Int)?
        while place < text.endIndex {
            if part < pattern.endIndex, pattern[part] == star {
                retry = (place, part)
                part += 1
            } else if part < pattern.endIndex, pattern[part] == text[place] {
                (place, part) = (place + 1, part + 1)
            } else if let last = retry {
                retry = (last.place + 1, last.part)
                (place, part) = (last.place + 1, last.part + 1)
            } else {
                return false
            }
        }
        return pattern[part...].allSatisfy { $0 == star }
    }
}
