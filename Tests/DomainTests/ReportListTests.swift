import Domain
import Foundation
import Testing

struct ReportListTests {
    private func csv(_ name: String, _ json: String) throws -> String {
        let list = try #require(ReportList(name, in: JSONSource(Array(json.utf8))))
        var csv = ReportCSV(list)
        var bytes: [UInt8] = []
        while let piece = csv.next() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a nested list carries the cells around it`() throws {
        let report =
            #"{"header":{"x":[{"no":1}]},"axes":[{"axis":"value","segments":[{"id":"a","size":{"n":2}},{"id":"b","size":{"n":3}}]}]}"#
        #expect(ReportList.names(in: JSONSource(Array(report.utf8))) == ["axes", "axes.segments"])
        #expect(try csv("axes.segments", report) == "axis,id,size.n\r\nvalue,a,2\r\nvalue,b,3\r\n")
        #expect(ReportList("axes.sizes", in: JSONSource(Array(report.utf8))) == nil)
    }

    @Test func `a cell with a comma, a quote or a line break is quoted`() throws {
        let found = try csv("rows", #"{"rows":[{"text":"a, \"b\"\nc","none":null,"yes":true,"number":0.5}]}"#)
        #expect(found == "none,number,text,yes\r\n,0.5,\"a, \"\"b\"\"\nc\",true\r\n")
    }

    @Test func `a spreadsheet shows letters as they are and works nothing out`() throws {
        let found = try csv("rows", #"{"rows":[{"change":-1.5,"text":"=HYPERLINK(1)"},{"change":2,"text":"+49 30"}]}"#)
        #expect(found == "change,text\r\n-1.5,'=HYPERLINK(1)\r\n2,'+49 30\r\n")
        let umlaut = try csv("rows", #"{"rows":[{"text":"Käse"}]}"#)
        #expect(umlaut == "\u{FEFF}text\r\nKäse\r\n")
    }

    /// Outer cells stand after the list in the file, a record has fewer cells than another, a list within an object.
    @Test func `records of different keys share the columns of all, in the order in which they come`() throws {
        let report = #"""
            { "a" : [ {"rows": [ {"x": 1}, {"y": [1, "b"], "x": 2} ], "name": "n\u00e9", "tail": true},
                      {"rows": [], "z": 0}, 7, {"in": {"rows": [{"x": 3}]}, "tail": false} ], "n": [1, 2], "o": {} }
            """#
        #expect(ReportList.names(in: JSONSource(Array(report.utf8))) == ["a", "a.in.rows", "a.rows"])
        #expect(try csv("a.rows", report) == "\u{FEFF}a,tail,x,y\r\nné,true,1,\r\nné,true,2,1;b\r\n")
        #expect(try csv("a.in.rows", report) == "tail,x\r\nfalse,3\r\n")
        #expect(try csv("a", report) == "\u{FEFF}name,tail,rows,z\r\nné,true,,\r\n,,,0\r\n,,,\r\n,false,,\r\n")
    }

    @Test func `a file far larger than the window reads as its bytes in memory do`() throws {
        let rows = (0..<20_000).map { #"{"id":\#($0),"text":"\#(String(repeating: "x", count: $0 % 97)) \\n"}"# }
        let bytes = Array(#"{"outer":[{"rows":[\#(rows.joined(separator: ",\n"))],"name":"all"}]}"#.utf8)
        let path = NSTemporaryDirectory() + "quimbi-report-" + UUID().uuidString
        try Data(bytes).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let source = try #require(JSONSource(path: path))
        let file = try #require(ReportList("outer.rows", in: source))
        let memory = try #require(ReportList("outer.rows", in: JSONSource(bytes)))
        #expect(file.columns == ["outer", "id", "text"] && file.columns == memory.columns)
        #expect(zip(file.rows, memory.rows).allSatisfy(==) && file.rows.reduce(0) { count, _ in count + 1 } == 20_000)
    }

    @Test(arguments: ["", "{", #"{"a"#, #"{"a":[{"b":"#, #"{"a":[{"b":1},"#, "[1]", "nonsense", #"{"a":[{"b":"\"#])
    func `what is cut short ends`(text: String) {
        let source = JSONSource(Array(text.utf8))
        for name in ReportList.names(in: source) { #expect(ReportList(name, in: source) != nil) }
    }
}
