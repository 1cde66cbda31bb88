import Domain
import Foundation
import Testing

struct JSONParserTests {
    private func parsed(_ text: String) throws -> JSONValue { try JSONValue(json: Array(text.utf8)) }

    @Test(arguments: [
        "null", "true", " [ 1 , -0.5e3, 0, 1e-7 ] ", #"{"a": {"b": ["", "x"]}, "c": {}}"#, "[]",
        #""\"\\\/\b\f\n\r\t\u00e4\ud83d\ude00ä😀""#, #"{"": 0.1}"#, "123456789012345678",
    ])
    func `reads what Foundation reads`(text: String) throws {
        #expect(try parsed(text) == JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)))
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "nul", "NaN", "Infinity", "1e999",
        "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\n\"",
        "[1] 2", "'a'",
        "{\"a\": 1, \"a\": 2}", "// x", "\u{feff}1",
    ])
    func `refuses what is no JSON`(text: String) {
        #expect(throws: JSONError.self) { try parsed(text) }
    }

    @Test func `refuses bytes that are no UTF-8`() {
        for bytes: [UInt8] in [[0x22, 0xff, 0x22], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]] {
            #expect(throws: JSONError.self) { try JSONValue(json: bytes) }
        }
    }

    @Test func `is no deeper than its limit`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try parsed(nested(JSONValue.depthLimit))
        #expect(throws: JSONError.self) { try parsed(nested(JSONValue.depthLimit + 1)) }
        #expect(throws: JSONError.self) { try parsed(String(repeating: "[", count: 1_000_000)) }
    }
}
