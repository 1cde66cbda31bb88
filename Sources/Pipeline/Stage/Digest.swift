internal import Crypto
internal import Foundation

/// A SHA-256 over texts, each set apart from the next, so that equal digests mean equal lists.
struct Digest {
    private var hash = SHA256()

    init(_ texts: [String] = []) {
        for text in texts { add(text) }
    }

    /// Adds a list, so that two lists never run into each other.
    mutating func add(_ texts: [String]) {
        add("\(texts.count)")
        for text in texts { add(text) }
    }

    /// The JSON of a value with sorted keys: equal values give equal texts.
    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder.sortedKeys.encode(value), as: UTF8.self)
    }

    mutating func add(_ text: String) {
        hash.update(data: Data("\(text.utf8.count):\(text)".utf8))
    }

    /// Sixty-four hexadecimal digits.
    var hex: String {
        hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}
