internal import Tables

/// The stages of a run.
enum Stages {
    /// Every stage but the checks, in an order in which each comes after what it reads: the one list that a new stage is
    /// added to.
    static let all: [any Stage.Type] = [
        IngestStage.self, ClocksStage.self, LifetimeStage.self, ChurnStage.self, FeaturesStage.self,
        SegmentsStage.self, ActionsStage.self, ProfilesStage.self, ChangesStage.self, CohortsStage.self,
        AffinityStage.self, SupportStage.self,
    ]

    /// The name under which the reading of the source is reported: that of the stage that every run computes.
    static var reading: String { all.first { !$0.isReusable }?.name ?? "" }
}
