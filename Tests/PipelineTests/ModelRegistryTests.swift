import Domain
import Foundation
import Pipeline
import Store
import Tables
import Testing

/// Champions over several nights of one shop, a week apart, so that every night is due for a refit.
struct ModelRegistryTests {
    private let place: Workplace
    private var definition: PipelineDefinition

    init() throws {
        place = try Workplace()
        definition = try place.sample(customers: 650, tickets: false)
        definition.guards.maxDrift = 1_000
    }

    private func night(_ day: String, _ definition: PipelineDefinition) throws -> RunOutcome {
        var request = RunRequest()
        request.asOf = .instant(try #require(Instant(iso8601: "2025-\(day)T00:00:00Z")))
        let outcome = try Runner(definition, jobs: 2).run(request)
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        return outcome
    }

    private func registry() throws -> ModelRegistry {
        ModelRegistry(try place.store(definition), Runner(definition, jobs: 1).models)
    }

    private func report(_ name: ReportName, _ run: RunID) throws -> JSONValue {
        let folder = ReportFolder(root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name)
        return try JSONDecoder().decode(JSONValue.self, from: try #require(try folder.data(name, run: run.text)))
    }

    private func champions() throws -> [String] {
        try place.store(definition).models().filter { $0.isChampion && $0.name != "churn" }.map {
            "\($0.name) v\($0.version)"
        }
    }

    @Test func `a choice by hand holds for the next night, and the night after fits again`() throws {
        _ = try night("10-01", definition)
        let second = try night("10-08", definition)
        #expect(try champions() == ["lifetime v2", "segments v2"])
        #expect(try report(.ltv, second.run)["contest"]?["champion"]?["version"]?.number == 1)
        #expect(try report(.ltv, second.run)["contest"]?["challenger"]?["version"]?.number == 2)
        #expect(try registry().rollback("segments") == 1)
        try registry().promote("lifetime", version: 1)
        #expect(try champions() == ["lifetime v1", "segments v1"])
        let held = try night("10-15", definition)
        #expect(try report(.segments, held.run)["model_version"]?.number == 1)
        #expect(try report(.ltv, held.run)["model_version"]?.number == 1)
        // The last contest is told until there is another.
        #expect(try report(.ltv, held.run)["contest"]?["challenger"]?["version"]?.number == 2)
        #expect(try champions() == ["lifetime v1", "segments v1"])
        let after = try night("10-22", definition)
        #expect(try report(.segments, after.run)["model_version"]?.number == 3)
        #expect(try champions() == ["lifetime v3", "segments v3"])
        #expect(try registry().rollback("segments") == 1)
        #expect(throws: RunError.self) { try registry().rollback("segments") }
        #expect(throws: RunError.self) { try registry().promote("segments", version: 9) }
    }

    @Test func `segments born after an old version was promoted again take new numbers`() throws {
        _ = try night("10-01", definition)
        _ = try night("10-08", definition)
        let second = try segments()
        _ = try registry().rollback("segments")
        _ = try night("10-15", definition)
        _ = try night("10-22", definition)
        for (id, name) in try segments() {
            // A segment of the third fit that has a number of the second is one that the first knew too.
            guard let before = second[id], before != name else { continue }
            Issue.record("\(id) was \(before) and is \(name)")
        }
    }

    private func segments() throws -> [String: String] {
        let rows = try place.store(definition).snapshot().readBlocking { try $0.segmentDefinitions() }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.segmentID, $0.name) })
    }

    @Test func `a choice is refused while a run is under way, and where the file is gone`() throws {
        let outcome = try night("10-01", definition)
        _ = try night("10-08", definition)
        let store = try place.store(definition)
        let lock = try store.acquireLock(holder: "a test", at: outcome.asOf)
        #expect(throws: StoreError.self) { try registry().promote("segments", version: 1) }
        withExtendedLifetime(lock) {}
        let first = try #require(try store.models().first { $0.name == "segments" })
        try FileManager.default.removeItem(atPath: first.path)
        #expect(throws: RunError.self) { try registry().promote("segments", version: 1) }
    }
}
