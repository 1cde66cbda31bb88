/// Fuzzy c-means: soft clusters that minimise `J = Σ_i Σ_j u_ij^m d²_ij`.
///
/// In plain words: every row belongs to every cluster to a degree that falls with its distance from the centre,
/// `u_ij = 1 / Σ_l (d_ij / d_il)^(2/(m-1))`; every centre is the mean of all rows, weighted with `u^m`. Both steps are
/// repeated until the objective stands still. Distances follow ``ClusterData``: missing cells are left out, and the
/// centre of a feature is `Σ u^m w_i o x / Σ u^m w_i o`, the value for which the objective cannot rise.
///
/// Sources: Bezdek (1981), "Pattern Recognition with Fuzzy Objective Function Algorithms"; Hathaway & Bezdek (2001),
/// "Fuzzy c-means clustering of incomplete data", for the partial distances.
package enum FuzzyCMeans {
    /// How a fit is made.
    package struct Options: Equatable, Sendable {
        /// m, above 1: the larger, the softer.
        package var fuzzifier: Double
        /// A fit ends when the objective changes by less than this share of itself.
        package var tolerance: Double
        /// A fit that has not ended by then is returned as not converged.
        package var maximumIterations: Int
        /// Threads; the result has the same bytes for any number.
        package var jobs: Int

        package init(fuzzifier: Double = 2, tolerance: Double = 1e-6, maximumIterations: Int = 1_000, jobs: Int = 1) {
            precondition(fuzzifier > 1 && fuzzifier.isFinite, "a fuzzifier must lie above 1, not at \(fuzzifier)")
            precondition(maximumIterations > 0, "at least one iteration is needed, not \(maximumIterations)")
            self.fuzzifier = fuzzifier
            self.tolerance = tolerance
            self.maximumIterations = maximumIterations
            self.jobs = jobs
        }
    }

    /// Where a fit ended.
    package struct Fit: Equatable, Sendable {
        /// k × d, in the units of the data's matrix.
        package let centroids: Matrix
        /// `J` at these centroids, in weighted squared units.
        package let objective: Double
        /// Passes over the data.
        package let iterations: Int
        /// Whether the objective stood still within the tolerance.
        package let converged: Bool
        /// Centroids that coincide with an earlier one, as they must where clusters outnumber the distinct rows.
        package let coincidentCentroids: Int
    }

    /// Fits from given centroids.
    ///
    /// - Parameters:
    ///   - data: the rows, at least one.
    ///   - start: k × d centroids in the units of the data's matrix; coinciding ones are allowed and stay together.
    ///   - options: fuzzifier, stop and threads.
    /// - Returns: the centroids reached; a cluster that no row belongs to keeps its centroid.
    /// - Complexity: O(n k d) an iteration.
    package static func fit(_ data: ClusterData, start: Matrix, options: Options = Options()) -> Fit {
        precondition(start.rows > 0, "at least one centroid is needed")
        precondition(data.count > 0, "at least one row is needed")
        var pass = FuzzyPass(
            data, centres: start.rows, fuzzifier: Fuzzifier(options.fuzzifier), jobs: options.jobs)
        var centres = Centres(start, for: data)
        var previous = Double.infinity
        for iteration in 1...options.maximumIterations {
            let (objective, next) = pass.run(centres)
            let converged = abs(previous - objective) <= options.tolerance * objective
            if converged || iteration == options.maximumIterations {
                let centroids = iteration == 1 ? start : centres.centroids(for: data)
                return Fit(
                    centroids: centroids, objective: objective, iterations: iteration, converged: converged,
                    coincidentCentroids: centres.coincident(within: data))
            }
            (previous, centres) = (objective, next)
        }
        preconditionFailure("the loop ends by returning")
    }

    /// The best of several fits, each started by greedy k-means++.
    ///
    /// - Parameters:
    ///   - data: the rows, at least one.
    ///   - clusters: k, ≥ 1; it may exceed the number of distinct rows, and some centroids then coincide.
    ///   - restarts: the number of starts, ≥ 1.
    ///   - seed: of the starts; start r draws from stream r.
    ///   - options: fuzzifier, stop and threads.
    /// - Returns: the fit with the smallest objective, the earliest of equals.
    package static func fit(
        _ data: ClusterData, clusters: Int, restarts: Int, seed: UInt64, options: Options = Options()
    ) -> Fit {
        precondition(restarts > 0, "at least one start is needed, not \(restarts)")
        var single = options
        single.jobs = 1
        let fits = inParts(restarts, jobs: options.jobs) { [single] restart in
            var random = CounterRandom(seed: seed, stream: UInt64(restart))
            let start = greedyStart(data, clusters: clusters, random: &random)
            return fit(data, start: start, options: single)
        }
        return fits.dropFirst().reduce(fits[0]) { $1.objective < $0.objective ? $1 : $0 }
    }
}
