/// Whether bytes can be kept as text: well-formed UTF-8 without NUL.
enum TextCheck {
    /// Source of the table of well-formed sequences: The Unicode Standard 15, table 3-7.
    static func isText(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        let count = bytes.count
        while index < count {
            let lead = bytes[index]
            if lead < 0x80 {
                guard lead != 0 else { return false }
                index += 1
                continue
            }
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xbf
            switch lead {
            case 0xc2...0xdf: length = 2
            case 0xe0: (length, second) = (3, 0xa0...0xbf)
            case 0xed: (length, second) = (3, 0x80...0x9f)
            case 0xe1...0xef: length = 3
            case 0xf0: (length, second) = (4, 0x90...0xbf)
            case 0xf1...0xf3: length = 4
            case 0xf4: (length, second) = (4, 0x80...0x8f)
            default: return false
            }
            guard index + length <= count, second.contains(bytes[index + 1]) else { return false }
            for next in index + 2..<index + length where !(0x80...0xbf).contains(bytes[next]) { return false }
            index += length
        }
        return true
    }
}
