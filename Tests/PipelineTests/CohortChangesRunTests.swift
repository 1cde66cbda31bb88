import Domain
import Foundation
import Pipeline
import Store
import Tables
import Testing

/// Two nights of one shop: what the second tells of the first one's cohorts.
struct CohortChangesRunTests {
    private func changes(_ place: Workplace, _ definition: PipelineDefinition) throws -> [CohortChangeRow] {
        try place.store(definition).snapshot().readBlocking { reader in
            try reader.cohortChanges(granularity: .month, from: "0000", to: "9999") ?? []
        }
    }

    /// As the run before had them, as recounted, and now.
    private func orders(_ row: CohortChangeRow) -> (Int, Int, Int) {
        let orders = CohortChangesTable.table.column.orders
        return (row[orders.before], row[orders.recounted], row[orders.after])
    }

    private func report(_ place: Workplace, _ definition: PipelineDefinition, _ run: RunID) throws -> JSONValue {
        let folder = ReportFolder(root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name)
        let data = try #require(try folder.data(.dataQuality, run: run.text))
        return try JSONDecoder().decode(JSONValue.self, from: data)
    }

    @Test func `an order that comes late is told by table, report and check; one in time is not`() throws {
        let place = try Workplace()
        var definition = try place.sample(customers: 300, tickets: false)
        let asOf = try #require(Instant(iso8601: "2025-11-20T00:00:00Z"))
        definition.asOf = .instant(asOf)
        let first = try Runner(definition, jobs: 2).run()
        #expect(first.state == .published, "\(first.holdBackReason ?? "")")
        #expect(try changes(place, definition).isEmpty)
        #expect(try report(place, definition, first.run)["cohort_changes"] == nil)

        definition.asOf = .instant(asOf.adding(days: 10))
        let second = try Runner(definition, jobs: 2).run()
        #expect(second.state == .published, "\(second.holdBackReason ?? "")")
        // Ten days more bring November forward, and refunds of orders of months that had ended.
        #expect(try changes(place, definition).allSatisfy { $0.cause == "new_data" && orders($0).0 == orders($0).2 })
        let quiet = try #require(try report(place, definition, second.run)["cohort_changes"])
        #expect((quiet["continued"]?.number ?? 0) > 0 && quiet["changed"]?["undetermined"]?.number == 0)
        #expect(second.checks.first { $0.name == "cohort_cells_kept" }?.outcome == .passed)

        try repeatOrder(place)
        let third = try Runner(definition, jobs: 2).run()
        let rows = try changes(place, definition)
        #expect(!rows.isEmpty && rows.allSatisfy { $0.cause == "late_data" && $0.since == "\(second.asOf)" })
        #expect(rows.contains { orders($0).1 == orders($0).0 + 1 && orders($0).2 == orders($0).1 })
        #expect(third.checks.first { $0.name == "cohort_cells_kept" }?.outcome == .warned)
        let cells = try #require(try report(place, definition, third.run)["cohort_changes"]?["cells"]?.items)
        #expect(cells.contains { $0["text"]?.text == rows[0].text })
    }

    @Test func `the same records under another clock are a change of configuration`() throws {
        let place = try Workplace()
        var definition = try place.sample(customers: 300, tickets: false)
        _ = try Runner(definition, jobs: 2).run()
        definition.zone = try #require(ShopZone(identifier: "Pacific/Auckland"))
        let second = try Runner(definition, jobs: 2).run()
        #expect(second.state == .published, "\(second.holdBackReason ?? "")")
        let rows = try changes(place, definition)
        #expect(!rows.isEmpty && rows.allSatisfy { $0.cause == "configuration" })
    }

    /// Writes the first order of a customer once more, under another id.
    private func repeatOrder(_ place: Workplace) throws {
        let path = place.path + "/shop/orders.csv"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n")
        let columns = lines[0].split(separator: ",")
        let customer = try #require(columns.firstIndex(of: "customer_id"))
        let row = try #require(
            lines.dropFirst().first { line in
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                return !cells[customer].isEmpty
            })
        let again = "LATE" + row.drop { $0 != "," }
        try (text + again + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }
}
