/// What makes two texts one id: blanks around an id never count, the rest is a mapping's to say.
struct IDRule: Equatable, Sendable {
    /// `case: fold`: capitals do not count, as in e-mail addresses.
    var foldsCase = false
    /// `digits: true`: only the digits count, without zeros before or `.0` behind: `#01001` and `1001.0` are 1001.
    var keepsDigits = false

    func form(of bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var form = Array(bytes)
        if foldsCase { form = Self.folded(form) }
        return keepsDigits ? Self.digits(of: form) : form
    }

    private static func folded(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 >= 0x80 }) else {
            return bytes.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
        }
        return Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
    }

    /// The digits of an id; all of it where it has none.
    private static func digits(of bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes[...]
        if let mark = bytes.lastIndex(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }),
            !bytes[(mark + 1)...].isEmpty, bytes[(mark + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") })
        {
            bytes = bytes[..<mark]
        }
        let digits = bytes.filter { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { return Array(bytes) }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        return significant.isEmpty ? [UInt8(ascii: "0")] : Array(significant)
    }
}
