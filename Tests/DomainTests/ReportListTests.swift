import Domain
import Foundation
import Testing

struct ReportListTests {
    private func lists(_ json: String) throws -> [ReportList] {
        ReportList.all(in: try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)))
    }

    @Test func `a nested list carries the cells around it`() throws {
        let found = try lists(
            #"{"header":{"x":[{"no":1}]},"axes":[{"axis":"value","segments":[{"id":"a","size":{"n":2}},{"id":"b","size":{"n":3}}]}]}"#
        )
        #expect(found.map(\.name) == ["axes", "axes.segments"])
        #expect(found[1].csv == "axis,id,size.n\r\nvalue,a,2\r\nvalue,b,3\r\n")
    }

    @Test func `a cell with a comma, a quote or a line break is quoted`() throws {
        let found = try lists(#"{"rows":[{"text":"a, \"b\"\nc","none":null,"yes":true,"number":0.5}]}"#)
        #expect(found[0].csv == "none,number,text,yes\r\n,0.5,\"a, \"\"b\"\"\nc\",true\r\n")
    }

    @Test func `a spreadsheet shows letters as they are and works nothing out`() throws {
        let found = try lists(#"{"rows":[{"change":-1.5,"text":"=HYPERLINK(1)"},{"change":2,"text":"+49 30"}]}"#)
        #expect(found[0].csv == "change,text\r\n-1.5,'=HYPERLINK(1)\r\n2,'+49 30\r\n")
        let umlaut = try lists(#"{"rows":[{"text":"Käse"}]}"#)
        #expect(umlaut[0].csv == "\u{FEFF}text\r\nKäse\r\n")
    }
}
