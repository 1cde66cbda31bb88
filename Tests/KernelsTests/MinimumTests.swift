import Foundation
import Kernels
import Testing

/// The search for a minimum on functions whose minima are known.
struct MinimumTests {
    /// Rosenbrock (1960): a bent valley with its only minimum at (1, 1).
    private func rosenbrock(_ point: [Double], _ gradient: inout [Double]) -> Double {
        let (x, y) = (point[0], point[1])
        gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x)
        gradient[1] = 200 * (y - x * x)
        return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x)
    }

    @Test(arguments: [[-1.2, 1], [0, 0], [4, -4], [-5, 5]])
    func `Rosenbrock's valley`(start: [Double]) {
        let found = Minimum.search(
            from: start, within: -5...5, tolerance: 1e-9, maximumIterations: 200, of: rosenbrock)
        #expect(found.gradientNorm <= 1e-9 && found.onBound.isEmpty && found.iterations < 100)
        #expect(abs(found.point[0] - 1) < 1e-8 && abs(found.point[1] - 1) < 1e-8)
    }

    /// With x held below 0.5, the best y is x².
    @Test func `a bound that holds`() {
        let found = Minimum.search(
            from: [-1.2, 0.3], within: -2...0.5, tolerance: 1e-9, maximumIterations: 200, of: rosenbrock)
        #expect(found.onBound == [0] && found.point[0] == 0.5)
        #expect(abs(found.point[1] - 0.25) < 1e-9)
    }

    /// 10⁶ (x − 2y)² + e^(−y): a ridge that leads x to its bound, where 4·10⁶ (2y − 3) = e^(−y).
    @Test func `a ridge that ends at a bound`() {
        let found = Minimum.search(from: [0, 1], within: -3...3, tolerance: 1e-9, maximumIterations: 100) {
            let (across, fall) = ($0[0] - 2 * $0[1], exp(-$0[1]))
            $1 = [2e6 * across, -4e6 * across - fall]
            return 1e6 * across * across + fall
        }
        #expect(found.onBound == [0] && found.gradientNorm <= 1e-9 && found.iterations < 60)
        #expect(abs(found.point[1] - 1.5 - exp(-1.5) / 8e6) < 1e-12)
    }

    @Test func `a start on the bound that does not hold`() {
        let found = Minimum.search(
            from: [-2, -2], within: -2...2, tolerance: 1e-9, maximumIterations: 200, of: rosenbrock)
        #expect(found.onBound.isEmpty && abs(found.point[0] - 1) < 1e-8)
    }

    /// −ln x + x, not finite left of 0.
    @Test func `where the function ends, the step is shortened`() {
        let found = Minimum.search(from: [8], within: -10...10, tolerance: 1e-10, maximumIterations: 100) {
            $1[0] = 1 - 1 / $0[0]
            return $0[0] > 0 ? $0[0] - log($0[0]) : .nan
        }
        #expect(abs(found.point[0] - 1) < 1e-9)
    }

    @Test func `an early end is told by the gradient`() {
        let found = Minimum.search(
            from: [-1.2, 1], within: -5...5, tolerance: 1e-9, maximumIterations: 5, of: rosenbrock)
        #expect(found.iterations == 5 && found.gradientNorm > 1e-3)
    }

    /// At (1, 1): 802, −400, 200.
    @Test func `the Hessian of Rosenbrock's function`() {
        let found = hessian(at: [1, 1], of: rosenbrock)
        for (value, known) in zip(found.elements, [802.0, -400, -400, 200]) { expectClose(value, known, within: 1e-7) }
    }
}
