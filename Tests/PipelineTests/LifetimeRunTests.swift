import Analytics
import Domain
import Foundation
import Ingest
import Pipeline
import Store
import Tables
import Testing

struct LifetimeRunTests {
    private func report(_ place: Workplace, _ definition: PipelineDefinition, _ run: RunID) throws -> JSONValue {
        let folder = ReportFolder(root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name)
        return try JSONDecoder().decode(JSONValue.self, from: try #require(try folder.data(.ltv, run: run.text)))
    }

    @Test func `a run forecasts every buyer, and the profile holds what the table does`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 1_500)
        let outcome = try Runner(definition, jobs: 2).run()
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        let snapshot = try place.store(definition).snapshot()
        var (forecast, without) = (0, 0)
        try snapshot.readBlocking { reader in
            var query = CustomerQuery()
            query.limit = 500
            for profile in try reader.customers(query).customers {
                let row = try #require(try reader.forecast(profile.customerID))
                guard profile.totalOrders > 0 else {
                    without += 1
                    #expect(row.reason == "the customer has not ordered yet" && profile.ltv12m == nil)
                    continue
                }
                forecast += 1
                let value = try #require(row.expectedValue).decoded(as: [Double].self)
                #expect(value.count == 36 && abs(value[11] - (profile.ltv12m ?? .nan)) < 0.01 + 1e-6 * value[11])
                #expect(profile.nextOrderExpectedOn == row.nextOrderExpectedOn && profile.pAlive == row.pAlive)
            }
        }
        #expect(forecast > 400 && without > 0)
        let report = try report(place, definition, outcome.run)
        #expect(report["outcome"]?.text == "fitted" && report["totals"]?.items.count == 36)
        #expect(report["candidates"]?.items.count == 3)
        #expect(try place.store(definition).models().map(\.name) == ["churn", "lifetime", "segments"])
        // The axis that waited for it is told how alive everybody is.
        let features = try snapshot.readBlocking { reader in
            try reader.customers(CustomerQuery()).customers.compactMap {
                try reader.features($0.customerID)?["p_alive"]
            }
        }
        #expect(!features.isEmpty && features.allSatisfy { (0...1).contains($0) })
    }

    @Test func `a shop that is too small is told so, in the table, the report and the profile`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 200)
        let outcome = try Runner(definition, jobs: 2).run()
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        let report = try report(place, definition, outcome.run)
        #expect(report["outcome"]?.text == "not_enough_data")
        #expect(report["reason"]?.text?.hasPrefix("not enough data:") == true)
        let snapshot = try place.store(definition).snapshot()
        try snapshot.readBlocking { reader in
            let profile = try #require(try reader.customers(CustomerQuery()).customers.first)
            #expect(profile.ltv12m == nil && profile.pAlive == nil)
            #expect(try reader.forecast(profile.customerID)?.reason?.hasPrefix("not enough data:") == true)
        }
    }

    /// The sample shop ends with 2025.
    ///
    /// Nights of June and July predict; a night at the end knows what came of three months of both.
    @Test func `predictions of past nights are scored once their horizon has passed`() throws {
        let place = try Workplace()
        var definition = try place.sample(customers: 1_500)
        definition.lifetime.horizonMonths = [3, 12]
        definition.guards.maxDrift = 1_000
        for night in ["2025-06-20T00:00:00Z", "2025-06-25T00:00:00Z", "2025-07-10T00:00:00Z"] {
            var request = RunRequest()
            request.asOf = .instant(try #require(Instant(iso8601: night)))
            let outcome = try Runner(definition, jobs: 2).run(request)
            #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        }
        let store = try place.store(definition)
        let kept = try store.predictionRecords(visibleFrom: try #require(try store.current()))
        // One frame a month, with two horizons each.
        #expect(
            kept.map { "\($0.asOf)".prefix(10) + " \($0.horizonMonths)" } == [
                "2025-07-10 3", "2025-07-10 12", "2025-06-20 3", "2025-06-20 12",
            ])
        let outcome = try Runner(definition, jobs: 2).run()
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        let past = try #require(try report(place, definition, outcome.run)["past_nights"]).items
        #expect(past.compactMap { $0["horizon_months"]?.number } == [3, 3])
        for entry in past {
            let value = try #require(entry["value"])
            print("past night: \(value)")
            #expect((value["coverage_90"]?.number ?? 0) > 0.8)
            #expect((value["actual"]?.number ?? 0) > 0)
        }
        // The next night reads them from the ledger.
        var force = RunRequest()
        force.force = true
        let again = try Runner(definition, jobs: 2).run(force)
        #expect(try report(place, definition, again.run)["past_nights"]?.items == past)
    }

    @Test func `another wish is fitted anew, and an unknown one is refused with those there are`() throws {
        let place = try Workplace()
        var definition = try place.sample(customers: 1_200)
        _ = try Runner(definition, jobs: 2).run()
        definition.lifetime.timeUnit = .day
        _ = try Runner(definition, jobs: 2).run()
        #expect(try place.store(definition).models().filter { $0.name == "lifetime" }.map(\.version) == [1, 2])
        try place.write(
            "source: { path: shop }\nstages:\n  lifetime: { model: pareto }\n", to: "wrong.yaml")
        #expect(throws: ConfigurationError.self) { try PipelineDefinition(contentsOf: place.path + "/wrong.yaml") }
    }
}
