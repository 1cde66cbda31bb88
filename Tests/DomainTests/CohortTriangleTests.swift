import Domain
import Foundation
import Testing

struct CohortTriangleTests {
    private func period(_ value: String, _ isComplete: Bool) -> String {
        #"{"is_complete":\#(isComplete),"metrics":{"retention":{"value":\#(value)},"revenue":{"value":7.5}}}"#
    }

    @Test func `a row a cohort, a column a period, and nothing of periods that have not ended`() throws {
        let json = #"""
            {"granularities":[{"granularity":"month","cohorts":[
            {"cohort":"2025-01","customers":3,"left_truncated":true,"periods":[\#(period("1", true)),\#(period("0.5", true))]},
            {"cohort":"2025-02","customers":2,"left_truncated":false,"periods":[\#(period("1", false))]}]}]}
            """#
        let found = CohortTriangle.all(in: try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8)))
        #expect(found.map(\.name) == CohortMetric.allCases.map { "triangle.month.\($0.rawValue)" })
        #expect(
            found[0].csv == "month,customers,left_truncated,0,1\r\n2025-01,3,true,1,0.5\r\n2025-02,2,false,,\r\n")
        let revenue = try #require(found.first { $0.name.hasSuffix(".revenue") })
        #expect(revenue.csv.hasSuffix("\r\n2025-01,3,true,7.5,7.5\r\n2025-02,2,false,,\r\n"))
        #expect(CohortTriangle.all(in: .null).isEmpty)
    }
}
