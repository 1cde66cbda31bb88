import Kernels
import Testing

/// A made-up forecast with equal scores; the numbers in the tests are those of Oracles/forecast_scores.py.
struct ForecastExample {
    let margins, other, probabilities: [Double]
    let labels: [Bool]

    init() {
        margins = (0..<400).map { Double($0 * 37 % 61 - 30) / 8 }
        other = zip(0..<400, margins).map { Double($0 * 53 % 47 - 20) / 8 + $1 / 2 }
        probabilities = margins.map(logistic)
        labels = zip(0..<400, margins).map { Double($0 * 71 % 101) / 101 < logistic(0.6 * $1 - 0.4) }
    }
}

struct ForecastScoresTests {
    let example = ForecastExample()

    /// scikit-learn for the areas; DeLong's components by comparing all pairs for the errors.
    @Test func `areas under the curve with DeLong's errors`() throws {
        let area = try #require(AreaUnderCurve(scores: example.margins, labels: example.labels))
        #expect(close(area.value, 0.8071069230572792, 1e-14))
        #expect(close(area.standardError ?? 0, 0.02183068669822581, 1e-12))
        let difference = try #require(
            AreaUnderCurve.difference(example.margins, example.other, labels: example.labels))
        #expect(close(difference.value, 0.8071069230572792 - 0.6502847365867361, 1e-12))
        #expect(close(difference.standardError, 0.02612646940375545, 1e-12))
    }

    /// Worked by hand: of the six pairs four are in order and one is equal, 4.5 / 6; the events' placements are
    /// 1/4, 1, 1 (variance 3/16), the others' 2/3 and 5/6 (variance 1/72), so the error's square is 1/16 + 1/144.
    @Test func `an area worked by hand`() throws {
        let scores = [1.0, 2, 3, 1, 1.5]
        let area = try #require(AreaUnderCurve(scores: scores, labels: [true, true, true, false, false]))
        #expect(close(area.value, 4.5 / 6, 1e-15))
        #expect(close(area.standardError ?? 0, (1.0 / 16 + 1.0 / 144).squareRoot(), 1e-14))
        #expect(AreaUnderCurve(scores: [1, 2], labels: [true, true]) == nil)
        #expect(AreaUnderCurve(scores: [1, 2], labels: [true, false])?.standardError == nil)
    }

    /// scikit-learn.
    @Test func `Brier score and log loss`() throws {
        let brier = try #require(brierScore(example.probabilities, example.labels))
        let loss = try #require(logLoss(example.probabilities, example.labels))
        #expect(close(brier, 0.19084427852951433, 1e-13))
        #expect(close(loss, 0.5896925760985803, 1e-13))
        #expect(logLoss([0], [true]).map { $0 > 34 && $0 < 35 } == true)
        #expect(brierScore([], []) == nil)
    }

    @Test func `the calibration error by its definition`() throws {
        let error = try #require(CalibrationError.of(example.probabilities, example.labels, jobs: 1))
        #expect(close(error.value, 0.10764041859907846, 1e-13))
        #expect(error.value > error.chanceQuantile)
        #expect(error == CalibrationError.of(example.probabilities, example.labels, jobs: 2))
    }

    /// Forecasts that are true: the error lies above its own 95 % quantile in about 5 % of worlds.
    ///
    /// Of 200 worlds between 1 and 21 do with a probability above 99.9 %.
    @Test func `a calibrated forecast is rarely beyond its chance quantile`() throws {
        var random = CounterRandom(seed: 3, stream: 1)
        let forecast = (0..<300).map { _ in random.uniform() }
        let beyond = (0..<200).count { _ in
            let labels = forecast.map { random.uniform() < $0 }
            guard let error = CalibrationError.of(forecast, labels, simulations: 400, jobs: 1) else { return false }
            return error.value > error.chanceQuantile
        }
        #expect((1...21).contains(beyond))
    }

    /// Newton's method in long double.
    @Test func `intercept and slope of the calibration`() throws {
        let line = try #require(CalibrationLine(example.probabilities, example.labels))
        #expect(close(line.intercept, -0.5716031598758056, 1e-12))
        #expect(close(line.slope, 0.597062256649289, 1e-12))
        #expect(CalibrationLine([0.5, 0.5], [true, false]) == nil)
    }

    @Test func `deciles and lifts`() throws {
        let deciles = ForecastDeciles(example.probabilities, example.labels)
        #expect(deciles.deciles.map(\.rows) == [Int](repeating: 40, count: 10))
        #expect(deciles.deciles.reduce(0) { $0 + $1.events } == 171)
        let (leaving, staying) = (try #require(deciles.liftOfEvents), try #require(deciles.liftOfNonEvents))
        #expect(close(leaving, 1.9298245614035088, 1e-14))
        #expect(close(staying, 1.6157205240174672, 1e-14))
        #expect(ForecastDeciles([], []).liftOfEvents == nil)
    }

    /// scikit-learn.
    @Test func `confusion at a threshold`() {
        let confusion = Confusion(example.probabilities, example.labels, threshold: 0.5)
        #expect([confusion.trueNegatives, confusion.falsePositives] == [159, 70])
        #expect([confusion.falseNegatives, confusion.truePositives] == [38, 133])
        #expect(confusion.precision == 133.0 / 203)
        #expect(confusion.recall == 133.0 / 171)
    }
}
