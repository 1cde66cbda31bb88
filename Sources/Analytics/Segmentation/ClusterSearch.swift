internal import Kernels

/// The fit of one number of segments on an axis' sample, with the figures that decide about it.
struct CandidateFit: Sendable {
    var candidate: ClusterCandidate
    let centroids: Matrix
    /// The segment of each row of the sample.
    let labels: [Int]
}

extension AxisSample {
    /// Fits k segments at the largest fuzzifier at which their centroids stay apart.
    ///
    /// At each fuzzifier every start is followed for a few passes and the best one to its end. Near m = 2 all centroids of
    /// an axis with five or more features run into each other, so fuzzifiers are tried from the largest down.
    ///
    /// - Parameters:
    ///   - k: the number of segments.
    ///   - data: the rows of the sample.
    ///   - seed: of the starts.
    ///   - settings: the constants of the fit.
    /// - Returns: the fit with its verdict, as far as it does not depend on other candidates.
    func fit(k: Int, of data: ClusterData, seed: UInt64, settings: SegmentationSettings) -> CandidateFit {
        let starts = (0..<settings.restarts).map { restart in
            var random = CounterRandom(seed: seed, stream: RandomStream.start(k: k, restart: restart).number(axis))
            return greedyStart(data, clusters: k, random: &random)
        }
        var (fit, m, closest) = (
            bestFit(of: data, from: starts, fuzzifier: settings.fuzzifiers[0]), settings.fuzzifiers[0], 0.0
        )
        for (attempt, fuzzifier) in settings.fuzzifiers.enumerated() {
            if attempt > 0 { (fit, m) = (bestFit(of: data, from: starts, fuzzifier: fuzzifier), fuzzifier) }
            closest = FuzzyCMeans.smallestSeparation(fit.centroids, weights: weights) ?? 0
            if closest >= requiredDistance { break }
        }
        return judge(fit, of: data, k: k, m: m, closest: closest, settings: settings)
    }

    private func bestFit(of data: ClusterData, from starts: [Matrix], fuzzifier: Double) -> FuzzyCMeans.Fit {
        let short = FuzzyCMeans.Options(fuzzifier: fuzzifier, tolerance: 1e-3, maximumIterations: 8)
        let fits = starts.map { FuzzyCMeans.fit(data, start: $0, options: short) }
        let best = fits.dropFirst().reduce(fits[0]) { $1.objective < $0.objective ? $1 : $0 }
        let polish = FuzzyCMeans.Options(fuzzifier: fuzzifier, tolerance: 1e-5, maximumIterations: 200)
        return FuzzyCMeans.fit(data, start: best.centroids, options: polish)
    }

    private func judge(
        _ fit: FuzzyCMeans.Fit, of data: ClusterData, k: Int, m: Double, closest: Double, settings: SegmentationSettings
    ) -> CandidateFit {
        let labels = FuzzyCMeans.labels(data, centroids: fit.centroids)
        var sizes = [Int](repeating: 0, count: k)
        for label in labels { sizes[label] += 1 }
        var candidate = ClusterCandidate(
            k: k, m: m, objective: fit.objective,
            // Centroids that all but meet make it overflow.
            xieBeni: FuzzyCMeans.xieBeni(data, centroids: fit.centroids, fuzzifier: m).flatMap {
                $0.isFinite ? $0 : nil
            },
            closestCentroids: closest,
            smallestShare: Double(sizes.min() ?? 0) / Double(data.count), verdict: .lowerSilhouette)
        if closest < requiredDistance {
            candidate.verdict = .centroidsMeet
        } else if candidate.smallestShare < settings.leastShare {
            candidate.verdict = .smallSegment
        } else {
            let stability = stability(of: fit.centroids, on: data, labels: labels, fuzzifier: m)
            candidate.stability = stability
            if stability < settings.leastStability { candidate.verdict = .unstable }
        }
        return CandidateFit(candidate: candidate, centroids: fit.centroids, labels: labels)
    }

    /// The mean adjusted Rand index of the sample's segments and those of fits on its subsamples, on the rows of each.
    private func stability(of centroids: Matrix, on data: ClusterData, labels: [Int], fuzzifier: Double) -> Double {
        let options = FuzzyCMeans.Options(fuzzifier: fuzzifier, tolerance: 1e-4, maximumIterations: 50)
        let agreements = subsamples.map { rows in
            let part = data.selecting(rows: rows)
            let fit = FuzzyCMeans.fit(part, start: centroids, options: options)
            return adjustedRandIndex(FuzzyCMeans.labels(part, centroids: fit.centroids), rows.map { labels[$0] })
        }
        return agreements.reduce(0, +) / Double(max(1, agreements.count))
    }
}

/// The candidates of an axis with their verdicts, and the one to go on with.
struct ClusterChoice: Sendable {
    private(set) var candidates: [ClusterCandidate]
    /// The position of the chosen candidate; `nil` where none is allowed.
    let chosen: Int?

    /// Takes the smallest k within one standard error of the best mean silhouette among the candidates still allowed.
    init(_ fits: [CandidateFit], of data: ClusterData) {
        var candidates = fits.map(\.candidate)
        let allowed = candidates.indices.filter { candidates[$0].verdict == .lowerSilhouette }
        let silhouettes = Silhouette.of(data, labelings: allowed.map { fits[$0].labels })
        for (index, silhouette) in zip(allowed, silhouettes) {
            candidates[index].silhouette = silhouette?.mean
            candidates[index].silhouetteSE = silhouette?.standardError
            if silhouette == nil { candidates[index].verdict = .noSilhouette }
        }
        let measured = silhouettes.compactMap { $0 }
        let best = measured.dropFirst().reduce(measured.first) { best, next in
            (best?.mean ?? -.infinity) < next.mean ? next : best
        }
        let bar = best.map { $0.mean - ($0.standardError ?? 0) } ?? .infinity
        let good = allowed.filter { (candidates[$0].silhouette ?? -.infinity) >= bar }
        for index in good { candidates[index].verdict = .largerThanNeeded }
        if let first = good.first { candidates[first].verdict = .chosen }
        self.candidates = candidates
        chosen = good.first
    }

    /// Why nothing was chosen, in words.
    var reason: String {
        let verdicts = candidates.map(\.verdict)
        let counts = [
            (ClusterCandidate.Verdict.centroidsMeet, "centroids meet"), (.smallSegment, "a segment is too small"),
            (.unstable, "unstable"), (.noSilhouette, "no silhouette"),
        ].compactMap { verdict, words -> String? in
            let ks = zip(candidates, verdicts).filter { $1 == verdict }.map { String($0.0.k) }
            return ks.isEmpty ? nil : "\(words) at k = \(ks.joined(separator: ", "))"
        }
        return "no structure: " + counts.joined(separator: "; ")
    }
}
