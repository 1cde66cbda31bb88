import Domain
import Foundation
import Store
import Tables
import Testing

/// A run that is abandoned after a step leaves what a killed process leaves: its locks are gone, its files are not.
struct InterruptedRunTests {
    enum Step: CaseIterable {
        case begun, stageBegun, stageWritten, allWritten, historyLoaded
    }

    @Test(arguments: Step.allCases, Engine.here)
    func `what is published stays, and the next run succeeds and clears up`(step: Step, engine: Engine) throws {
        let fixture = try Fixture(engine)
        let good = try fixture.publish(1)
        let abandoned = try abandon(after: step, in: fixture)
        #expect(try fixture.figure() == 1)

        let reopened = try fixture.open()
        #expect(try reopened.current() == good)
        #expect(try reopened.run(abandoned)?.state == .running)
        try fixture.publish(3)
        #expect(try fixture.figure() == 3)
        let record = try #require(try fixture.store.run(abandoned))
        #expect(record.state == .failed && record.reason == "interrupted" && !record.hasFiles)
        #expect(try !fixture.hasTables(of: abandoned))
        try fixture.store.prune(keepRuns: 7, under: fixture.lock(at: .day(4)))
        #expect(try fixture.store.snapshot().readBlocking { try $0.history("c000001") }.isEmpty)
    }

    /// Leaves a run behind as it is after `step`, but for the `.part` file, which is put back.
    private func abandon(after step: Step, in fixture: Fixture) throws -> RunID {
        let draft = try fixture.begin(at: .day(2))
        if step == .begun { return draft.id }
        let stages = step == .stageBegun || step == .stageWritten ? [StageFile.features] : StageFile.allCases
        for stage in stages where step != .stageBegun {
            let writer = try draft.writer(for: stage)
            for table in SmallRun.tables(of: stage, 2, 20) { try writer.append(table) }
            try writer.finish(digest: nil)
        }
        if step == .stageBegun, case .folder = fixture.address {
            let part = fixture.path(of: draft.id) + "/features.sqlite.part"
            try Data("half a file".utf8).write(to: URL(fileURLWithPath: part))
        }
        if step == .historyLoaded { try draft.loadHistory(SmallHistory.frame(2), asOf: .day(2)) }
        return draft.id
    }
}
