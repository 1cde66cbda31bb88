internal import Domain
internal import Kernels

/// The frames of one cut of a shop's time, all made with one population.
package struct ChurnFrames: Sendable {
    package let windows: ChurnWindows
    /// Estimated by the last training cutoff, and taken as stored for every frame: like a coefficient, it is a part of what
    /// was learnt there.
    package let population: FeaturePopulation
    /// The earliest first.
    package let training: [ChurnFrame]
    package let calibration, holdout: ChurnFrame
    /// The year before the holdout and its calibration, and the year before the night and its calibration.
    package let season, laterSeason: ChurnSeason?

    /// Looks at the shop as of every cutoff.
    package init(_ source: ChurnSource, _ windows: ChurnWindows, jobs: Int) {
        self.windows = windows
        let horizon = windows.horizonDays
        func frame(_ day: Int32, _ population: FeaturePopulation?) -> (ChurnFrame, FeaturePopulation) {
            ChurnFrame.make(source, day: day, horizonDays: horizon, population: population, jobs: jobs)
        }
        let (latest, population) = frame(windows.training[windows.training.count - 1], nil)
        self.population = population
        training = windows.training.dropLast().map { frame($0, population).0 } + [latest]
        calibration = frame(windows.calibration, population).0
        holdout = frame(windows.holdout, population).0
        var known: [Int32: ChurnFrame] = [:]
        func once(_ day: Int32) -> ChurnFrame {
            let found = known[day] ?? frame(day, population).0
            known[day] = found
            return found
        }
        let first = source.shop.firstOrderDay
        season = ChurnSeason(scored: windows.holdout, windows, first: first, frame: once)
        laterSeason = ChurnSeason(scored: windows.end, windows, first: first, frame: once)
    }

    /// The frames with all windows moved on by one horizon: calibration trains too, and the holdout calibrates.
    var movedOn: (training: [ChurnFrame], calibration: ChurnFrame) {
        ((training + [calibration]).suffix(ChurnWindows.mostTraining), holdout)
    }

    var latestTraining: ChurnFrame { training[training.count - 1] }

    /// Why they cannot be learnt from, as a clause; `nil` where they can.
    var refusal: String? {
        [latestTraining, calibration, holdout].compactMap { ChurnGate.reason(against: $0) }.first
    }
}

/// The rows of some frames that train, with the features that tell anything there.
package struct ChurnTrainingSet: Sendable {
    /// The features used: those with two different values among the rows of every frame.
    package let features: [Feature]
    /// A frame each, at most as many rows as can be afforded, the earliest first.
    package let frames: [ChurnFrame]
    /// Rows before that.
    package let rowsSeen: Int

    /// Rows that train at most: more change the fit less than its noise, and cost time.
    package static let mostRows = 120_000

    /// Takes all rows, or those of customers who are drawn: of somebody all frames or none.
    ///
    /// - Parameters:
    ///   - frames: the earliest first.
    ///   - seed: of the draw.
    ///   - mostRows: how many rows are kept, in expectation.
    package init(_ frames: [ChurnFrame], seed: UInt64, mostRows: Int = Self.mostRows) {
        rowsSeen = frames.reduce(0) { $0 + $1.count }
        let share = Double(mostRows) / Double(max(1, rowsSeen))
        self.frames =
            share >= 1
            ? frames
            : frames.map { frame in
                frame.rows(
                    frame.customers.indices.filter { row in
                        var random = CounterRandom(seed: seed ^ 0xc40a, stream: UInt64(frame.customers[row]))
                        return random.uniform() < share
                    })
            }
        let kept = self.frames
        features = Feature.allCases.filter { feature in kept.allSatisfy { $0.varies(feature) } }
    }

    package var rows: Int { frames.reduce(0) { $0 + $1.count } }
}

extension ChurnFrame {
    /// Whether a feature has two different values among the rows.
    fileprivate func varies(_ feature: Feature) -> Bool {
        let column = features[feature.rawValue]
        guard let first = column.first(where: { !$0.isNaN }) else { return false }
        return column.contains { !$0.isNaN && $0 != first }
    }

    /// The columns of some features.
    func columns(_ features: [Feature]) -> [[Double]] { features.map { self.features[$0.rawValue] } }
}

extension [ChurnFrame] {
    /// The rows of all frames, one frame after the other.
    func columns(_ features: [Feature]) -> [[Double]] {
        features.map { feature in flatMap { $0.features[feature.rawValue] } }
    }

    var labels: [Bool] { flatMap { $0.hasLeft ?? [] } }
}
