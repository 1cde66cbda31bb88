import Foundation

/// The exponent m of fuzzy c-means, with its powers in their cheapest form.
///
/// With t the ratio of a row's smallest squared distance to another one, the membership is proportional to
/// `r = t^(1/(m-1))`, and `u^m` to `r^m = r t`. With `S = Σ r`, `u^m = r t S^-m`, and the row's share of the objective
/// is its smallest squared distance times `S^(1-m)`. So one power a cell and one a row suffice; for the fuzzifiers in
/// use both are made of products and roots, for any other the C library's `pow` is called.
struct Fuzzifier {
    private enum Form { case two, nine, eight, seven, six, other }

    let m: Double
    private let form: Form

    /// - Precondition: `m` > 1 and finite.
    init(_ m: Double) {
        precondition(m > 1 && m.isFinite, "a fuzzifier must lie above 1, not at \(m)")
        self.m = m
        form =
            switch m {
            case 2: .two
            case 1.8: .nine
            case 1.6: .eight
            case 1.4: .seven
            case 1.2: .six
            default: .other
            }
    }

    /// What a cell is turned into: its `r`, or `r^m = r t`.
    enum Output { case ratio, raisedRatio }

    /// Turns one centre's squared distances into ratios and adds `r` to the rows' sums.
    ///
    /// - Parameters:
    ///   - distances: squared distances of `count` rows, replaced in place.
    ///   - nearest: the rows' smallest squared distances; on a centre t is 1 for that centre and 0 for all others.
    ///   - sums: `S` so far.
    ///   - count: the rows.
    ///   - output: what to leave in `distances`.
    func weigh(
        _ distances: UnsafeMutablePointer<Double>, nearest: UnsafePointer<Double>, sums: UnsafeMutablePointer<Double>,
        count: Int, output: Output
    ) {
        let cells = Cells(values: distances, nearest: nearest, sums: sums, count: count, output: output)
        switch form {
        case .two: cells.transform { $0 }
        case .nine: cells.transform { $0 * $0.squareRoot().squareRoot() }
        case .eight: cells.transform { $0 * $0 * inverseRoot3($0) }
        case .seven: cells.transform { $0 * $0 * $0.squareRoot() }
        case .six: cells.transform { $0 * $0 * $0 * $0 * $0 }
        case .other:
            let exponent = 1 / (m - 1)
            cells.transform { pow($0, exponent) }
        }
    }

    /// `S^(1-m)` of every row, S at least 1.
    func spread(_ sums: UnsafePointer<Double>, into powers: UnsafeMutablePointer<Double>, count: Int) {
        switch form {
        case .two: for row in 0..<count { powers[row] = 1 / sums[row] }
        case .nine: fifthRoots(sums, into: powers, count: count) { $0 * $0 * $0 * $0 }
        case .eight: fifthRoots(sums, into: powers, count: count) { $0 * $0 * $0 }
        case .seven: fifthRoots(sums, into: powers, count: count) { $0 * $0 }
        case .six: fifthRoots(sums, into: powers, count: count) { $0 }
        case .other: for row in 0..<count { powers[row] = pow(sums[row], 1 - m) }
        }
    }

    @inline(__always)
    private func fifthRoots(
        _ sums: UnsafePointer<Double>, into powers: UnsafeMutablePointer<Double>, count: Int,
        _ power: (Double) -> Double
    ) {
        for row in 0..<count { powers[row] = power(inverseRoot5(sums[row])) }
    }
}

/// One centre's cells of a block.
private struct Cells {
    let values: UnsafeMutablePointer<Double>
    let nearest: UnsafePointer<Double>
    let sums: UnsafeMutablePointer<Double>
    let count: Int
    let output: Fuzzifier.Output

    @inline(__always)
    func transform(_ power: (Double) -> Double) {
        let (values, nearest, sums) = (values, nearest, sums)
        if output == .raisedRatio {
            for row in 0..<count {
                let t = ratio(nearest[row], values[row])
                let r = power(t)
                sums[row] += r
                values[row] = r * t
            }
        } else {
            for row in 0..<count {
                let r = power(ratio(nearest[row], values[row]))
                sums[row] += r
                values[row] = r
            }
        }
    }

    @inline(__always)
    private func ratio(_ nearest: Double, _ distance: Double) -> Double {
        distance > nearest ? nearest / distance : 1
    }
}

/// `x^(-1/3)` for x in 0...1; numbers below 10⁻³⁰ count as 10⁻³⁰.
///
/// Newton's iteration on `y⁻³ - x`, from the exponent's third: four steps reach the last digit.
@inline(__always)
private func inverseRoot3(_ x: Double) -> Double {
    let x = x > 1e-30 ? x : 1e-30
    let high = 0x5540_0000 - (x.bitPattern >> 32) / 3
    var y = Double(bitPattern: high << 32)
    for _ in 0..<4 { y *= (4 - x * y * y * y) * (1.0 / 3) }
    return y
}

/// `x^(-1/5)` for x of at least 1.
///
/// Newton's iteration on `y⁻⁵ - x`, from the exponent's fifth: five steps reach the last digit.
@inline(__always)
private func inverseRoot5(_ x: Double) -> Double {
    let high = 0x4CB9_9999 - (x.bitPattern >> 32) / 5
    var y = Double(bitPattern: high << 32)
    for _ in 0..<5 {
        let square = y * y
        y *= (6 - x * square * square * y) * (1.0 / 5)
    }
    return y
}
