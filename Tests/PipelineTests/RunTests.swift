import Domain
import Foundation
import Ingest
import Pipeline
import Store
import Tables
import Testing

struct RunTests {
    @Test func `a run publishes its tables and reports as one`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 400)
        let outcome = try Runner(definition, jobs: 2).run()
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        #expect(try place.store(definition).current() == outcome.run)
        let snapshot = try place.store(definition).snapshot()
        for table in TableSchema.all { #expect(snapshot.has(table), "\(table.name)") }
        let latest = try FileManager.default.destinationOfSymbolicLink(atPath: place.path + "/reports/nightly/latest")
        #expect(latest == outcome.run.text)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: outcome.reportFolder).count
                == ReportName.allCases.count + 1, "a file a report, and their digests"
        )
        let profiles = try snapshot.readBlocking { try $0.customers(CustomerQuery()).customers }
        #expect(profiles.count == 50)
    }

    @Test func `one thread or two, and twice, give the same tables and reports`() throws {
        let place = try Workplace()
        var definition = try place.sample(customers: 600)
        var seen: [(tables: [String: String], reports: [String: String])] = []
        for (attempt, jobs) in [1, 2, 2].enumerated() {
            definition.store = .folder("\(place.path)/data\(attempt)")
            definition.reportsPath = "\(place.path)/reports\(attempt)"
            definition.modelsPath = "\(place.path)/models\(attempt)"
            let outcome = try Runner(definition, jobs: jobs).run()
            seen.append((try place.digests(definition, outcome.run), try place.reports(definition, outcome.run)))
        }
        #expect(seen[0].tables == seen[1].tables)
        #expect(seen[1].tables == seen[2].tables)
        #expect(seen[0].reports == seen[1].reports)
        #expect(seen[1].reports == seen[2].reports)
    }

    @Test func `a second night on the same input takes every stage over and says so`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 300)
        let first = try Runner(definition, jobs: 2).run()
        let second = try Runner(definition, jobs: 2).run()
        let reused = second.stages.filter { $0.outcome == .reused }.map(\.name)
        #expect(
            reused == [
                "clocks", "lifetime", "churn", "features", "segments", "actions", "profiles", "cohorts", "affinity",
                "support",
            ])
        var (before, after) = (try place.reports(definition, first.run), try place.reports(definition, second.run))
        // The checks of a second night compare it with the first one.
        (before["data-quality"], after["data-quality"]) = (nil, nil)
        #expect(before == after)
        #expect(try place.store(definition).models().count == 1)
    }

    @Test func `a night that scores with the stored model writes what the fit wrote`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 300)
        var force = RunRequest()
        force.force = true
        let first = try Runner(definition, jobs: 2).run()
        let second = try Runner(definition, jobs: 2).run(force)
        #expect(second.stages.allSatisfy { $0.outcome == .computed })
        var (before, after) = (try place.digests(definition, first.run), try place.digests(definition, second.run))
        // The checks of a second night compare it with the first one.
        (before["data_quality"], after["data_quality"]) = (nil, nil)
        #expect(before == after)
    }

    @Test func `a source that lost its recent orders is held back and the last good run stays`() throws {
        let place = try Workplace()
        var definition = try place.sample(customers: 300)
        let good = try Runner(definition, jobs: 2).run()
        definition.asOf = .instant(good.asOf.adding(days: 30))
        let stale = try Runner(definition, jobs: 2).run()
        #expect(stale.state == .heldBack)
        #expect(stale.holdBackReason?.contains("freshness") == true)
        #expect(try place.store(definition).current() == good.run)
        #expect(try place.store(definition).run(stale.run)?.state == .heldBack)
    }

    @Test func `one order of the next century is set aside, named, and moves nothing`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 100, tickets: false)
        let orders = place.path + "/shop/orders.csv"
        let text = try String(contentsOfFile: orders, encoding: .utf8)
        let year = try #require(text.firstMatch(of: /,202\d-/))
        try text.replacingCharacters(in: year.range, with: ",2099-")
            .write(toFile: orders, atomically: true, encoding: .utf8)
        let outcome = try Runner(definition, jobs: 1).run()
        #expect(outcome.state == .published && outcome.asOf < Instant(iso8601: "2030-01-01T00:00:00Z") ?? outcome.asOf)
        let check = try #require(outcome.checks.first { $0.name == "orders_set_aside" })
        #expect(check.outcome == .warned && check.found.contains("2099-"))
    }

    @Test func `a table that is gone since the last run holds the run back by its name`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 200)
        #expect(try Runner(definition, jobs: 2).run().state == .published)
        try FileManager.default.removeItem(atPath: place.path + "/shop/order_lines.csv")
        let outcome = try Runner(definition, jobs: 2).run()
        #expect(outcome.state == .heldBack)
        #expect(outcome.checks.contains { $0.name == "tables_kept" && $0.found.contains("order_lines") })
    }

    @Test func `a folder of reports that cannot be written is one sentence`() throws {
        let place = try Workplace()
        var definition = try place.sample(customers: 100, tickets: false)
        try place.write("not a folder", to: "blocked")
        definition.reportsPath = place.path + "/blocked"
        do {
            _ = try Runner(definition, jobs: 1).run()
            Issue.record("the run went through")
        } catch {
            let failure = try #require(RunError(describing: error), "\(error)")
            #expect(failure.code == .storeUnreachable)
        }
        #expect(try place.store(definition).current() == nil)
    }

    @Test func `too much quarantine refuses the source and names the worst reasons`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 200)
        let good = try Runner(definition, jobs: 2).run()
        let orders = place.path + "/shop/orders.csv"
        var lines = try String(contentsOfFile: orders, encoding: .utf8).split(separator: "\n").map(String.init)
        for index in 1..<lines.count where index % 20 == 0 { lines[index] = lines[index].replacing("T", with: "t?") }
        try (lines.joined(separator: "\n") + "\n").write(toFile: orders, atomically: true, encoding: .utf8)
        do {
            _ = try Runner(definition, jobs: 2).run()
            Issue.record("the run went through")
        } catch {
            let failure = try #require(RunError(describing: error))
            #expect(failure.code == .inputRefused)
            #expect(failure.description.contains("bad_timestamp"))
        }
        #expect(try place.store(definition).current() == good.run)
        #expect(try place.store(definition).runs().first?.state == .failed)
    }

    @Test func `only runs one stage with what it needs and carries over what still holds`() throws {
        let place = try Workplace()
        var definition = try place.sample(customers: 300)
        _ = try Runner(definition, jobs: 2).run()
        definition.cohorts.granularities = [.quarter]
        var request = RunRequest()
        request.only = .cohorts
        let outcome = try Runner(definition, jobs: 2).run(request)
        #expect(outcome.stages.first { $0.name == "cohorts" }?.outcome == .computed)
        #expect(outcome.stages.first { $0.name == "segments" }?.outcome == .reused)
        let snapshot = try place.store(definition).snapshot()
        let rows = try snapshot.readBlocking { try $0.cohorts(granularity: .quarter, metric: .retention) }
        #expect(!rows.isEmpty)
    }

    @Test func `a shop without tickets has nobody on the support axes and does not fail`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 300, tickets: false)
        let outcome = try Runner(definition, jobs: 2).run()
        #expect(outcome.state == .published, "\(outcome.holdBackReason ?? "")")
        let snapshot = try place.store(definition).snapshot()
        let segments = try snapshot.readBlocking { try $0.segmentDefinitions() }
        #expect(!segments.contains { ["support_history", "problem_complexity_profile"].contains($0.axis) })
    }

    @Test func `a second run of one pipeline is refused and the holder named`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 100)
        let lock = try place.store(definition).acquireLock(holder: "a test", at: Runner.systemClock())
        defer { withExtendedLifetime(lock) {} }
        do {
            _ = try Runner(definition, jobs: 1).run()
            Issue.record("the second run went through")
        } catch {
            let failure = try #require(RunError(describing: error))
            #expect(failure.code == .locked)
            #expect(failure.description.contains("a test"))
        }
    }

    @Test func `the plan of a first night computes everything and writes nothing`() throws {
        let place = try Workplace()
        let definition = try place.sample(customers: 100)
        let plan = try Runner(definition, jobs: 1).plan()
        #expect(plan.stages.allSatisfy { $0.action == .compute })
        #expect(plan.models.map(\.name) == ["lifetime", "churn", "segments"])
        #expect(plan.models.allSatisfy { $0.reason.contains("there is no model yet") })
        #expect(try place.store(definition).runs().isEmpty)
        #expect(!FileManager.default.fileExists(atPath: definition.reportsPath))
    }
}
