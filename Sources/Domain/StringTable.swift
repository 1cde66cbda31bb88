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
/// An open-addressing hash table over the bytes of a ``StringTable`` with FNV-1a style mixing of eight bytes at a time;
/// the codes depend on the order of the calls alone.
package struct StringInterner: Sendable {
    package private(set) var table = StringTable()
    /// Codes by slot, -1 where empty; the count is a power of two.
    private var slots = [Int32](repeating: -1, count: 1024)
    private var hashes: [UInt64] = []

    package init() {}

    package mutating func code(of string: String) -> Int32 {
        var string = string
        return string.withUTF8 { code(of: $0) }
    }

    package mutating func code(of string: UnsafeBufferPointer<UInt8>) -> Int32 {
        let hash = Self.hash(string)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let code = Int(slots[slot])
            if hashes[code] == hash, isEqual(code, string) { return Int32(code) }
            slot = (slot + 1) & (slots.count - 1)
        }
        let code = Int32(table.count)
        table.append(string)
        hashes.append(hash)
        slots[slot] = code
        if table.count * 2 > slots.count { grow() }
        return code
    }

    /// The code of a string that was interned before; `nil` otherwise.
    package func existingCode(of string: UnsafeBufferPointer<UInt8>) -> Int32? {
        let hash = Self.hash(string)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let code = Int(slots[slot])
            if hashes[code] == hash, isEqual(code, string) { return Int32(code) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func isEqual(_ code: Int, _ string: UnsafeBufferPointer<UInt8>) -> Bool {
        table.withBytes(code) { known in
            guard known.count == string.count else { return false }
            for index in 0..<known.count where known[index] != string[index] { return false }
            return true
        }
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for code in hashes.indices {
            var slot = Int(truncatingIfNeeded: hashes[code]) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(code)
        }
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(bytes.count)
        var index = 0
        while index < bytes.count {
            var word: UInt64 = 0
            let end = min(index + 8, bytes.count)
            for position in index..<end { word = word << 8 | UInt64(bytes[position]) }
            hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 32
            index = end
        }
        return hash ^ (hash >> 29)
    }
}
