import Analytics
import Domain
import Kernels
import Testing

/// What the learners may and may not know.
struct ChurnLearningTests {
    static let frames: (training: [ChurnFrame], calibration: ChurnFrame, holdout: ChurnFrame)? = {
        let shop = LifetimeShop.simulated(LifetimeFittingTests.truth, customers: 400, days: 400, seed: 21)
        guard let windows = ChurnWindows(first: shop.firstOrderDay, end: shop.lastDay, horizonDays: 60) else {
            return nil
        }
        let frames = ChurnFrames(ChurnSource(shop), windows, jobs: 2)
        return (frames.training, frames.calibration, frames.holdout)
    }()

    /// Labels shuffled in training and holdout, the shuffle of each its own: whoever remembers nothing of them is at 0.5.
    @Test(arguments: [ChurnCandidate.additive, .trees])
    func `no memory of labels: shuffled ones are guessed by chance`(kind: ChurnCandidate) throws {
        let frames = try #require(Self.frames)
        var areas: [Double] = []
        for shuffle in 0..<20 {
            var random = CounterRandom(seed: 99, stream: UInt64(shuffle))
            let training = frames.training.suffix(1).map { shuffled($0, &random) }
            let holdout = shuffled(frames.holdout, &random)
            let set = ChurnTrainingSet(training, seed: 1)
            let fitter = ChurnFitter(set, calibration: frames.calibration, later: holdout, season: nil, jobs: 2)
            let predictor = kind == .trees ? try fitter.trees() : try fitter.additive()
            let area = AreaUnderCurve(scores: predictor.margins(holdout, jobs: 2), labels: holdout.hasLeft ?? [])
            areas.append(try #require(area).value)
        }
        let moments = Moments(areas)
        let error = (try #require(moments.sampleVariance) / 20).squareRoot()
        #expect(abs(moments.mean - 0.5) < 3 * error, "\(areas)")
    }

    private func shuffled(_ frame: ChurnFrame, _ random: inout CounterRandom) -> ChurnFrame {
        var (frame, labels) = (frame, frame.hasLeft ?? [])
        random.shuffle(&labels)
        frame.hasLeft = labels
        return frame
    }

    /// The harness can fail: with the labels of the holdout among the features the area is far from chance.
    @Test func `labels that are shuffled together with a feature that holds them are found`() throws {
        let frames = try #require(Self.frames)
        func leaking(_ frame: ChurnFrame) -> ChurnFrame {
            var random = CounterRandom(seed: 3, stream: UInt64(frame.day))
            var frame = shuffled(frame, &random)
            frame.features[Feature.recencyDays.rawValue] = (frame.hasLeft ?? []).map { $0 ? 1 : 0 }
            return frame
        }
        let holdout = leaking(frames.holdout)
        let set = ChurnTrainingSet(frames.training.suffix(1).map(leaking), seed: 1)
        let trees = try ChurnFitter(set, calibration: frames.calibration, later: holdout, season: nil, jobs: 2).trees()
        let area = AreaUnderCurve(scores: trees.margins(holdout, jobs: 2), labels: holdout.hasLeft ?? [])
        #expect(try #require(area).value > 0.99)
    }

    @Test func `longer silence never lowers the risk that the trees see`() throws {
        let frames = try #require(Self.frames)
        let set = ChurnTrainingSet(frames.training, seed: 1)
        let trees = try ChurnFitter(set, calibration: frames.calibration, later: frames.holdout, season: nil, jobs: 2)
            .trees()
        var last = [Double](repeating: -.infinity, count: frames.holdout.count)
        for days in stride(from: 0.0, through: 300, by: 20) {
            var frame = frames.holdout
            frame.features[Feature.recencyDays.rawValue] = [Double](repeating: days, count: frame.count)
            let margins = trees.margins(frame, jobs: 2)
            #expect(zip(margins, last).allSatisfy { $0 >= $1 - 1e-12 })
            last = margins
        }
    }

    @Test func `of too many rows the same customers are taken in every frame`() throws {
        let frames = try #require(Self.frames)
        let all = ChurnTrainingSet(frames.training, seed: 1)
        #expect(all.rows == all.rowsSeen)
        let some = ChurnTrainingSet(frames.training, seed: 1, mostRows: all.rows / 2)
        #expect(abs(Double(some.rows) - Double(all.rows) / 2) < 0.1 * Double(all.rows) && some.rowsSeen == all.rows)
        let taken = Set(some.frames.last?.customers ?? [])
        for (part, whole) in zip(some.frames, all.frames) {
            #expect(part.customers == whole.customers.filter { taken.contains($0) })
        }
    }

    /// Oracle: Shapley's definition, the mean over all orders in which x, t_x and T may come.
    @Test func `the lifetime candidate's contributions are the mean over all orders`() throws {
        let frame = try #require(Self.frames).calibration
        let model = SilenceModel(LifetimeFittingTests.truth, frame)
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        for own in [[0.0, 0, 200], [4, 100, 130], [1, 10, 300], [20, 199, 200]] {
            var mean = [0.0, 0, 0]
            for order in orders {
                var (mixed, before) = (model.reference, model.base)
                for player in order {
                    mixed[player] = own[player]
                    let after = model.margin(mixed[0], mixed[1], mixed[2])
                    mean[player] += (after - before) / 6
                    before = after
                }
            }
            for (found, expected) in zip(model.shapley(own), mean) { #expect(abs(found - expected) < 1e-10) }
        }
    }
}
