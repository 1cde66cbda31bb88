/// Distinct strings in one block of bytes, each known by its index: the dictionary of a dictionary-encoded column.
package struct StringTable: Sendable, Equatable {
    /// The code of a string that was not given.
    package static let missing: Int32 = -1

    private var bytes: [UInt8] = []
    /// Where each string ends; string `i` starts where `i - 1` ends.
    private var ends: [Int] = []

    package init() {}

    package init(_ strings: some Sequence<String>) {
        for string in strings { append(string) }
    }

    package var count: Int { ends.count }
    package var isEmpty: Bool { ends.isEmpty }

    package subscript(index: Int) -> String {
        withBytes(index) { String(decoding: $0, as: UTF8.self) }
    }

    /// The string of a code; `nil` for ``missing``.
    package func string(_ code: Int32) -> String? {
        code < 0 ? nil : self[Int(code)]
    }

    package var strings: [String] {
        (0..<count).map { self[$0] }
    }

    @inline(__always)
    package func withBytes<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let start = index == 0 ? 0 : ends[index - 1]
        let end = ends[index]
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    package mutating func append(_ string: String) {
        bytes.append(contentsOf: string.utf8)
        ends.append(bytes.count)
    }

    package mutating func append(_ string: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: string)
        ends.append(bytes.count)
    }

    /// Whether string `index` consists of exactly these bytes.
    package func isEqual(_ index: Int, _ string: UnsafeBufferPointer<UInt8>) -> Bool {
        withBytes(index) { known in
            guard known.count == string.count else { return false }
            for position in 0..<known.count where known[position] != string[position] { return false }
            return true
        }
    }

    /// The codes in the order of their strings' bytes, equal strings by code.
    package func sortedCodes() -> [Int32] {
        // Eight leading bytes as a number decide nearly every comparison.
        var keys = (0..<count).map { code in (prefix: withBytes(code, Self.prefix), code: Int32(code)) }
        keys.sort { a, b in
            if a.prefix != b.prefix { return a.prefix < b.prefix }
            let order = compare(Int(a.code), Int(b.code))
            return order == 0 ? a.code < b.code : order < 0
        }
        return keys.map(\.code)
    }

    private static func prefix(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var prefix: UInt64 = 0
        for index in 0..<8 { prefix = prefix << 8 | UInt64(index < bytes.count ? bytes[index] : 0) }
        return prefix
    }

    /// The strings of `codes`, in that order.
    package func gathered(_ codes: [Int32]) -> StringTable {
        var gathered = StringTable()
        gathered.ends.reserveCapacity(codes.count)
        for code in codes { withBytes(Int(code)) { gathered.append($0) } }
        return gathered
    }

    package mutating func reserve(strings: Int, bytes byteCount: Int) {
        ends.reserveCapacity(strings)
        bytes.reserveCapacity(byteCount)
    }

    /// All strings in one block, and where each of them ends.
    package func withAll<Result>(
        _ body: (_ bytes: UnsafeBufferPointer<UInt8>, _ ends: UnsafeBufferPointer<Int>) -> Result
    ) -> Result {
        bytes.withUnsafeBufferPointer { bytes in ends.withUnsafeBufferPointer { body(bytes, $0) } }
    }

    /// Whether string `left` stands before string `right` in the order of their bytes.
    package func precedes(_ left: Int, _ right: Int) -> Bool {
        compare(left, right) < 0
    }

    /// Negative, zero or positive as string `left` stands before, at or after string `right` in the order of their bytes.
    package func compare(_ left: Int, _ right: Int) -> Int {
        withBytes(left) { a in
            withBytes(right) { b in
                let shared = min(a.count, b.count)
                for index in 0..<shared where a[index] != b[index] {
                    return a[index] < b[index] ? -1 : 1
                }
                return a.count - b.count
            }
        }
    }

    /// The index of a string in a table whose strings stand in the order of their bytes; `nil` where it is not there.
    package func sortedIndex(of string: String) -> Int? {
        let wanted = Array(string.utf8)
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if withBytes(middle, { $0.lexicographicallyPrecedes(wanted) }) { low = middle + 1 } else { high = middle }
        }
        return low < count && withBytes(low) { $0.elementsEqual(wanted) } ? low : nil
    }
}

/// Gives equal strings equal codes, in the order of their first appearance.
///
/// An open-addressing hash table over the bytes of a ``StringTable``. A slot keeps half of the hash beside the code, so that
/// a probe seldom has to look at a string that is another one; the codes depend on the order of the calls alone.
package struct StringInterner: Sendable {
    package private(set) var table = StringTable()
    /// The hash in the upper 32 bits, the code + 1 in the lower; 0 where empty.
    ///
    /// The count is a power of two.
    private var slots = [UInt64](repeating: 0, count: 256)

    package init() {}

    package var count: Int { table.count }

    package mutating func code(of string: String) -> Int32 {
        var string = string
        return string.withUTF8 { code(of: $0) }
    }

    package mutating func code(of string: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = Self.hash(string)
        let slot = slots.withUnsafeBufferPointer { find(string, hash, in: $0) }
        if slots[slot] != 0 { return Self.code(slots[slot]) }
        let code = Int32(table.count)
        table.append(string)
        slots[slot] = UInt64(hash) << 32 | UInt64(code + 1)
        if table.count * 2 > slots.count { grow() }
        return code
    }

    /// The code of a string that was interned before; `nil` otherwise.
    package func existingCode(of string: UnsafeBufferPointer<UInt8>) -> Int32? {
        let entry = slots.withUnsafeBufferPointer { $0[find(string, Self.hash(string), in: $0)] }
        return entry == 0 ? nil : Self.code(entry)
    }

    /// Whether `code` stands for `string`; the cheap way to see that a value repeats the last one.
    @inline(__always)
    package func isEqual(_ code: Int32, _ string: UnsafeBufferPointer<UInt8>) -> Bool {
        table.isEqual(Int(code), string)
    }

    /// Makes room for so many strings, so that the table need not grow on the way there.
    package mutating func reserve(_ strings: Int) {
        while slots.count < strings * 2 { grow() }
        table.reserve(strings: strings, bytes: 0)
    }

    private func find(_ string: UnsafeBufferPointer<UInt8>, _ hash: UInt32, in slots: UnsafeBufferPointer<UInt64>)
        -> Int
    {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] != 0 {
            let entry = slots[slot]
            if UInt32(entry >> 32) == hash, table.isEqual(Int(Self.code(entry)), string) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private static func code(_ entry: UInt64) -> Int32 {
        Int32(truncatingIfNeeded: entry & 0xffff_ffff) - 1
    }

    private mutating func grow() {
        var larger = [UInt64](repeating: 0, count: slots.count * 2)
        let mask = larger.count - 1
        for entry in slots where entry != 0 {
            var slot = Int(entry >> 32) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = entry
        }
        slots = larger
    }

    /// All bytes but the last mixed, eight at a time, plus the last.
    ///
    /// So ids that follow each other, as most sources have them, fall into neighbouring slots: one look at memory serves ten.
    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard let last = bytes.last else { return 0 }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
        let raw = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).dropLast())
        var index = 0
        while index + 8 <= raw.count {
            hash = mixed(hash, raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        var word: UInt64 = 0
        while index < raw.count {
            word = word << 8 | UInt64(raw[index])
            index += 1
        }
        hash = mixed(hash, word)
        return UInt32(truncatingIfNeeded: hash ^ (hash >> 29)) &+ UInt32(last)
    }

    @inline(__always)
    private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
        return product ^ (product >> 32)
    }
}
