package import Domain

/// A refit: the model, where it puts everyone, and what it did to the segments before it.
package struct SegmentFit: Sendable {
    package let model: SegmentModel
    /// The same as ``SegmentModel/score(_:jobs:)`` of the model gives, to the last bit.
    package let scores: SegmentScores
    /// Empty for a first model.
    package let events: [SegmentEvent]

    /// Fits all axes, each on its own.
    ///
    /// The work is cut into one task a number of segments and axis, then one an axis; none depends on another, so the
    /// result has the same bytes for any number of threads.
    ///
    /// - Parameters:
    ///   - features: of every customer, as of the cutoff.
    ///   - medianOrderValue: the shop's median order value, in currency units; 1 stands in for one that is not positive.
    ///   - cutoff: data up to this instant were used.
    ///   - version: of the new model.
    ///   - seed: of every random draw.
    ///   - previous: the model whose segments keep their identity; `nil` for a first fit.
    ///   - settings: the constants of the fit.
    ///   - jobs: threads.
    package init(
        _ features: FeatureMatrix, medianOrderValue: Double, cutoff: Instant, version: Int, seed: UInt64,
        previous: SegmentModel?, settings: SegmentationSettings = SegmentationSettings(), jobs: Int
    ) {
        let unit = medianOrderValue > 0 ? medianOrderValue : 1
        let axes = Axis.allCases
        let samples = Partitions.map(0..<axes.count, jobs: jobs) { axis in
            AxisSample(axes[axis], of: features, medianOrderValue: unit, seed: seed, settings: settings)
        }
        let fits = Self.candidates(samples, seed: seed, settings: settings, jobs: jobs)
        let drafts = Partitions.map(0..<axes.count, jobs: jobs) { axis in
            samples[axis].model(fits[axis], of: features, cutoff: cutoff, settings: settings)
        }
        var draft = SegmentModel(
            version: version, cutoff: cutoff, seed: seed, medianOrderValue: unit, axes: drafts,
            archetypeDropOrder: [])
        let scores = draft.score(features, jobs: jobs)
        let before = previous.map { ($0, $0.score(features, jobs: jobs)) }
        var (named, events): ([AxisModel], [SegmentEvent]) = ([], [])
        for (index, axis) in axes.enumerated() {
            var model = drafts[index]
            events += model.identify(
                scores.axes[index], features: features, previous: before.map { ($0[axis], $1.axes[index]) })
            named.append(model)
        }
        draft = SegmentModel(
            version: version, cutoff: cutoff, seed: seed, medianOrderValue: unit, axes: named,
            archetypeDropOrder: ArchetypeAxes.dropOrder(scores))
        (model, self.scores, self.events) = (draft, scores, events)
    }

    /// The fits of every number of segments for every axis that can be clustered.
    private static func candidates(
        _ samples: [AxisSample], seed: UInt64, settings: SegmentationSettings, jobs: Int
    ) -> [[CandidateFit]] {
        let ks = Array(settings.candidates)
        // The largest first: the last task to end is then a short one.
        let fits = Partitions.map(0..<ks.count * samples.count, jobs: jobs) { task -> CandidateFit? in
            let sample = samples[task % samples.count]
            guard let data = sample.data, sample.observed >= settings.leastCustomers else { return nil }
            let k = ks[ks.count - 1 - task / samples.count]
            return sample.fit(k: k, of: data, seed: seed, settings: settings)
        }
        return samples.indices.map { axis in
            ks.indices.reversed().compactMap { fits[$0 * samples.count + axis] }
        }
    }
}
