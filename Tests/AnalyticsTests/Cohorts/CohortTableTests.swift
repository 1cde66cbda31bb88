import Analytics
import Domain
import Foundation
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
        #expect(table.columns.map(\.name) == TableName.cohorts.columns.map(\.name))
        #expect(table.rowCount == cells.count * CohortMetric.allCases.count)
        guard case .text(let granularity)? = table["granularity"]?.values,
            case .text(let cohort)? = table["cohort"]?.values,
            case .integer(let period)? = table["period"]?.values,
            case .text(let metric)? = table["metric"]?.values,
            case .real(let value)? = table["value"]?.values
        else { throw CocoaError(.coderInvalidValue) }
        let keys = (0..<table.rowCount).map { row in
            [granularity[row], cohort[row], String(period[row]), metric[row]].map { $0 ?? "" }
        }
        #expect(Set(keys).count == table.rowCount)
        #expect(keys[0] == ["month", "2023-01", "0", "retention"])
        #expect(value[0] == 1)
        #expect(!value.contains { $0.isInfinite })
    }

    @Test func `the report says the same as text and as values`() throws {
        let analysis = analysis()
        let text = CohortReport.text(analysis, header: #"{"schema":"quimbi.cohorts/1"}"#.utf8)
        let read = try JSONDecoder().decode(CohortReport.self, from: Data(text.bytes))
        #expect(read == CohortReport(analysis))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let encoded = try encoder.encode(read)
        let again = try JSONDecoder().decode(CohortReport.self, from: encoded)
        #expect(again == read)
        #expect(String(decoding: encoded, as: UTF8.self).contains(#""lower":null"#))
    }
}
