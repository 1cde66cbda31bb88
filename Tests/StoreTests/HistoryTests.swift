import Domain
import Store
import Testing

struct HistoryTests {
    @Test(arguments: Engine.here)
    func `history shows with its run's publication and not before`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try publish(1, in: fixture)
        try fixture.publish(on: 2) { draft in
            try draft.loadHistory(SmallHistory.frame(2), asOf: .day(2))
            #expect(try history(fixture).map(\.asOf) == [.day(1)])
        }
        #expect(try history(fixture).map(\.asOf) == [.day(2), .day(1)])
    }

    @Test(arguments: Engine.here)
    func `a row is read back as it was written`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try publish(1, in: fixture)
        let known = try #require(try history(fixture, "c000001").first)
        #expect(known.standings.map(\.segment) == ["often", "high"])
        #expect(known.standings.first?.memberships == ["rare": 0.2, "often": 0.8])
        #expect(known.ltv12m == 1 && known.churnRisk == 0.25)
        let thin = try #require(try history(fixture, "c000002").first)
        #expect(thin.standings.map(\.segment) == ["rare", nil])
        #expect(thin.ltv12m == nil && thin.churnRisk == nil)
        #expect(try history(fixture, "c000003").isEmpty)
    }

    @Test(arguments: Engine.here)
    func `whole frames are read back`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try publish(1, in: fixture)
        let snapshot = try fixture.store.snapshot()
        #expect(try snapshot.historyDates() == [.day(1)])
        let frame = try #require(try snapshot.historyFrame(asOf: .day(1)))
        #expect(frame.dominant == SmallHistory.frame(1).dominant)
        #expect(frame.memberships == SmallHistory.frame(1).memberships)
        #expect(frame.customerIDs == SmallHistory.frame(1).customerIDs)
        #expect(try snapshot.historyFrame(asOf: .day(2)) == nil)
    }

    @Test(arguments: Engine.here)
    func `after going back, the line goes on without the run that was left`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        let first = try publish(1, in: fixture)
        try publish(2, in: fixture)
        try fixture.store.rollback(to: first, at: .day(3))
        #expect(try history(fixture).map(\.asOf) == [.day(1)])
        try publish(3, in: fixture)
        #expect(try history(fixture).map(\.asOf) == [.day(3), .day(1)])
    }

    @Test(arguments: Engine.here)
    func `of two runs of one day the later one counts`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        try publish(1, in: fixture)
        try publish(1, figure: 9, in: fixture)
        #expect(try history(fixture).map(\.ltv12m) == [9])
    }

    @Test(arguments: Engine.here)
    func `history is thinned to days, weeks and months`(engine: Engine) throws {
        let frames = (0..<800).map { Instant.day(800 - $0) }
        let surplus = Set(HistoryThinning.surplus(frames))
        let kept = frames.indices.filter { !surplus.contains($0) }
        #expect(kept.filter { $0 < 35 } == Array(0..<35))
        let weeks = kept.filter { (35..<365).contains($0) }
        // 330 days touch 48 weeks, whatever the weekday they begin on.
        #expect((47...49).contains(weeks.count))
        #expect(zip(weeks.dropFirst(), weeks.dropFirst(2)).allSatisfy { $1 - $0 == 7 })
        // 435 days touch 15 or 16 calendar months.
        #expect((15...16).contains(kept.filter { $0 >= 365 }.count))
    }

    @Test(arguments: Engine.here)
    func `thinning night by night keeps a frame of every month`(engine: Engine) throws {
        var frames: [Instant] = []
        for night in 1...900 {
            frames.insert(.day(night), at: 0)
            for index in HistoryThinning.surplus(frames).reversed() { frames.remove(at: index) }
        }
        let gaps = zip(frames, frames.dropFirst()).map { $0.days(since: $1) }
        #expect(gaps.prefix(34).allSatisfy { $0 == 1 })
        #expect(gaps.allSatisfy { $0 <= 62 })
        #expect((85...115).contains(frames.count))
    }

    @Test(arguments: Engine.here)
    func `surplus frames go from the ledger, the current line's others stay`(engine: Engine) throws {
        let fixture = try Fixture(engine)
        for day in [1, 2, 60, 61] { try publish(day, in: fixture) }
        try fixture.store.prune(keepRuns: 1, under: fixture.lock(at: .day(62)))
        // Days 1 and 2 are beyond 35 days old and of one week: the later one stays.
        #expect(try history(fixture).map(\.asOf) == [.day(61), .day(60), .day(2)])
    }

    @discardableResult
    private func publish(_ day: Int, figure: Int? = nil, in fixture: Fixture) throws -> RunID {
        try fixture.publish(on: day) { try $0.loadHistory(SmallHistory.frame(figure ?? day), asOf: .day(day)) }
    }

    private func history(_ fixture: Fixture, _ customer: String = "c000001") throws -> [HistoryEntry] {
        try fixture.store.snapshot().readBlocking { try $0.history(customer) }
    }
}
