import Foundation

/// The choice of smoothness and ridge on a grid.
///
/// The model is fitted at one point of the grid. The normal equations found there are solved for all the others, each
/// one Newton step away, and judged by the log loss of the validation rows or, without them, by generalised
/// cross-validation: n · deviance / (n − degrees of freedom)². The best one is fitted in turn, until it stays the best.
///
/// Source: Wood (2017), "Generalized additive models", sections 6.2 and 6.4, for the score; Gu (1992) for the alternation.
struct PenaltyChoice {
    struct Candidate {
        let smoothness: Double
        let ridge: Double
        /// Where a search with these penalties may begin.
        var coefficients: [Double]
    }

    private let design: AdditiveDesign
    private let fit: PenalisedFit
    private let judges: PenalisedFit?
    private let candidates: [Candidate]

    init(
        _ design: AdditiveDesign, _ rows: LabelledRows, _ validation: LabelledRows?,
        _ options: AdditiveLogistic.Options, _ jobs: Int
    ) {
        func step(_ rows: LabelledRows) -> Int { max(1, rows.labels.count / max(1, options.selectionRows)) }
        self.design = design
        fit = PenalisedFit(design, rows, every: step(rows), jobs: jobs)
        judges = validation.map { PenalisedFit(design, $0, every: step($0), jobs: jobs) }
        let smoothness: [Double] = options.smoothness.map { [$0] } ?? [0.1, 1, 10, 100, 1_000, 10_000]
        let ridge: [Double] = options.ridge.map { [$0] } ?? [0.01, 0.1, 1, 10, 100, 1_000]
        let share = Double(rows.labels.count(where: \.self)) / Double(rows.labels.count)
        let start = [log(share / (1 - share))] + [Double](repeating: 0, count: design.width - 1)
        candidates = smoothness.flatMap { smoothness -> [Candidate] in
            ridge.map { Candidate(smoothness: smoothness, ridge: $0, coefficients: start) }
        }
    }

    func best() throws(BinaryFitError) -> Candidate {
        guard candidates.count > 1 else { return candidates[0] }
        var current = candidates.count / 2
        var coefficients = candidates[current].coefficients
        for _ in 0..<4 {
            let point = try fit.solve(penalty(of: candidates[current]), from: coefficients)
            coefficients = point.coefficients
            let next = try judge(from: point)
            guard next != current else { break }
            current = next
        }
        var best = candidates[current]
        best.coefficients = coefficients
        return best
    }

    private func penalty(of candidate: Candidate) -> Matrix {
        design.penalty(smoothness: candidate.smoothness, ridge: candidate.ridge)
    }

    /// The candidate with the least score, the first of equal ones.
    private func judge(from point: PenalisedFit.Point) throws(BinaryFitError) -> Int {
        var (solutions, freedoms) = ([[Double]](), [Double]())
        let target = point.target
        for candidate in candidates {
            let penalty = penalty(of: candidate)
            solutions.append(try penalisedFactor(point.gram, penalty).solve(target))
            if judges == nil { freedoms.append(try point.degreesOfFreedom(penalty)) }
        }
        let losses = (judges ?? fit).losses(Matrix(columns: solutions))
        let n = Double(fit.count)
        let scores = judges != nil ? losses : zip(losses, freedoms).map { n * 2 * $0 / ((n - $1) * (n - $1)) }
        return scores.indices.min { scores[$0] < scores[$1] } ?? 0
    }
}
