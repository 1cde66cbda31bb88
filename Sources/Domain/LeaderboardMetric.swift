/// By what agents can be ranked.
package enum LeaderboardMetric: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
    /// Shares of cases.
    case slaCompliance = "sla_compliance"
    case oneTouchRate = "one_touch_rate"
    case notReopenedRate = "not_reopened_rate"
    /// Means over cases: of ratings, and of hours, of which fewer are better.
    case csatMean = "csat_mean"
    case firstResponseHours = "first_response_hours"
    case resolutionHours = "resolution_hours"
    /// Volume: what was done is what was done, and nothing is drawn towards anybody.
    case assigned, resolved, notes
    case firstResponses = "first_responses"
    case publicMessages = "public_messages"
    case onlineMinutes = "online_minutes"
    case resolvedPerOnlineHour = "resolved_per_online_hour"

    /// Whether the least comes first.
    package var isLessBetter: Bool { self == .firstResponseHours || self == .resolutionHours }
}
