import Foundation
import Kernels
import Testing

/// Fader & Hardie (2013), "The Gamma-Gamma model of monetary value": p = 6.25, q = 3.74, v = 15.44.
private let published = GammaGamma(p: 6.25, q: 3.74, v: 15.44)

struct GammaGammaTests {
    /// Worked by hand from equation 5: weights (q − 1) / (px + q − 1) of the population's mean and px / (px + q − 1) of
    /// one's own, for two purchases of 22.35 and for a single one of 100.
    @Test(arguments: [(2.0, 22.35), (1, 100), (50, 5)])
    func `own mean and population's, weighted`(x: Double, m: Double) throws {
        let mean = try #require(published.meanSpend)
        #expect(abs(mean - 6.25 * 15.44 / 2.74) < 1e-12)
        let weight = 6.25 * x + 2.74
        let byHand = (2.74 * mean + 6.25 * x * m) / weight
        expectClose(published.expectedSpend(frequency: x, mean: m), byHand, within: 1e-14)
    }

    @Test func `without a purchase the population's mean is all there is`() throws {
        #expect(try published.expectedSpend(frequency: 0, mean: 0) == #require(published.meanSpend))
        #expect(GammaGamma(p: 6, q: 1, v: 15).meanSpend == nil)
    }

    /// The density of a mean integrates to one, with the mean and the second moment of the model.
    @Test(arguments: [1.0, 3])
    func `the likelihood is a density`(x: Double) {
        let rule = GaussLegendre(count: 32)
        var (total, mean) = (0.0, 0.0)
        for panel in 0..<80 {
            for (node, weight) in zip(rule.nodes, rule.weights) {
                let logMean = -10 + 0.25 * (2 * Double(panel) + 1 + node)
                let m = exp(logMean)
                let density = exp(published.logLikelihood(frequency: [x], mean: [m], jobs: 1)) * m * 0.25 * weight
                total += density
                mean += density * m
            }
        }
        expectClose(total, 1, within: 1e-10)
        expectClose(mean, 6.25 * 15.44 / 2.74, within: 1e-10)
    }
}
