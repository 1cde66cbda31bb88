import Foundation
import Kernels
import Testing

struct HypergeometricTailTests {
    /// Fisher's lady, who tells by taste what was poured first: 3 of 4 cups at p = 17/70, 4 of 4 at 1/70.
    @Test func `the tea experiment`() {
        let tail = HypergeometricTail(largestPopulation: 8)
        #expect(abs(exp(tail.logAtLeast(3, population: 8, marked: 4, drawn: 4)) - 17.0 / 70) < 1e-15)
        #expect(abs(exp(tail.logAtLeast(4, population: 8, marked: 4, drawn: 4)) - 1.0 / 70) < 1e-15)
        #expect(tail.logAtLeast(0, population: 8, marked: 4, drawn: 4) == 0)
    }

    @Test func `both sides of the mode agree with the plain sum`() {
        let tail = HypergeometricTail(largestPopulation: 60)
        func choose(_ n: Int, _ k: Int) -> Double { (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) } }
        for (population, marked, drawn) in [(60, 20, 15), (40, 35, 30), (30, 1, 29), (25, 12, 13)] {
            let (lowest, highest) = (max(0, marked + drawn - population), min(marked, drawn))
            for hits in lowest...highest {
                let plain =
                    (hits...highest).reduce(0.0) {
                        $0 + choose(marked, $1) * choose(population - marked, drawn - $1)
                    } / choose(population, drawn)
                let found = exp(tail.logAtLeast(hits, population: population, marked: marked, drawn: drawn))
                #expect(abs(found - plain) <= 1e-12 * plain)
            }
        }
    }

    @Test func `far below the smallest number there is`() {
        let tail = HypergeometricTail(largestPopulation: 1_000_000)
        let logP = tail.logAtLeast(5_000, population: 1_000_000, marked: 5_000, drawn: 5_000)
        // One way in C(1,000,000, 5,000) ways; Stirling's series for the logarithm of that number.
        func lnFactorial(_ n: Double) -> Double {
            n * log(n) - n + 0.5 * log(2 * .pi * n) + 1 / (12 * n) - 1 / (360 * n * n * n)
        }
        let ways = lnFactorial(1e6) - lnFactorial(5_000) - lnFactorial(995_000)
        #expect(abs(logP + ways) < 1e-6)
    }
}

struct BenjaminiHochbergTests {
    /// The example of Benjamini & Hochberg (1995), §4.1: at 5 %, the four smallest of fifteen p values are discoveries.
    @Test func `the example of its authors`() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590,
            1.0,
        ]
        let q = benjaminiHochberg(logP: p.reversed().map { log($0) }).map { exp($0) }
        #expect(q.reversed().map { $0 <= 0.05 } == (0..<15).map { $0 < 4 })
        #expect(abs(q[14] - 0.0015) < 1e-12 && abs(q[11] - 0.035625) < 1e-12)
        #expect(q[0] == 1 && benjaminiHochberg(logP: []).isEmpty)
    }
}
