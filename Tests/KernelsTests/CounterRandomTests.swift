import Foundation
import Kernels
import Testing

struct CounterRandomTests {
    /// The first block of seed 0 and stream 0 is the known answer for counter and key of zero.
    @Test func `a stream starts with its block's words`() {
        var random = CounterRandom(seed: 0, stream: 0)
        #expect(random.next() == 0xe169_c58d_6627_e8d5)
        #expect(random.next() == 0x9b00_dbd8_bc57_ac4c)
    }

    @Test func `streams and seeds differ and repeat`() {
        func draws(_ seed: UInt64, _ stream: UInt64) -> [UInt64] {
            var random = CounterRandom(seed: seed, stream: stream)
            return (0..<9).map { _ in random.next() }
        }
        #expect(draws(1, 2) == draws(1, 2))
        #expect(Set(draws(1, 2) + draws(2, 1) + draws(1, 3) + draws(1 << 32, 2)).count == 36)
    }

    @Test func `uniforms fill the unit interval`() {
        var random = CounterRandom(seed: 1, stream: 1)
        let values = (0..<100_000).map { _ in random.uniform() }
        #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
        expectMean(values, 0.5, variance: 1.0 / 12)
    }

    @Test func `every index is equally likely`() {
        var random = CounterRandom(seed: 2, stream: 1)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[random.index(below: 7)] += 1 }
        // Chi-square with 6 degrees of freedom, 99.9 % quantile.
        let chiSquare = counts.reduce(0.0) { $0 + pow(Double($1 - 10_000), 2) / 10_000 }
        #expect(chiSquare < 22.46)
        #expect(random.index(below: 1) == 0)
        #expect((0..<Int.max).contains(random.index(below: .max)))
    }

    @Test func `normal draws`() {
        expectMoments(mean: 0, variance: 1, fourth: 3) { $0.normal() }
    }

    @Test func `exponential draws`() {
        expectMoments(mean: 1, variance: 1, fourth: 9) { $0.exponential() }
    }

    @Test(arguments: [0.05, 0.7, 1, 4.5, 300])
    func `gamma draws`(shape: Double) {
        expectMoments(mean: shape, variance: shape, fourth: 3 * shape * shape + 6 * shape) { $0.gamma(shape: shape) }
    }

    @Test(arguments: [(0.01, 0.02), (0.8, 2.4), (5, 1), (40, 60)])
    func `beta draws`(a: Double, b: Double) {
        let (sum, mean) = (a + b, a / (a + b))
        let variance = mean * (1 - mean) / (sum + 1)
        let excess = 6 * (pow(a - b, 2) * (sum + 1) - a * b * (sum + 2)) / (a * b * (sum + 2) * (sum + 3))
        expectMoments(mean: mean, variance: variance, fourth: (excess + 3) * variance * variance) { $0.beta(a, b) }
    }

    @Test(arguments: [0, 0.3, 9.9, 10, 47.5, 3_000])
    func `Poisson draws`(mean: Double) {
        expectMoments(mean: mean, variance: mean, fourth: 3 * mean * mean + mean) { Double($0.poisson(mean: mean)) }
    }

    @Test(arguments: [1, 0.6, 0.02])
    func `geometric draws`(p: Double) {
        let variance = (1 - p) / (p * p)
        let fourth = variance * (9 * variance + 1)
        expectMoments(mean: (1 - p) / p, variance: variance, fourth: fourth) {
            Double($0.geometric(probability: p))
        }
    }

    /// P(0), P(1)… of a Poisson variable with mean 12 against the frequencies of the rejection method.
    @Test func `large Poisson means have the right shape`() {
        var random = CounterRandom(seed: 6, stream: 0)
        let draws = 200_000
        var counts = [Double](repeating: 0, count: 60)
        for _ in 0..<draws { counts[min(59, random.poisson(mean: 12))] += 1 }
        var (probability, chiSquare, cells) = (exp(-12.0), 0.0, 0.0)
        for k in 0..<60 {
            let expected = probability * Double(draws)
            if expected > 20 { (chiSquare, cells) = (chiSquare + pow(counts[k] - expected, 2) / expected, cells + 1) }
            probability *= 12 / Double(k + 1)
        }
        #expect(chiSquare < cells + 3.3 * (2 * cells).squareRoot())
    }

    @Test func `samples are sets of the right size, each row equally likely`() {
        var counts = [Int](repeating: 0, count: 10)
        for stream in 0..<20_000 {
            var random = CounterRandom(seed: 3, stream: UInt64(stream))
            let drawn = random.sample(3, of: 10)
            #expect(drawn.count == 3 && drawn == Set(drawn).sorted())
            for row in drawn { counts[row] += 1 }
        }
        #expect(counts.allSatisfy { abs($0 - 6_000) < 300 })
        var random = CounterRandom(seed: 3, stream: 0)
        #expect(random.sample(4, of: 4) == [0, 1, 2, 3])
        #expect(random.sample(0, of: 0) == [])
    }

    @Test func `a shuffle keeps the elements and reaches every place`() {
        var sums = [Int](repeating: 0, count: 5)
        for stream in 0..<10_000 {
            var random = CounterRandom(seed: 4, stream: UInt64(stream))
            var elements = [0, 1, 2, 3, 4]
            random.shuffle(&elements)
            #expect(elements.sorted() == [0, 1, 2, 3, 4])
            for place in 0..<5 { sums[place] += elements[place] }
        }
        #expect(sums.allSatisfy { abs($0 - 20_000) < 600 })
    }

    @Test func `weighted positions never fall on a weight of zero`() {
        var random = CounterRandom(seed: 5, stream: 0)
        var counts = [Int](repeating: 0, count: 5)
        for _ in 0..<40_000 { counts[random.index(cumulative: [0, 1, 1, 4, 4])] += 1 }
        #expect(counts[0] == 0 && counts[2] == 0 && counts[4] == 0)
        #expect(abs(counts[1] - 10_000) < 400)
    }
}

/// Checks mean and variance of 100,000 draws within five standard errors.
private func expectMoments(
    mean: Double, variance: Double, fourth: Double, sourceLocation: SourceLocation = #_sourceLocation,
    _ draw: (inout CounterRandom) -> Double
) {
    var random = CounterRandom(seed: 20, stream: 7)
    let values = (0..<100_000).map { _ in draw(&random) }
    expectMean(values, mean, variance: variance, sourceLocation: sourceLocation)
    expectMean(
        values.map { ($0 - mean) * ($0 - mean) }, variance, variance: fourth - variance * variance,
        sourceLocation: sourceLocation)
}

private func expectMean(
    _ values: [Double], _ mean: Double, variance: Double, sourceLocation: SourceLocation = #_sourceLocation
) {
    let error = abs(Moments(values).mean - mean)
    #expect(error <= 5 * (variance / Double(values.count)).squareRoot(), sourceLocation: sourceLocation)
}
