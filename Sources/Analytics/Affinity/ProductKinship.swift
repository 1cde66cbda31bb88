internal import Domain

/// Whether two products are variants of one: the same thing in another colour or size.
///
/// Told by titles with at least two words and half of the longer title in common, wherever they stand (`CHARLOTTE BAG PINK
/// POLKADOT` and `RED RETROSPOT CHARLOTTE BAG`), and by ids that are alike but for letters behind at least four characters
/// (`85123A` and `85123B`).
struct ProductKinship: Sendable {
    /// By product: its title's words, and its id without the letters at its end.
    private let words: [[String]]
    private let stems: [Substring]

    init(_ products: Products) {
        words = products.titles.strings.map(Self.words)
        stems = products.ids.strings.map(Self.stem)
    }

    func areVariants(_ a: Int32, _ b: Int32) -> Bool {
        let (stemA, stemB) = (stems[Int(a)], stems[Int(b)])
        if stemA == stemB, stemA.utf8.count >= 4 { return true }
        return Self.areAlike(words[Int(a)], words[Int(b)])
    }

    private static func words(_ title: String) -> [String] {
        title.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func stem(_ id: String) -> Substring {
        var stem = id[...]
        while let last = stem.last, last.isLetter { stem.removeLast() }
        return stem
    }

    private static func areAlike(_ a: [String], _ b: [String]) -> Bool {
        guard a != b else { return false }
        var rest = b
        for word in a {
            if let place = rest.firstIndex(of: word) { rest.remove(at: place) }
        }
        let common = b.count - rest.count
        return common >= 2 && 2 * common >= max(a.count, b.count)
    }
}
