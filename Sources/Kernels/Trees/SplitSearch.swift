/// A question that divides the rows of a leaf, with what it gains.
struct Split {
    var gain: Double
    var feature: Int
    /// The last bin that goes left.
    var bin: Int
    var missingLeft: Bool
    /// Derivatives of the rows that go left, and of those that go right.
    var left, right: SIMD2<Double>
}

/// The values that a leaf may take, so that a monotone column stays monotone below its questions.
struct Bounds {
    var lower = -Double.infinity
    var upper = Double.infinity

    func clamp(_ value: Double) -> Double {
        min(upper, max(lower, value))
    }
}

/// How the best question of a leaf is found.
///
/// A leaf with derivative sums G and H takes the value −G / (H + λ) within its bounds, and its loss is
/// G w + (H + λ) w² / 2; a question gains what the losses of both sides are below that of the leaf, times two.
///
/// Source: Chen & Guestrin (2016), equations 5 to 7.
struct SplitSearch {
    let edges: [[Double]]
    /// Of each column +1, −1 or 0: whether the margin must not fall, must not rise, or may do what it likes.
    let constraints: [Int]
    let ridge: Double
    let minimumHessian: Double

    func value(_ sums: SIMD2<Double>, _ bounds: Bounds) -> Double {
        bounds.clamp(-sums.x / (sums.y + ridge))
    }

    private func score(_ sums: SIMD2<Double>, at value: Double) -> Double {
        -(2 * sums.x + (sums.y + ridge) * value) * value
    }

    /// Replaces `best` where the best question about one column gains more.
    ///
    /// The histogram holds the column's derivative sums by bin, `total` those of the leaf.
    func improve(
        _ best: inout Split?, feature: Int, histogram: UnsafePointer<SIMD2<Double>>, total: SIMD2<Double>,
        bounds: Bounds
    ) {
        let missing = histogram[edges[feature].count + 1]
        // Below this the bin holds nothing but rounding: a row's second derivative is larger.
        let hasMissing = missing.y > leastHessian / 2
        let parent = score(total, at: value(total, bounds))
        let scan = Scan(search: self, feature: feature, total: total, bounds: bounds, parent: parent)
        scan.run(histogram, missing: hasMissing ? missing : .zero, missingLeft: false, all: hasMissing, best: &best)
        guard hasMissing else { return }
        scan.run(histogram, missing: missing, missingLeft: true, all: false, best: &best)
    }

    /// One pass over the bins of a column.
    private struct Scan {
        let search: SplitSearch
        let feature: Int
        let total: SIMD2<Double>
        let bounds: Bounds
        let parent: Double

        /// Tries every bin as the last that goes left; with `all` also that everything but missing values does.
        func run(
            _ histogram: UnsafePointer<SIMD2<Double>>, missing: SIMD2<Double>, missingLeft: Bool, all: Bool,
            best: inout Split?
        ) {
            let (constraint, minimum) = (search.constraints[feature], search.minimumHessian)
            var left = missingLeft ? missing : .zero
            for bin in 0..<search.edges[feature].count + (all ? 1 : 0) {
                left += histogram[bin]
                let right = total - left
                guard left.y >= minimum else { continue }
                guard right.y >= minimum else { break }
                let (low, high) = (search.value(left, bounds), search.value(right, bounds))
                guard constraint == 0 || (high - low) * Double(constraint) >= 0 else { continue }
                let gain = search.score(left, at: low) + search.score(right, at: high) - parent
                guard gain > (best?.gain ?? leastGain) else { continue }
                // Where training has no missing values, those of later rows go where most rows go.
                let heavier = missing.y == 0 ? left.y >= right.y : missingLeft
                best = Split(
                    gain: gain, feature: feature, bin: bin, missingLeft: heavier, left: left, right: right)
            }
        }
    }
}

/// A gain that is not rounding alone.
private let leastGain = 1e-6

/// Second derivatives p (1 − p) count at least this much, so that a bin with a row differs from an empty one.
let leastHessian = 1e-6
