package import Domain

/// How much history is kept: every day for 35 days, every week for a year, every month beyond.
package enum HistoryThinning {
    static let dailyDays = 35.0
    static let weeklyDays = 365.0

    /// The frames that go: of each day, week or month, as their age has it, the last one stays.
    ///
    /// - Parameter frames: when each frame was taken, the latest first; ages count from the first one.
    /// - Returns: indexes into `frames`.
    package static func surplus(_ frames: [Instant]) -> [Int] {
        guard let latest = frames.first else { return [] }
        var kept: Set<Span> = []
        return frames.indices.filter { !kept.insert(Span(frames[$0], age: latest.days(since: frames[$0]))).inserted }
    }

    /// The stretch of time that a frame stands for; UTC.
    private enum Span: Hashable {
        case day(Int64)
        case week(Int64)
        case month(year: Int, month: Int)

        init(_ instant: Instant, age: Double) {
            let day = instant.microseconds.flooredDivision(by: Instant.microsecondsPerDay).quotient
            switch age {
            case ..<dailyDays: self = .day(day)
            // 1970-01-01 was a Thursday: weeks begin on Mondays.
            case ..<weeklyDays: self = .week((day + 3).flooredDivision(by: 7).quotient)
            default:
                let date = CivilDate(daysSince1970: Int32(clamping: day))
                self = .month(year: date.year, month: date.month)
            }
        }
    }
}

extension Ledger {
    /// Removes the frames that are not kept: surplus ones in the line of the current run, and those outside of it once
    /// their run's files are gone or it was never published.
    func thinHistory() throws(StoreError) {
        guard let current = try current() else { return }
        let line = try frames(visibleFrom: current)
        let surplus = HistoryThinning.surplus(line.map(\.asOf)).map { line[$0].number }
        let kept = Set(line.map(\.number)).subtracting(surplus)
        try write { database in
            let strays = try database.all(
                sql: """
                    SELECT run FROM history_frames JOIN runs ON number = run
                    WHERE state <> 'running' AND (state <> 'published' OR has_files = 0)
                    """
            ) { $0["run"] as Int64 }
            for run in (surplus + strays).sorted() where !kept.contains(run) {
                try database.execute(sql: "DELETE FROM customer_history WHERE run = ?", arguments: [run])
                try database.execute(sql: "DELETE FROM history_frames WHERE run = ?", arguments: [run])
            }
        }
    }
}
