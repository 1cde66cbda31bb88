internal import Crypto
internal import Foundation

/// The secret half of an API key.
struct KeySecret {
    /// 256 random bits in base64 for addresses.
    let text: String

    static func random() -> KeySecret {
        KeySecret(text: randomText(bits: .bits256))
    }

    /// An id: 96 of 128 random bits as hexadecimal digits.
    static func randomID() -> String {
        let digest = SHA256.hash(data: Data(randomText(bits: .bits128).utf8))
        return String(digest.hexadecimal.prefix(24))
    }

    var hash: Data { Data(Self.hash(of: text)) }

    static func hash(of text: String) -> [UInt8] {
        Array(SHA256.hash(data: Data(text.utf8)))
    }

    private static func randomText(bits: SymmetricKeySize) -> String {
        SymmetricKey(size: bits).withUnsafeBytes { Data($0).base64EncodedString() }
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

/// Whether two texts of bytes are the same, in a time that depends on their lengths alone.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}
