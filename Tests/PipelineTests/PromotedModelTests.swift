import Analytics
import Domain
import Foundation
import Kernels
import Pipeline
import Store
import Tables
import Testing

/// A refit that loses, and is then made the champion by hand: the next run on the same input scores with it.
struct PromotedModelTests {
    private let place: Workplace
    private var definition: PipelineDefinition

    init() throws {
        place = try Workplace()
        definition = try place.sample(customers: 700, tickets: false)
        definition.guards.maxDrift = 1_000
        definition.churn.horizonDays = 60
    }

    private func run(_ definition: PipelineDefinition) throws -> RunOutcome {
        let outcome = try Runner(definition, jobs: 2).run()
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        return outcome
    }

    private func outcome(of stage: String, _ outcome: RunOutcome) -> StageReport.Outcome? {
        outcome.stages.first { $0.name == stage }?.outcome
    }

    private func promote(_ model: String, _ version: Int) throws {
        try ModelRegistry(try place.store(definition), Runner(definition, jobs: 1).models).promote(
            model, version: version)
    }

    private func versions(of model: String) throws -> (champion: Int?, last: Int?) {
        let versions = try place.store(definition).models().filter { $0.name == model }
        return (versions.first { $0.isChampion }?.version, versions.last?.version)
    }

    private func read<Value>(_ body: @Sendable (SnapshotReader) throws -> Value) throws -> Value {
        try place.store(definition).snapshot().readBlocking(body)
    }

    private func churnVersion() throws -> Int? {
        try read { try $0.likeliestToLeave(after: 0, limit: 1).first?.modelVersion }
    }

    /// A refit on equal data equals the champion, and churn's challenger has to be ahead.
    @Test func `churn: the scores are the promoted model's`() throws {
        var definition = definition
        definition.churn.refitDays = 0
        _ = try run(definition)
        _ = try run(definition)
        #expect(try versions(of: "churn") == (1, 2))
        #expect(try churnVersion() == 1)
        // Without another refit there is nothing to compute: the champion's scores are stored under its own identity.
        definition.churn.refitDays = 7
        #expect(outcome(of: "churn", try run(definition)) == .reused)
        try promote("churn", 2)
        #expect(outcome(of: "churn", try run(definition)) == .computed)
        #expect(try churnVersion() == 2)
        try promote("churn", 1)
        #expect(outcome(of: "churn", try run(definition)) == .computed)
        #expect(try churnVersion() == 1)
    }

    /// The night's refit is `bg_nbd` by the pipeline's wish; the champion's file is made to answer the same wish, though it
    /// holds `mbg_nbd`, which does better on a shop whose customers often leave after one order.
    @Test func `lifetime: the forecasts are the promoted model's`() throws {
        var definition = definition
        definition.lifetime.model = .mbgNBD
        _ = try run(definition)
        let file = Runner(definition, jobs: 1).models.file(of: "lifetime", version: 1)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(text.contains("mbg_nbd by week"))
        let changed = Data(text.replacing("mbg_nbd by week", with: "bg_nbd by week").utf8)
        let url = URL(filePath: file)
        try changed.write(to: url)
        try Checksums.note(
            url.lastPathComponent, Checksums.digest(changed), in: url.deletingLastPathComponent().path())
        (definition.lifetime.model, definition.lifetime.refitDays) = (.bgNBD, 0)
        _ = try run(definition)
        #expect(try versions(of: "lifetime") == (1, 2))
        let champion = try forecasts()
        definition.lifetime.refitDays = 7
        #expect(outcome(of: "lifetime", try run(definition)) == .reused)
        try promote("lifetime", 2)
        #expect(outcome(of: "lifetime", try run(definition)) == .computed)
        let promoted = try forecasts()
        #expect(promoted != champion)
        try promote("lifetime", 1)
        _ = try run(definition)
        #expect(try forecasts() == champion)
    }

    private func forecasts() throws -> [ForecastRow?] {
        try read { reader in
            var query = CustomerQuery()
            query.limit = 100
            return try reader.customers(query).customers.map { try reader.forecast($0.customerID) }
        }
    }

    /// A refit of the segments never loses: it is the older version that is promoted again.
    @Test func `segments: customers are placed by the promoted model`() throws {
        var definition = definition
        definition.segments.refitDays = 0
        _ = try run(definition)
        _ = try run(definition)
        #expect(try versions(of: "segments") == (2, 2))
        definition.segments.refitDays = 7
        for version in [1, 2] {
            try promote("segments", version)
            #expect(outcome(of: "segments", try run(definition)) == .computed)
            #expect(try read { try $0.segmentDefinitions().first?.modelVersion } == version)
        }
        #expect(outcome(of: "segments", try run(definition)) == .reused)
    }
}
