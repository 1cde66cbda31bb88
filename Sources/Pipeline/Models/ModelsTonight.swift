internal import Analytics

/// What is done about each model tonight.
struct ModelsTonight: Sendable {
    let segments: ModelDecision<StoredSegmentModel>
    let lifetime: ModelDecision<StoredLifetimeModel>
    let churn: ModelDecision<StoredChurnModel>
    /// By model: how its last fit did against the champion.
    let lastContests: [String: ChampionContest]
}
