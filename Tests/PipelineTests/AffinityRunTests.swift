import Analytics
import Domain
import Foundation
import Pipeline
import Store
import Testing

/// Whole runs over public baskets, whose sets were counted by two independent miners.
@Suite(.enabled(if: SharedData.isThere, SharedData.comment))
struct AffinityRunTests {
    private static let counts: [[Int]] = [[99, 333, 333, 243], [50, 1_001, 1_001, 708], [10, 13_492, 13_464, 7_794]]

    @Test(arguments: counts)
    func `groceries through the mapping for baskets`(row: [Int]) throws {
        let place = try Workplace()
        let path = SharedData.path + "/groceries/groceries_baskets.csv.gz"
        var definition = place.definition(source: path, mapping: SharedData.mappings + "/baskets.yaml")
        (definition.affinity.minCount, definition.affinity.maxSize) = (row[0], 0)
        let outcome = try Runner(definition, jobs: 2).run()
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        let folder = ReportFolder(root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name)
        let data = try #require(try folder.data(.affinity, run: outcome.run.text))
        let report = try JSONDecoder().decode(JSONValue.self, from: data)
        let sets = report["itemsets"]
        let found = ["frequent", "closed", "maximal"].map { Int(sets?[$0]?["count"]?.number ?? -1) }
        #expect(found == Array(row.dropFirst()))
        #expect(report["baskets"]?.number == 9_835 && report["items"]?.number == 169)
        #expect(report["is_complete"] == .bool(true))
    }
}
