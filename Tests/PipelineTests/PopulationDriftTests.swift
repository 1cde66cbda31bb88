import Pipeline
import Testing

struct PopulationDriftTests {
    @Test func `an unchanged population has an index of zero`() throws {
        let drift = try #require(PopulationDrift(before: [30, 70], after: [30, 70]))
        #expect(drift.index == 0)
        // By hand: (2 - 1) (1/100 + 1/100).
        #expect(abs(drift.expectedWithoutShift - 0.02) < 1e-15)
    }

    @Test func `the index is worked by hand`() throws {
        let drift = try #require(PopulationDrift(before: [50, 50], after: [25, 75]))
        // p = 0.505, 0.505 and q = 0.255, 0.755: 0.25 ln(0.505/0.255) - 0.25 ln(0.505/0.755) = 0.2713635510.
        #expect(abs(drift.index - 0.2713635510) < 1e-9)
    }

    @Test func `an empty segment has a finite index and an empty population none`() {
        #expect(PopulationDrift(before: [10, 0], after: [0, 10])?.index.isFinite == true)
        #expect(PopulationDrift(before: [0, 0], after: [1, 1]) == nil)
    }
}
