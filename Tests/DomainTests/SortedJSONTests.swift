import Domain
import Foundation
import Testing

/// Foundation's encoder with sorted keys is the oracle.
struct SortedJSONTests {
    private struct Inner: Codable, Equatable {
        var zebra = 1
        var apple: Double? = 2.5
        var missing: Int?
        var mixed: [String: [Int]] = ["b": [1, 2], "a": [], "c": [3]]
    }

    private struct Outer: Encodable {
        var text = "a \"quoted\" \\ line é 😀 /"
        var flags = [true, false]
        var whole = 7.0
        var small = 1e-5
        var large = 123_456_789.125
        var single: Float = 0.1
        var wide = UInt64.max
        var narrow: Int8 = -3
        var inner = Inner()
        var list = [Inner(zebra: 9), Inner(apple: nil)]
        var optionals: [Int?] = [1, nil]
        var empty = [Int]()
    }

    /// Another object's members among its own, and one of them twice.
    private struct Flat: Encodable {
        private enum CodingKeys: String, CodingKey { case aardvark, zebra }

        func encode(to encoder: any Encoder) throws {
            try Inner().encode(to: encoder)
            var own = encoder.container(keyedBy: CodingKeys.self)
            try own.encode("first", forKey: .aardvark)
            try own.encode(42, forKey: .zebra)
        }
    }

    private func oracle(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try SortedJSON.bytes(value), as: UTF8.self)
    }

    @Test func `the same bytes as an encoder that sorts keys`() throws {
        #expect(try text(Outer()) == oracle(Outer()))
        #expect(try text([1.5, 2, -0.25]) == oracle([1.5, 2, -0.25]))
        #expect(try text(["k": Inner()]) == oracle(["k": Inner()]))
        #expect(try text("plain") == oracle("plain"))
    }

    @Test func `members of two types in one object, of one key the later`() throws {
        #expect(
            try text(Flat())
                == #"{"aardvark":"first","apple":2.5,"mixed":{"a":[],"b":[1,2],"c":[3]},"zebra":42}"#)
    }

    @Test func `what is no number is null, and fixed decimals have no exponent`() throws {
        #expect(try text([Double.nan, .infinity, 1]) == "[null,null,1]")
        let fixed = [
            FixedDecimal(1e-5, decimals: 6), FixedDecimal(nil, decimals: 6), FixedDecimal(2.1000004, decimals: 6),
        ]
        #expect(try text(fixed) == "[0.00001,null,2.1]")
        #expect(try text(["a": FixedDecimal(0.25, decimals: 4)]) == #"{"a":0.25}"#)
    }
}
