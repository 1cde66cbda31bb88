import Foundation
import Ingest
import Testing

struct RecordReaderTests {
    @Test(arguments: 0..<40)
    func `any table of texts reads back, wherever the window ends`(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        let rows = (0..<12).map { _ in (0..<Int.random(in: 2...5, using: &random)).map { _ in text(&random) } }
        let ending = ["\n", "\r\n"][seed % 2]
        var csv = rows.map { $0.map(written).joined(separator: ",") }.joined(separator: ending)
        if seed % 3 > 0 { csv += ending }
        let folder = try SourceFolder()
        let file = try folder.write((seed % 5 == 0 ? "\u{feff}" : "") + csv, to: "table.csv")
        for window in [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 1 << 20] {
            #expect(try TextTable.rows(of: file, windowBytes: window) == rows, "window \(window)")
        }
    }

    @Test func `each position of a boundary gives the same rows`() throws {
        let folder = try SourceFolder()
        let csv = "id,text\r\n1,\"a \"\"b\"\", c\r\nd\"\r\n2,plain\r\n\r\n3,\"\"\r\n4,5\" screen"
        let file = try folder.write(csv, to: "table.csv")
        let rows = [["id", "text"], ["1", "a \"b\", c\r\nd"], ["2", "plain"], ["3", ""], ["4", "5\" screen"]]
        for window in 1...csv.utf8.count + 1 {
            #expect(try TextTable.rows(of: file, windowBytes: window) == rows, "window \(window)")
        }
    }

    @Test func `gzip reads as the plain file does, also in several members`() throws {
        let folder = try SourceFolder()
        let lines = (0..<50_000).map { "\($0),text \($0 * 7919 % 10007)\n" }
        let plain = try folder.write(lines.joined(), to: "plain.csv")
        try folder.write(lines[..<20_000].joined(), to: "first.csv")
        try folder.write(lines[20_000...].joined(), to: "second.csv")
        try folder.pack("first.csv")
        try folder.pack("second.csv")
        let members =
            try Data(contentsOf: URL(fileURLWithPath: folder.path + "/first.csv.gz"))
            + Data(contentsOf: URL(fileURLWithPath: folder.path + "/second.csv.gz"))
        let packed = try folder.write(members, to: "both.csv.gz")
        #expect(try TextTable.rows(of: packed) == TextTable.rows(of: plain))
        let cut = try folder.write(members.dropLast(9), to: "cut.csv.gz")
        #expect(throws: IngestError.self) { try TextTable.rows(of: cut) }
    }

    @Test func `text behind a closing quote makes the row malformed and leaves the next alone`() throws {
        let folder = try SourceFolder()
        let file = try folder.write("a,b\n\"x\"y,2\n3,4\n", to: "table.csv")
        #expect(try TextTable.rows(of: file) == [["a", "b"], nil, ["3", "4"]])
    }

    @Test func `blanks around and between fields do not count where blanks separate`() throws {
        let folder = try SourceFolder()
        let file = try folder.write(" id  date\r\n 00001 \t19970101\r\n\r\n2 3 4", to: "table.txt")
        #expect(
            try TextTable.rows(of: file, blanks: true) == [["id", "date"], ["00001", "19970101"], ["2", "3", "4"]])
    }

    @Test func `an empty file has no rows`() throws {
        let folder = try SourceFolder()
        for text in ["", "\n", "\r\n\r\n", "\u{feff}"] {
            #expect(try TextTable.rows(of: folder.write(text, to: "empty.csv")) == [])
        }
    }

    private func written(_ field: String) -> String {
        let needsQuotes = field.utf8.contains { [34, 44, 10, 13].contains($0) } || field.isEmpty
        return needsQuotes ? "\"\(field.replacingOccurrences(of: "\"", with: "\"\""))\"" : field
    }

    private func text(_ random: inout SplitMix) -> String {
        let pieces = ["a", "bc", ",", "\"", "\n", "\r\n", "é", "漢", "🛒", " ", "0123456789", "''", ";"]
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in
            pieces[Int.random(in: 0..<pieces.count, using: &random)]
        }.joined()
    }
}

/// Steele, Lea & Flood (2014): random numbers that are the same on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
