import Domain
import Foundation
import Reports
import Testing

struct CohortTriangleTests {
    private func period(_ value: String, _ period: Int, _ isComplete: Bool) -> String {
        let none = #"{"denominator":null,"lower":null,"numerator":null,"upper":null,"value":null}"#
        func figure(_ value: String) -> String {
            #"{"denominator":null,"lower":null,"numerator":null,"upper":null,"value":\#(value)}"#
        }
        return #"""
            {"is_complete":\#(isComplete),"period":\#(period),"metrics":{"aov":\#(none),"cumulative_ltv":\#(none),"orders":\#(none),\#
            "refund_rate":\#(none),"retention":\#(figure(value)),"revenue":\#(figure("7.5")),"rolling_retention":\#(none)}}
            """#
    }

    private var report: CohortReport {
        get throws {
            let json = #"""
                {"breakdowns":[],"insights":[],"start":"first_order","granularities":[{"granularity":"month","overall":[],"cohorts":[
                {"cohort":"2025-01","customers":3,"left_truncated":true,"periods":[\#(period("1", 0, true)),\#(period("0.5", 1, true))]},
                {"cohort":"2025-02","customers":2,"left_truncated":false,"periods":[\#(period("1", 0, false))]}]}]}
                """#
            return try CohortReport(file: Data(json.utf8))
        }
    }

    @Test func `a row a cohort, a column a period, and nothing of periods that have not ended`() throws {
        let found = try report.triangles
        #expect(found.map(\.name) == CohortMetric.allCases.map { "triangle.month.\($0.rawValue)" })
        #expect(
            found[0].csv == "month,customers,left_truncated,0,1\r\n2025-01,3,true,1,0.5\r\n2025-02,2,false,,\r\n")
        let revenue = try #require(found.first { $0.name.hasSuffix(".revenue") })
        #expect(revenue.csv.hasSuffix("\r\n2025-01,3,true,7.5,7.5\r\n2025-02,2,false,,\r\n"))
    }

    @Test func `the terminal marks what has not ended and what may be older than the data`() throws {
        let text = try report.text(TextStyle())
        #expect(text.contains("2025-01*           3 100.0   50.0 "))
        #expect(text.contains("2025-02            2 100.0+"))
        #expect(text.contains("+ so far:") && text.contains("* its customers may be older"))
        #expect(try report.text(TextStyle(isColoured: true)).contains("\u{1B}[48;5;46m"))
    }
}
