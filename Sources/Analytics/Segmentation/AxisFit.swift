internal import Domain
internal import Foundation
internal import Kernels

extension AxisSample {
    /// The model of the axis, its segments not named yet.
    ///
    /// - Parameters:
    ///   - fits: one a number of segments, in order; empty where nothing can be clustered.
    ///   - matrix: the features of all customers.
    ///   - cutoff: of the model.
    ///   - settings: the constants of the fit.
    /// - Returns: an axis with one segment, or none, where there is a reason for it.
    func model(
        _ fits: [CandidateFit], of matrix: FeatureMatrix, cutoff: Instant, settings: SegmentationSettings
    ) -> AxisModel {
        if let reason = matrix.unobservable[axis] { return unobserved(reason) }
        guard observed > 0 else { return unobserved("observed on no customer") }
        guard let data else { return everyone("no structure: no feature differs between customers", [], cutoff) }
        guard observed >= settings.leastCustomers else {
            return everyone(
                "no structure: \(observed) customers observed, \(settings.leastCustomers) needed", [], cutoff)
        }
        let choice = ClusterChoice(fits, of: data)
        guard let chosen = choice.chosen else { return everyone(choice.reason, choice.candidates, cutoff) }
        return finalFit(from: fits[chosen], choice: choice, of: matrix, cutoff: cutoff, settings: settings)
    }

    private func unobserved(_ reason: String) -> AxisModel {
        AxisModel(
            axis: axis, features: [], dropped: dropped, observed: 0, fuzzifier: nil, segments: [], reason: reason,
            quality: .none, nextNumber: 1)
    }

    /// One segment at the customers' mean.
    private func everyone(_ reason: String, _ candidates: [ClusterCandidate], _ cutoff: Instant) -> AxisModel {
        let segment = Segment(
            id: "", name: "", description: "", since: cutoff, centroid: transforms.map(\.mean),
            values: transforms.map(\.typical), from: nil, to: nil)
        return AxisModel(
            axis: axis, features: transforms, dropped: dropped, observed: observed, fuzzifier: nil,
            segments: [segment], reason: reason, quality: AxisQuality(sample: size, candidates: candidates),
            nextNumber: 1)
    }

    private func finalFit(
        from start: CandidateFit, choice: ClusterChoice, of matrix: FeatureMatrix, cutoff: Instant,
        settings: SegmentationSettings
    ) -> AxisModel {
        let rows = observedCustomers(on: axis, in: matrix, customers: 0..<matrix.rowCount, features: transforms)
        let everyone = ClusterData(coordinates(transforms, of: matrix, rows: rows), weights: weights)
        let m = start.candidate.m
        let options = FuzzyCMeans.Options(fuzzifier: m, tolerance: settings.tolerance, maximumIterations: 1_000)
        let fit = FuzzyCMeans.fit(everyone, start: start.centroids, options: options)
        let memberships = FuzzyCMeans.memberships(everyone, centroids: fit.centroids, fuzzifier: m)
        let chosen = choice.candidates.first { $0.verdict == .chosen }
        let quality = AxisQuality(
            objective: fit.objective, iterations: fit.iterations, converged: fit.converged,
            xieBeni: FuzzyCMeans.xieBeni(everyone, centroids: fit.centroids, fuzzifier: m),
            partitionCoefficient: FuzzyCMeans.partitionCoefficient(memberships), silhouette: chosen?.silhouette,
            silhouetteSE: chosen?.silhouetteSE, stability: chosen?.stability,
            closestCentroids: FuzzyCMeans.smallestSeparation(fit.centroids, weights: weights),
            requiredDistance: requiredDistance, sample: size, candidates: choice.candidates)
        let values = ownUnits(fit.centroids, memberships: memberships, fuzzifier: m, of: matrix, rows: rows)
        return AxisModel(
            axis: axis, features: transforms, dropped: dropped, observed: observed, fuzzifier: m,
            segments: segments(fit.centroids, values: values, cutoff: cutoff), reason: nil, quality: quality,
            nextNumber: 1)
    }

    /// The centroids in own units, one row a segment.
    private func ownUnits(
        _ centroids: Matrix, memberships: Matrix, fuzzifier: Double, of matrix: FeatureMatrix, rows: [Int]
    ) -> Matrix {
        var values = Matrix(rows: centroids.rows, columns: centroids.columns)
        for (feature, transform) in transforms.enumerated() {
            let means =
                transform.isCounted
                ? weightedMeans(of: transform.feature, memberships: memberships, fuzzifier: fuzzifier, matrix, rows)
                : []
            for segment in 0..<centroids.rows {
                let exact = transform.value(at: centroids[segment, feature])
                values[segment, feature] = transform.isCounted ? (means[segment] ?? exact) : exact
            }
        }
        return values
    }

    /// The `u^m`-weighted mean of a feature in own units, one a segment.
    private func weightedMeans(
        of feature: String, memberships: Matrix, fuzzifier: Double, _ matrix: FeatureMatrix, _ rows: [Int]
    ) -> [Double?] {
        let k = memberships.columns
        var (sums, weights) = ([Double](repeating: 0, count: k), [Double](repeating: 0, count: k))
        let column = matrix.columns[FeatureScale.column[feature] ?? 0]
        memberships.withUnsafeElements { u in
            for (index, row) in rows.enumerated() where !column[row].isNaN {
                for segment in 0..<k {
                    let weight = pow(u[index * k + segment], fuzzifier)
                    sums[segment] += weight * column[row]
                    weights[segment] += weight
                }
            }
        }
        return zip(sums, weights).map { $1 > 0 ? $0 / $1 : nil }
    }

    /// The segments by their lead feature in own units, ties by the next.
    ///
    /// - Parameters:
    ///   - centroids: one row a segment, in any order.
    ///   - values: the same in own units.
    ///   - cutoff: of the model.
    /// - Returns: the segments, without ids and names.
    private func segments(_ centroids: Matrix, values: Matrix, cutoff: Instant) -> [Segment] {
        let order = (0..<values.rows).sorted { values.row($0).lexicographicallyPrecedes(values.row($1)) }
        let cuts = zip(order, order.dropFirst()).map { before, after -> Double in
            let lead = transforms[0]
            guard !lead.isCounted else { return (values[before, 0] + values[after, 0]) / 2 }
            return lead.value(at: (centroids[before, 0] + centroids[after, 0]) / 2)
        }
        return order.enumerated().map { position, row in
            Segment(
                id: "", name: "", description: "", since: cutoff, centroid: Array(centroids.row(row)),
                values: Array(values.row(row)), from: position > 0 ? cuts[position - 1] : nil,
                to: position < cuts.count ? cuts[position] : nil)
        }
    }
}
