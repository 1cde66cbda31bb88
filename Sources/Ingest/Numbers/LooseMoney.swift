internal import Domain

/// Money of rows that are refused, read as loosely as possible: it guards, it is in no figure.
enum LooseMoney {
    /// The amount without its sign, 0 where there are no digits; of two readings the larger.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
        guard bytes.count <= 128 else { return 0 }
        if let number = try? NumberParser.parse(bytes, decimal: nil, signs: .none) {
            guard case .ambiguous(let mark) = number.evidence else { return Int64(number.value.magnitude) }
            let other = try? NumberParser.parse(bytes, decimal: mark.other, signs: .none)
            return max(Int64(number.value.magnitude), Int64(other?.value.magnitude ?? 0))
        }
        return digits(bytes)
    }

    /// Pieces times a price, each read loosely.
    static func line(_ quantity: UnsafeBufferPointer<UInt8>, _ price: UnsafeBufferPointer<UInt8>) -> Int64 {
        let (pieces, isOver) = (read(quantity) / Money.scale).multipliedReportingOverflow(by: read(price))
        return isOver ? Money.limit : min(pieces, Money.limit)
    }

    /// What the digits and the last mark come to, whatever stands between.
    private static func digits(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64 {
        guard let last = bytes.lastIndex(where: { (0x30...0x39).contains($0) }) else { return 0 }
        let mark = bytes[..<last].lastIndex { $0 == 0x2e || $0 == 0x2c }
        let decimals = mark.map { mark in bytes[mark...last].count { (0x30...0x39).contains($0) } } ?? 0
        var value: Int64 = 0
        for byte in bytes[...last] where (0x30...0x39).contains(byte) {
            value = min(value * 10 + Int64(byte - 0x30), Money.limit / 10)
        }
        guard 1...2 ~= decimals else { return min(value, Money.limit / Money.scale) * Money.scale }
        return value * (decimals == 1 ? Money.scale / 10 : Money.scale / 100)
    }

    /// The largest amount with decimals among the fields of a row that could not be cut; 0 where there is none.
    static func ofRow(_ raw: UnsafeBufferPointer<UInt8>) -> Int64 {
        let separators: Set<UInt8> = [0x2c, 0x3b, 0x09, 0x7c]
        let fields = raw.prefix(QuarantinedRow.rawLimit).split(whereSeparator: separators.contains)
        return fields.reduce(0) { largest, field in
            guard field.count < 20, field.contains(0x2e), field.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2e })
            else { return largest }
            return max(largest, read(UnsafeBufferPointer(rebasing: field)))
        }
    }
}
