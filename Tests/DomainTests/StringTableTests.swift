import Domain
import Testing

struct StringTableTests {
    @Test func `equal strings have equal codes, in the order of their first appearance`() {
        var interner = StringInterner()
        let strings = (0..<20_000).map { "key \($0 * 7919 % 5003) é" }
        let codes = strings.map { interner.code(of: $0) }
        #expect(interner.count == 5003)
        for (code, string) in zip(codes, strings) { #expect(interner.table[Int(code)] == string) }
        var unknown = "nothing"
        #expect(unknown.withUTF8 { interner.existingCode(of: $0) } == nil)
        var empty = ""
        let code = empty.withUTF8 { interner.code(of: $0) }
        #expect(code == 5003 && interner.table[5003].isEmpty)
    }

    @Test func `codes sort by bytes, a prefix first`() {
        let strings = ["b", "", "abcdefgh2", "abcdefgh", "é", "abcdefgh1", "a\u{1}", "B", "ab", "ab"]
        let table = StringTable(strings)
        let sorted = strings.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let codes = table.sortedCodes()
        #expect(codes.map { table[Int($0)] } == sorted)
        #expect(table.gathered(codes).strings == sorted)
        #expect(table.gathered(codes).sortedIndex(of: "abcdefgh1") == sorted.firstIndex(of: "abcdefgh1"))
    }
}
