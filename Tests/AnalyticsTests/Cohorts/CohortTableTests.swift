import Analytics
import Domain
import Foundation
import Reports
import Tables
import Testing

struct CohortTableTests {
    private func analysis() -> CohortAnalysis {
        let orders = CohortShop.random(
            customers: 60, start: CohortShop.instant("2023-01-05T12:00:00Z"), days: 100, zone: .utc, seed: 9)
        return Cohorts.analyze(
            CohortShop.make(orders, asOf: CohortShop.instant("2023-04-20")), jobs: 1)
    }

    @Test func `one row a granularity, cohort, period and metric`() throws {
        let analysis = analysis()
        let table = CohortTable.table(analysis)
        let cells = analysis.granularities.flatMap { $0.cohorts.flatMap(\.cells) }
        #expect(table.schema === CohortsTable.table)
        #expect(table.rowCount == cells.count * CohortMetric.allCases.count)
        guard case .text(let granularity)? = table[named: "granularity"],
            case .text(let cohort)? = table[named: "cohort"],
            case .integer(let period)? = table[named: "period"],
            case .text(let metric)? = table[named: "metric"],
            case .real(let value)? = table[named: "value"]
        else { throw CocoaError(.coderInvalidValue) }
        let keys = (0..<table.rowCount).map { row in
            [granularity[row], cohort[row], String(period[row]), metric[row]].map { $0 ?? "" }
        }
        #expect(Set(keys).count == table.rowCount)
        #expect(keys[0] == ["month", "2023-01", "0", "retention"])
        #expect(value[0] == 1)
        #expect(!value.contains { $0.isInfinite })
    }

    @Test func `the report is read as it was written`() throws {
        let analysis = analysis()
        let bytes = try SortedJSON.bytes(CohortReport(analysis))
        let read = try CohortReport(file: bytes)
        #expect(read == CohortReport(analysis))
        #expect(try SortedJSON.bytes(read) == bytes)
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""lower":null"#))
    }
}
