import Foundation
import Kernels
import Testing

/// The special functions against values worked out with many more digits.
struct SpecialFunctionsTests {
    typealias Entry = (line: Substring, arguments: [Double], value: Double)

    /// The rows of the table for one function.
    private func entries(_ name: String, arguments: Int) throws -> [Entry] {
        let rows = try specialFunctionValues.split(separator: "\n").filter { $0.hasPrefix(name + " ") }.map { line in
            let numbers = line.split(separator: " ").compactMap { Double($0) }
            try #require(numbers.count == arguments + 1)
            return (line, Array(numbers.dropLast()), numbers[arguments])
        }
        try #require(rows.count > 10)
        return rows
    }

    /// Checks a function against its rows: within `relative` of the value plus `absolute`.
    private func expect(
        _ name: String, arguments: Int, relative: Double, absolute: Double = 0, _ function: ([Double]) -> Double
    ) throws {
        for (line, arguments, value) in try entries(name, arguments: arguments) {
            let found = function(arguments)
            #expect(abs(found - value) <= relative * abs(value) + absolute, "\(line), but \(found)")
        }
    }

    @Test func `logarithm of gamma`() throws {
        // Γ is 1 at 1 and 2, where only the absolute error can be small.
        try expect("logGamma", arguments: 1, relative: 1e-15, absolute: 4e-15) { logGamma($0[0]) }
    }

    @Test func `ratios of gammas do not cancel`() throws {
        // ψ vanishes at 1.46…, and with it the logarithm of the ratio for small steps.
        try expect("logGammaRatio", arguments: 2, relative: 2e-14, absolute: 2e-14) { logGammaRatio($0[0], $0[1]) }
        for a in [1e3, 1e6, 1e12] {
            for (_, arguments, value) in try entries("logGammaRatio", arguments: 2) where arguments[0] == a {
                #expect(abs(logGammaRatio(a, arguments[1]) - value) <= 1e-14 * value)
            }
        }
    }

    @Test func `digamma and trigamma`() throws {
        try expect("digamma", arguments: 1, relative: 1e-15, absolute: 4e-15) { digamma($0[0]) }
        try expect("trigamma", arguments: 1, relative: 4e-15) { trigamma($0[0]) }
    }

    @Test func `differences of digammas do not cancel`() throws {
        try expect("digammaDifference", arguments: 2, relative: 1e-14) { digammaDifference($0[0], $0[1]) }
    }

    @Test func `beta and its ratios`() throws {
        try expect("logBeta", arguments: 2, relative: 4e-14, absolute: 4e-14) { logBeta($0[0], $0[1]) }
        try expect("logBetaRatio", arguments: 3, relative: 1e-12, absolute: 1e-13) {
            logBetaRatio($0[0], $0[1], $0[2])
        }
    }

    @Test func `what a logarithm leaves of its tangent`() throws {
        try expect("log1pMinus", arguments: 1, relative: 4e-15) { log1pMinus($0[0]) }
    }

    @Test func `Gauss's hypergeometric function`() throws {
        // An error in the logarithm is a relative one of the function.
        try expect("logHypergeometric", arguments: 4, relative: 1e-12, absolute: 1e-12) {
            logHypergeometric($0[0], $0[1], $0[2], at: $0[3])
        }
    }

    @Test(arguments: [-800, -40, -1, -1e-9, 0, 1e-9, 1, 40, 800])
    func `probabilities and log-odds`(x: Double) {
        #expect(abs(logistic(x) + logistic(-x) - 1) <= 0x1p-53)
        #expect(abs(log(logistic(x)) + softplus(-x)) <= 1e-15 * max(1, abs(x)) || x < -700)
        #expect(softplus(x) - softplus(-x) == x || abs(x) < 40)
        #expect(abs(logSumExp(x, 0) - softplus(x)) <= 1e-15 * max(1, x))
        #expect(logSumExp(-.infinity, x) == x && logSumExp(-.infinity, -.infinity) == -.infinity)
    }

    @Test(arguments: [2, 3, 8, 12, 16, 32])
    func `Gauss-Legendre rules are exact for polynomials`(count: Int) {
        let rule = GaussLegendre(count: count)
        for degree in 0..<2 * count {
            let sum = zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(degree)) }
            #expect(abs(sum - (degree % 2 == 0 ? 2 / Double(degree + 1) : 0)) < 1e-14)
        }
    }
}
