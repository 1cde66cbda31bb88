package import Domain
internal import Kernels

/// Agents in the order of one metric, those with too few cases left out.
///
/// Shares are drawn to that of all agents as far as an agent's volume leaves doubt (``BetaBinomialPrior``), means likewise
/// (``NormalPrior``); volume stands as it is. Ties go by id.
package struct Leaderboards {
    package struct Place: Codable, Equatable, Sendable {
        package let agentID: String
        /// The figure as counted, and the one that ranks.
        package let value, shrunk: Double
        /// The interval of the counted figure at 95 %; `nil` for volume.
        package let lower, upper: Double?
        /// Cases behind the figure; minutes for those of time online.
        package let count: Int

        private enum CodingKeys: String, CodingKey {
            case value, shrunk, lower, upper, count
            case agentID = "agent_id"
        }
    }

    /// Cases that an agent needs to be on a leaderboard.
    package static let minimumVolume = 20

    let ids: [String]
    /// One an agent, over all time.
    let totals: [PeriodTotals]

    package func board(_ metric: LeaderboardMetric) -> [Place] {
        let places = places(metric)
        return places.sorted { left, right in
            guard left.shrunk != right.shrunk else { return left.agentID < right.agentID }
            return (left.shrunk < right.shrunk) == metric.isLessBetter
        }
    }

    private func places(_ metric: LeaderboardMetric) -> [Place] {
        switch metric {
        case .slaCompliance: shares { ($0[.kept], $0[.kept] + $0[.late]) }
        case .oneTouchRate: shares { ($0[.oneTouch], $0[.resolved]) }
        case .notReopenedRate: shares { (max(0, $0[.resolved] - $0[.reopened]), $0[.resolved]) }
        case .csatMean: means { $0.ratings.map { Double($0) } }
        case .firstResponseHours: means { $0.firstResponses.map { $0 / 3_600 } }
        case .resolutionHours: means { $0.resolutions.map { $0 / 3_600 } }
        case .assigned: volume(.assigned)
        case .resolved: volume(.resolved)
        case .notes: volume(.note)
        case .firstResponses: volume(.firstResponse)
        case .publicMessages: volume(.message)
        case .onlineMinutes: minutesOnline
        case .resolvedPerOnlineHour: resolvedPerHour
        }
    }

    private func shares(_ counts: (PeriodTotals) -> (successes: Int64, trials: Int64)) -> [Place] {
        let counts = totals.map(counts)
        let prior = BetaBinomialPrior.byMoments(
            successes: counts.map { Double($0.successes) }, trials: counts.map { Double($0.trials) })
        guard let prior else { return [] }
        return zip(ids, counts).compactMap { id, count in
            guard count.trials >= Self.minimumVolume, count.successes <= count.trials,
                let interval = wilsonInterval(successes: Int(count.successes), trials: Int(count.trials)),
                let shrunk = prior.rate(successes: Double(count.successes), trials: Double(count.trials))
            else { return nil }
            return Place(
                agentID: id, value: Double(count.successes) / Double(count.trials), shrunk: shrunk,
                lower: interval.lowerBound, upper: interval.upperBound, count: Int(count.trials))
        }
    }

    private func means(_ values: (PeriodTotals) -> [Double]) -> [Place] {
        let rows = totals.map(values)
        guard let prior = NormalPrior.byMoments(rows) else { return [] }
        return zip(ids, rows).compactMap { id, row in
            guard row.count >= Self.minimumVolume else { return nil }
            let mean = row.reduce(0, +) / Double(row.count)
            let interval = prior.interval(mean, count: row.count)
            return Place(
                agentID: id, value: mean, shrunk: prior.mean(mean, count: row.count), lower: interval.lowerBound,
                upper: interval.upperBound, count: row.count)
        }
    }

    private func volume(_ kind: CreditKind) -> [Place] {
        zip(ids, totals).compactMap { id, total in
            guard total[kind] >= Self.minimumVolume else { return nil }
            let count = Double(total[kind])
            return Place(agentID: id, value: count, shrunk: count, lower: nil, upper: nil, count: Int(total[kind]))
        }
    }

    private var minutesOnline: [Place] {
        zip(ids, totals).compactMap { id, total in
            let minutes = Double(total.onlineSeconds) / 60
            guard minutes >= Double(Self.minimumVolume) else { return nil }
            return Place(agentID: id, value: minutes, shrunk: minutes, lower: nil, upper: nil, count: Int(minutes))
        }
    }

    private var resolvedPerHour: [Place] {
        zip(ids, totals).compactMap { id, total in
            guard total.onlineSeconds > 0, total[.resolved] >= Self.minimumVolume else { return nil }
            let rate = Double(total[.resolved]) * 3_600 / Double(total.onlineSeconds)
            return Place(
                agentID: id, value: rate, shrunk: rate, lower: nil, upper: nil, count: Int(total[.resolved]))
        }
    }
}
