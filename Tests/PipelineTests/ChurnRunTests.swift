import Analytics
import Domain
import Foundation
import Ingest
import Pipeline
import Store
import Tables
import Testing

struct ChurnRunTests {
    private func report(_ place: Workplace, _ definition: PipelineDefinition, _ run: RunID) throws -> JSONValue {
        let folder = ReportFolder(root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name)
        return try JSONDecoder().decode(JSONValue.self, from: try #require(try folder.data(.churn, run: run.text)))
    }

    private func profiles(_ reader: SnapshotReader) throws -> [CustomerProfile] {
        var query = CustomerQuery()
        query.limit = 400
        return try reader.customers(query).customers
    }

    @Test func `a run scores every buyer, and profile, history and archetypes hold what the table does`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 700)
        let outcome = try Runner(definition, jobs: 2).run()
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        #expect(outcome.findings.contains { $0.hasPrefix("churn in ") })
        let snapshot = try place.store(definition).snapshot()
        var (scored, unknown) = (0, 0)
        try snapshot.readBlocking { reader in
            for profile in try profiles(reader) {
                let row = try #require(try reader.churn(profile.customerID))
                #expect(profile.churnRiskScore == row.probability && profile.churnRiskLevel == row.level)
                guard let probability = row.probability, let base = row.base else {
                    unknown += 1
                    #expect(row.level == "unknown" && row.reason != nil && profile.totalOrders == 0)
                    continue
                }
                scored += 1
                let parts = try #require(row.contributions).decoded(as: [String: Double].self)
                let logOdds = parts.sorted { $0.key < $1.key }.reduce(base) { $0 + $1.value }
                #expect(abs(1 / (1 + exp(-logOdds)) - probability) < 1e-9)
                #expect(row.level == ChurnLevel(probability).rawValue)
            }
            let first = try #require(try reader.likeliestToLeave(after: 0, limit: 1).first)
            #expect(first.rank == 1)
            #expect(try reader.history(first.customerID).first?.churnRisk == first.probability)
            let archetypes = try reader.archetypes().filter { $0.level == 1 }
            #expect(archetypes.contains { $0.meanChurnRisk.map { (0...1).contains($0) } == true })
            #expect(archetypes.contains { ($0.meanLTV12m ?? 0) > 0 })
            #expect(try reader.churnLevels().reduce(0) { $0 + $1.customers } == 700)
        }
        #expect(scored > 200 && unknown > 0)
        let report = try report(place, definition, outcome.run)
        #expect(report["outcome"]?.text == "fitted" && report["candidates"]?.items.count == 3)
        #expect(report["contest"]?["is_promoted"] == .bool(true))
        let model = try #require(try place.store(definition).champion("churn"))
        #expect(model.metrics.contains("log_loss") && FileManager.default.fileExists(atPath: model.path))
    }

    @Test func `a shop that is too small is told so, in the table, the report and the profile`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 200)
        let outcome = try Runner(definition, jobs: 2).run()
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        let report = try report(place, definition, outcome.run)
        #expect(report["outcome"]?.text == "not_enough_data")
        #expect(report["reason"]?.text?.hasPrefix("not enough data:") == true)
        #expect(report["levels"]?["unknown"]?.number == 200)
        try place.store(definition).snapshot().readBlocking { reader in
            let profile = try #require(try profiles(reader).first)
            #expect(profile.churnRiskScore == nil && profile.churnRiskLevel == "unknown")
            #expect(try reader.churn(profile.customerID)?.reason?.hasPrefix("not enough data:") == true)
        }
    }

    @Test func `a refit speaks only where it is ahead of the champion on the holdout`() throws {
        let place = try Workplace()
        var definition = try place.sample(customers: 700, tickets: false)
        definition.guards.maxDrift = 1_000
        definition.churn.horizonDays = 60
        var runs: [RunID] = []
        for night in ["2025-10-01T00:00:00Z", "2025-11-01T00:00:00Z"] {
            var request = RunRequest()
            request.asOf = .instant(try #require(Instant(iso8601: night)))
            let outcome = try Runner(definition, jobs: 2).run(request)
            #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
            runs.append(outcome.run)
        }
        let report = try report(place, definition, runs[1])
        let contest = try #require(report["contest"])
        #expect(contest["champion"]?["version"]?.number == 1 && contest["challenger"]?["version"]?.number == 2)
        let scores = (contest["champion"]?["score"]?.number, contest["challenger"]?["score"]?.number)
        let (before, now) = (try #require(scores.0), try #require(scores.1))
        // The challenger's own figure on the same window is its log loss.
        let loss = try #require(report["contest"]?["is_promoted"] == .bool(true) ? report["holdout"]?["log_loss"] : nil)
        #expect(abs((loss.number ?? 0) + now) < 1e-9)
        #expect((now > before) == (contest["is_promoted"] == .bool(true)))
        let champion = try #require(try place.store(definition).champion("churn"))
        #expect(champion.version == (now > before ? 2 : 1))
        #expect(report["model"]?["version"]?.number == Double(champion.version))
    }

    @Test func `settings are read, and days that make no sense are refused`() throws {
        let place = try Workplace()
        try place.write(
            "source: { path: shop }\nstages:\n  churn: { horizon_days: 60, margin: 0.4, refit_days: 14 }\n",
            to: "right.yaml")
        let churn = try PipelineDefinition(contentsOf: place.path + "/right.yaml").churn
        #expect(churn.horizonDays == 60 && churn.margin == 0.4 && churn.refitDays == 14)
        try place.write("source: { path: shop }\nstages:\n  churn: { horizon_days: soon }\n", to: "wrong.yaml")
        #expect(throws: ConfigurationError.self) { try PipelineDefinition(contentsOf: place.path + "/wrong.yaml") }
    }
}
