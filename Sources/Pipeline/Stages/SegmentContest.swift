internal import Analytics
internal import Tables

extension Segmentation {
    /// Why a refit of the segments is the champion.
    ///
    /// What a night could ruin is checked before publishing: collapse and drift.
    private static let rule =
        "segments predict nothing that a holdout could judge: a refit that passes the checks replaces them"

    /// How tonight's fit came to speak; `nil` on a night without one.
    func contest(_ decision: ModelDecision<StoredSegmentModel>) -> ChampionContest? {
        guard case .fit(let refit) = decision else { return nil }
        return ChampionContest(
            promoting: .init(version: model.version, fittedAsOf: model.cutoff),
            after: refit.champion.map { .init(version: $0.version, fittedAsOf: $0.cutoff) },
            because: refit.champion == nil ? refit.reason : Self.rule)
    }
}
