/// The name under which a request stands in the logs of client and server.
struct CorrelationID: Sendable, Equatable {
    let text: String

    /// The one that the client gave, where it is 1 to 64 characters of `[A-Za-z0-9._-]`; else 128 random bits.
    init(given: String?) {
        if let given, Self.isValid(given) {
            text = given
        } else {
            text = (0..<2).map { _ in
                let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }.joined()
        }
    }

    private static func isValid(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": true
                default: false
                }
            }
    }
}
