package import Domain

/// The name of a run: a folder's name, and what answers and reports refer to.
///
/// 1 to 64 characters of `[A-Za-z0-9_-]`, the first one a letter or a digit.
package struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// - Throws: ``StoreError/Code/invalidName``.
    package init(_ text: String) throws(StoreError) {
        guard Self.isValid(text) else {
            throw StoreError(
                .invalidName,
                "a run's id has 1 to 64 letters, digits, - and _; `quimbi runs list` shows the ids there are")
        }
        self.text = text
    }

    /// The id of the run that begins at `instant`, the `attempt`-th one in that second (from 1).
    ///
    /// For example `20261121T071824Z` and `20261121T071824Z-2`.
    package init(startedAt instant: Instant, attempt: Int = 1) {
        let seconds = instant.microseconds.flooredDivision(by: Instant.microsecondsPerSecond).quotient
        let stamp = Instant(secondsSince1970: seconds).description.filter { $0 != "-" && $0 != ":" }
        text = attempt <= 1 ? stamp : "\(stamp)-\(attempt)"
    }

    package var description: String { text }

    package static func < (left: RunID, right: RunID) -> Bool {
        left.text < right.text
    }

    package static func isValid(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first, isAlphanumeric(first) else {
            return false
        }
        return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension RunID: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
