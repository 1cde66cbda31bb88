internal import Domain

extension DataAge {
    /// Whether the source still comes, which only the clock can know: what is found says when it last did, so that equal
    /// inputs have equal words.
    func check(_ guards: PipelineDefinition.Guards, now: Instant) -> QualityCheck? {
        guard guards.maxDataAge != .never, let lastRecord, let age = days(at: now) else { return nil }
        let pace = 3 * usualGapDays
        var outcome: QualityCheck.Outcome = age > pace ? .warned : .passed
        var allowed = "\(pace) days before the run, three times the source's usual gap"
        if case .days(let most) = guards.maxDataAge {
            allowed = "\(most) days before the run (max_data_age), a warning from \(pace) on"
            if age > most { outcome = .failed }
        }
        return QualityCheck(
            name: "data_age", outcome: outcome, found: "the last record is of \(lastRecord)",
            allowed: "at most \(allowed); `max_data_age: none` for data sets that are finished")
    }
}

/// How old data may be before a run is held back.
package enum MaxDataAge: Codable, Sendable, Equatable {
    /// It is said, and holds nothing back.
    case unbounded
    case days(Double)
    /// The data set is finished: nothing is said.
    case never

    /// Reads `none`, or a number with `h`, `d` or `w` behind it.
    init?(_ text: String) {
        guard text != "none" else {
            self = .never
            return
        }
        let units = ["h": 1.0 / 24, "d": 1, "w": 7]
        guard let unit = text.last.flatMap({ units[String($0)] }), let number = Double(text.dropLast()), number > 0,
            number.isFinite
        else { return nil }
        self = .days(number * unit)
    }
}
