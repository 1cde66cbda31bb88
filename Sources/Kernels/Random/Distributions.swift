import Foundation

extension CounterRandom {
    /// A draw from the normal distribution with mean 0 and variance 1.
    ///
    /// Source: Box & Muller (1958); one of the pair is used, so that every draw takes two uniforms.
    package mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }

    /// A draw from the exponential distribution with mean 1.
    package mutating func exponential() -> Double {
        -log(1 - uniform())
    }

    /// A draw from the gamma distribution with rate 1; it may underflow to 0 for a tiny shape.
    ///
    /// - Precondition: `shape` > 0 and finite.
    package mutating func gamma(shape: Double) -> Double {
        shape >= 1 ? gammaAboveOne(shape: shape) : exp(logGamma(shape: shape))
    }

    /// The logarithm of a gamma draw, finite also where the draw itself would underflow.
    ///
    /// Source: Stuart (1962): Gamma(a) is Gamma(a + 1) times U^(1/a).
    private mutating func logGamma(shape: Double) -> Double {
        guard shape < 1 else { return log(gammaAboveOne(shape: shape)) }
        return log(gammaAboveOne(shape: shape + 1)) + log(1 - uniform()) / shape
    }

    /// Source: Marsaglia & Tsang (2000), "A simple method for generating gamma variables".
    private mutating func gammaAboveOne(shape: Double) -> Double {
        precondition(
            shape > 0 && shape.isFinite, "a gamma distribution needs a positive shape, not \(shape)")
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            let u = 1 - uniform()
            // The squeeze of the same paper: it lies below the bound that follows, and spares most logarithms.
            if u < 1 - 0.0331 * (x * x) * (x * x) { return d * v }
            if log(u) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }

    /// A draw from the beta distribution, in 0...1; the ends can be reached for tiny parameters.
    ///
    /// - Precondition: both parameters are positive and finite.
    package mutating func beta(_ a: Double, _ b: Double) -> Double {
        let (x, y) = (logGamma(shape: a), logGamma(shape: b))
        return 1 / (1 + exp(y - x))
    }

    /// The number of failures before the first success, each trial succeeding with the same probability.
    ///
    /// - Precondition: `probability` in 0...1 and not 0.
    package mutating func geometric(probability: Double) -> Int {
        precondition(
            probability > 0 && probability <= 1,
            "a geometric distribution needs 0 < p ≤ 1, not \(probability)")
        guard probability < 1 else { return 0 }
        return Int(min(9e18, log(1 - uniform()) / log1p(-probability)))
    }

    /// A draw from the Poisson distribution.
    ///
    /// - Parameter mean: ≥ 0 and at most 10¹⁵.
    /// - Returns: a count.
    package mutating func poisson(mean: Double) -> Int {
        precondition(
            mean >= 0 && mean <= 1e15, "a Poisson distribution needs a mean in 0...10¹⁵, not \(mean)")
        return mean < 10 ? smallPoisson(mean: mean) : largePoisson(mean: mean)
    }

    /// Counts unit-rate arrivals up to the mean, as a product of uniforms.
    private mutating func smallPoisson(mean: Double) -> Int {
        let floor = exp(-mean)
        var (count, product) = (0, 1 - uniform())
        while product > floor {
            count += 1
            product *= 1 - uniform()
        }
        return count
    }

    /// Source: Hörmann (1993), "The transformed rejection method for generating Poisson random variables", PTRS.
    private mutating func largePoisson(mean: Double) -> Int {
        let b = 0.931 + 2.53 * mean.squareRoot()
        let a = -0.059 + 0.02483 * b
        let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
        let vr = 0.9277 - 3.6224 / (b - 2)
        while true {
            let u = uniform() - 0.5
            let v = 1 - uniform()
            let us = 0.5 - abs(u)
            let k = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
            if us >= 0.07 && v <= vr { return Int(k) }
            if k < 0 || (us < 0.013 && v > us) || us == 0 { continue }
            let bound = k * log(mean) - mean - logFactorial(k)
            if log(v) + log(inverseAlpha) - log(a / (us * us) + b) <= bound { return Int(k) }
        }
    }
}

/// The natural logarithm of k! for a whole k ≥ 0: the sum itself below 10, Stirling's series above (error below 10⁻¹²).
private func logFactorial(_ k: Double) -> Double {
    guard k >= 10 else { return log(stride(from: 2, through: k, by: 1).reduce(1, *)) }
    let n = k + 1
    let inverse = 1 / n
    let square = inverse * inverse
    let series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)))
    return (n - 0.5) * log(n) - n + 0.5 * log(2 * Double.pi) + series
}
