import Kernels
import Testing

struct PlattScalingTests {
    /// Newton's method in long double, and to eight digits scikit-learn: Oracles/forecast_scores.py.
    @Test func `agrees with scikit-learn`() throws {
        let example = ForecastExample()
        let platt = try PlattScaling.fit(margins: example.margins, labels: example.labels)
        #expect(close(platt.slope, 0.5878189595821152, 1e-12))
        #expect(close(platt.intercept, -0.39959449682157067, 1e-12))
        #expect(platt.probability(1) == logistic(platt.slope + platt.intercept))
    }

    @Test func `margins that separate the outcomes get a finite slope`() throws {
        let platt = try PlattScaling.fit(margins: [-2, -1, 1, 2], labels: [false, false, true, true])
        #expect(platt.slope > 0 && platt.slope.isFinite)
        // Platt's targets of two events and two others are 3/4 and 1/4; a line cannot reach all, but is symmetric.
        #expect(abs(platt.intercept) < 1e-9)
    }

    @Test func `a slope that would turn the order around is refused`() {
        #expect(throws: BinaryFitError.slopeNotPositive) {
            try PlattScaling.fit(margins: [-2, -1, 1, 2], labels: [true, true, false, false])
        }
        #expect(throws: BinaryFitError.oneOutcome) { try PlattScaling.fit(margins: [1, 2], labels: [true, true]) }
    }
}
