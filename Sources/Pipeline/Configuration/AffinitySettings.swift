package import Analytics
internal import Ingest

extension PipelineDefinition {
    package typealias AffinityOptions = Analytics.AffinityOptions
}

extension AffinityOptions {
    /// What stands under `stages: affinity:`; thresholds that make no sense are errors.
    init(_ yaml: StrictYAML) throws(ConfigurationError) {
        self.init()
        minCount = try yaml.integer("min_count", in: 1...Int(Int32.max))
        if let share = try yaml.number("min_support", in: 0...1) {
            guard share > 0 else {
                throw yaml.error("is 0, and every set is in 0 % of the baskets or more", at: "min_support")
            }
            guard minCount == nil else {
                throw yaml.error("stands beside min_count; give one of the two", at: "min_support")
            }
            minSupport = share
        }
        if let count = try yaml.integer("top", in: 1...1_000_000) {
            guard minCount == nil, minSupport == nil else {
                throw yaml.error("stands beside a threshold; give one of the two", at: "top")
            }
            top = count
        }
        minConfidence = try yaml.number("min_confidence", in: 0...1) ?? minConfidence
        maxSize = try yaml.integer("max_size", in: 0...1_000) ?? maxSize
        windowDays = try yaml.integer("window_days", in: 1...3_650) ?? windowDays
        excludeProducts = try yaml.strings("exclude_products") ?? []
        if let budget = try yaml.object("budget") {
            budgetSeconds = try budget.number("seconds", in: 0.001...1e9)
            budgetMebibytes = try budget.integer("mebibytes", in: 1...1_000_000) ?? budgetMebibytes
            try budget.finish()
        }
        try yaml.finish()
    }
}

/// A moment after which work is given up.
struct Deadline: Sendable {
    private let end: ContinuousClock.Instant

    /// - Parameter seconds: from now on; `nil` for no deadline.
    init?(seconds: Double?) {
        guard let seconds else { return nil }
        end = ContinuousClock.now + .seconds(seconds)
    }

    @Sendable func isOver() -> Bool { ContinuousClock.now >= end }
}
