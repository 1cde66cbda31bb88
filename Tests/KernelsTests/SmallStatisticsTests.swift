import Foundation
import Kernels
import Testing

struct WilsonIntervalTests {
    /// Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29, 95 %.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
    ])
    func `Newcombe's examples`(successes: Int, trials: Int, lower: Double, upper: Double) {
        let interval = wilsonInterval(successes: successes, trials: trials)
        #expect(abs((interval?.lowerBound ?? 1) - lower) < 5e-5)
        #expect(abs((interval?.upperBound ?? 0) - upper) < 5e-5)
    }

    @Test func `ends stay in the unit interval`() {
        #expect(wilsonInterval(successes: 7, trials: 7)?.upperBound == 1)
        #expect(wilsonInterval(successes: 0, trials: 3)?.lowerBound == 0)
        #expect(wilsonInterval(successes: 0, trials: 0) == nil)
    }
}

struct TheilSenTests {
    /// Sen's (1968) example: x = 1, 2, 3, 4, 10, 12, 18 and y = 9, 15, 19, 20, 45, 55, 78 give a slope of 4.
    @Test func `Sen's example`() {
        #expect(theilSenSlope(x: [1, 2, 3, 4, 10, 12, 18], y: [9, 15, 19, 20, 45, 55, 78]) == 4)
    }

    @Test func `one wild value does not turn it`() {
        #expect(theilSenSlope([0, 2, 4, 6, 8, 10, 1e9]) == 2)
        #expect(theilSenSlope([3]) == nil)
        #expect(theilSenSlope([]) == nil)
        #expect(theilSenSlope(x: [1, 1], y: [0, 9]) == nil)
    }
}

struct EntropyTests {
    @Test func `with its correction`() {
        // Four categories, 2 each: ln 4 + 3/16.
        #expect(abs((entropy([2, 2, 2, 2]) ?? 0) - (log(4) + 3.0 / 16)) < 1e-15)
        #expect(entropy([5, 0, 0]) == 0)
        #expect(entropy([0, 0]) == nil)
    }

    @Test func `as a share it stays within one`() {
        #expect(normalizedEntropy([1, 1, 1], categories: 3) == 1)
        #expect(normalizedEntropy([9], categories: 1) == nil)
        #expect(normalizedEntropy([9], categories: 4) == 0)
    }
}

struct MutualInformationTests {
    @Test func `known values`() {
        #expect(abs((mutualInformation([0, 0, 1, 1], [5, 5, 9, 9]) ?? 0) - log(2)) < 1e-15)
        #expect(mutualInformation([0, 0, 1, 1], [0, 1, 0, 1]) == 0)
        #expect(mutualInformation([], []) == nil)
        // (1/2) ln(4/3) + (1/4) ln(2/3) + (1/4) ln 2, counts 2, 1, 1 of 4 with margins 3, 1 and 2, 2.
        let expected = 0.5 * log(4.0 / 3) + 0.25 * log(2.0 / 3) + 0.25 * log(2)
        #expect(abs((mutualInformation([0, 0, 0, 1], [0, 0, 1, 1]) ?? 0) - expected) < 1e-15)
    }
}

struct BetaBinomialPriorTests {
    @Test func `recovers a planted prior`() {
        var random = CounterRandom(seed: 1, stream: 0)
        var (successes, trials): ([Double], [Double]) = ([], [])
        for _ in 0..<50_000 {
            let rate = random.beta(1.2, 4.8)
            let b = 1 + random.index(below: 12)
            trials.append(Double(b))
            successes.append(Double((0..<b).count { _ in random.uniform() < rate }))
        }
        let prior = BetaBinomialPrior.byMoments(successes: successes, trials: trials)
        #expect(abs((prior?.p ?? 0) - 0.2) < 0.005)
        #expect(abs((prior?.m ?? 0) - 6) < 0.3)
    }

    @Test func `edges`() {
        func prior(_ successes: [Double], _ trials: [Double]) -> BetaBinomialPrior? {
            .byMoments(successes: successes, trials: trials)
        }
        #expect(prior([0, 0], [0, 0]) == nil)
        #expect(prior([0, 0], [3, 4]) == BetaBinomialPrior(p: 0, m: 50))
        #expect(prior([3, 4], [3, 4])?.isConstant == true)
        #expect(prior([5, 5, 5], [10, 10, 10]) == BetaBinomialPrior(p: 0.5, m: 50))  // rho below 0
        #expect(prior([0, 1, 1, 0], [1, 1, 1, 1]) == BetaBinomialPrior(p: 0.5, m: 10))  // one trial each: denominator 0
        #expect(prior([3, 0], [10, 0]) == BetaBinomialPrior(p: 0.3, m: 10))  // one row
        #expect(prior([0, 40, 0, 40], [40, 40, 40, 40]) == BetaBinomialPrior(p: 0.5, m: 1))  // all or nothing
    }

    @Test func `a rate without a trial is missing`() {
        let prior = BetaBinomialPrior(p: 0.2, m: 5)
        #expect(prior.rate(successes: 0, trials: 0) == nil)
        #expect(prior.rate(successes: 2, trials: 5) == 0.3)
    }
}

struct GammaPoissonPriorTests {
    @Test func `recovers a planted prior`() {
        var random = CounterRandom(seed: 2, stream: 0)
        var (events, exposures): ([Double], [Double]) = ([], [])
        for _ in 0..<50_000 {
            let exposure = 50 + 300 * random.uniform()
            exposures.append(exposure)
            events.append(Double(random.poisson(mean: random.gamma(shape: 0.8) / 60 * exposure)))
        }
        let prior = GammaPoissonPrior.byMoments(events: events, exposures: exposures)
        #expect(abs((prior?.shape ?? 0) - 0.8) < 0.04)
        #expect(abs((prior?.rate ?? 0) - 60) < 3)
    }

    @Test func `edges`() {
        func prior(_ events: [Double], _ exposures: [Double]) -> GammaPoissonPrior? {
            .byMoments(events: events, exposures: exposures)
        }
        #expect(prior([1, 2], [0, 0]) == nil)
        #expect(prior([0, 0], [10, 30]) == GammaPoissonPrior(shape: 0, rate: 20))
        #expect(prior([2, 2, 2], [10, 10, 10]) == GammaPoissonPrior(shape: 50, rate: 250))  // no more than chance
        #expect(prior([4], [8]) == GammaPoissonPrior(shape: 1, rate: 2))
        #expect(GammaPoissonPrior(shape: 1, rate: 2).rate(events: 3, exposure: 6) == 0.5)
    }
}
