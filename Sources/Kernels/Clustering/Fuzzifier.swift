import Foundation

/// The exponent m of fuzzy c-means, with its powers in their cheapest form.
///
/// With t the ratio of a row's smallest squared distance to another one, the membership is proportional to
/// `r = t^(1/(m-1))`, and `u^m` to `r^m = r t`. With `S = Σ r`, `u^m = r t S^-m`, and the row's share of the objective
/// is its smallest squared distance times `S^(1-m)`. So one power a cell and one a row suffice; for the fuzzifiers in
/// use both are made of products and roots, for any other the C library's `pow` is called.
struct Fuzzifier {
    /// The known values of 10 m; `nil` for any other.
    private enum Form { case twenty, eighteen, sixteen, fourteen, twelve }

    private let m: Double
    private let form: Form?

    /// - Precondition: `m` > 1 and finite.
    init(_ m: Double) {
        precondition(m > 1 && m.isFinite, "a fuzzifier must lie above 1, not at \(m)")
        self.m = m
        form =
            switch m {
            case 2: .twenty
            case 1.8: .eighteen
            case 1.6: .sixteen
            case 1.4: .fourteen
            case 1.2: .twelve
            default: nil
            }
    }

    /// What a cell is turned into: its `r`, or `r^m = r t`.
    enum Output { case ratio, raisedRatio }

    /// Turns a block's squared distances into ratios, and sums `r` over the centres.
    ///
    /// On a centre t is 1 for all centres at distance 0, and 0 for the others.
    func weigh(_ block: DistanceBlock, output: Output) {
        block.scratch.sums.update(repeating: 0, count: block.scratch.capacity)
        for centre in 0..<block.centres.count {
            let cells = RatioCells(block, centre, output)
            switch form {
            case .twenty: cells.transform { $0 }
            case .eighteen: cells.transform { $0 * roots(roots($0)) }
            case .sixteen: cells.transform { $0 * $0 * inverseCubeRoot($0) }
            case .fourteen: cells.transform { $0 * $0 * roots($0) }
            case .twelve:
                cells.transform {
                    let square = $0 * $0
                    return square * square * $0
                }
            case nil:
                let exponent = 1 / (m - 1)
                cells.transform { power($0, exponent) }
            }
        }
    }

    /// Computes `S^(1-m)` of every row, S at least 1.
    func spread(_ scratch: BlockScratch, count: Int) {
        let sums = RowSums(sums: scratch.sums.lanes, powers: scratch.powers.lanes, lanes: laneCount(count))
        switch form {
        case .twenty: sums.transform { 1 / $0 }
        case .eighteen:
            sums.transform {
                let root = inverseFifthRoot($0)
                return root * root * (root * root)
            }
        case .sixteen:
            sums.transform {
                let root = inverseFifthRoot($0)
                return root * root * root
            }
        case .fourteen:
            sums.transform {
                let root = inverseFifthRoot($0)
                return root * root
            }
        case .twelve: sums.transform { inverseFifthRoot($0) }
        case nil:
            let exponent = 1 - m
            sums.transform { power($0, exponent) }
        }
    }
}

/// One centre's cells of a block.
private struct RatioCells {
    private let cells, nearest, sums: UnsafeMutablePointer<Lanes>
    private let lanes: Int
    private let output: Fuzzifier.Output

    init(_ block: DistanceBlock, _ centre: Int, _ output: Fuzzifier.Output) {
        (cells, nearest) = (block.scratch.cells(centre).lanes, block.scratch.nearest.lanes)
        (sums, lanes, self.output) = (block.scratch.sums.lanes, laneCount(block.count), output)
    }

    @inline(__always)
    func transform(_ power: (Lanes) -> Lanes) {
        let (cells, nearest, sums) = (cells, nearest, sums)
        let isRaised = output == .raisedRatio
        for lane in 0..<lanes {
            let (distance, smallest) = (cells[lane], nearest[lane])
            let t = (smallest / distance).replacing(with: 1, where: distance .<= smallest)
            let r = power(t)
            sums[lane] += r
            cells[lane] = isRaised ? r * t : r
        }
    }
}

/// The rows' sums of ratios and the powers made of them.
private struct RowSums {
    let sums, powers: UnsafeMutablePointer<Lanes>
    let lanes: Int

    @inline(__always)
    func transform(_ power: (Lanes) -> Lanes) {
        for lane in 0..<lanes { powers[lane] = power(sums[lane]) }
    }
}

@inline(__always)
private func power(_ x: Lanes, _ exponent: Double) -> Lanes {
    Lanes(pow(x[0], exponent), pow(x[1], exponent), pow(x[2], exponent), pow(x[3], exponent))
}

/// The square roots of numbers ≥ 0.
///
/// Each is cut at 0 so that the compiler sees that none is negative: else it tests every lane to set `errno`.
@inline(__always)
private func roots(_ x: Lanes) -> Lanes {
    Lanes(root(x[0]), root(x[1]), root(x[2]), root(x[3]))
}

@inline(__always)
private func root(_ x: Double) -> Double { (x > 0 ? x : 0).squareRoot() }

/// `x^(-1/3)` for x in 0...1; numbers below 10⁻³⁰ count as 10⁻³⁰.
///
/// Newton's iteration on `y⁻³ - x`, from a third of the exponent: four steps reach the last digit.
@inline(__always)
private func inverseCubeRoot(_ x: Lanes) -> Lanes {
    let x = x.replacing(with: 1e-30, where: x .< 1e-30)
    var y = lanes(highWords: 0x5540_0000 &- highWords(x) / 3)
    for _ in 0..<4 { y *= (4 - x * (y * y) * y) * (1.0 / 3) }
    return y
}

/// `x^(-1/5)` for x of at least 1.
///
/// Newton's iteration on `y⁻⁵ - x`, from a fifth of the exponent: five steps reach the last digit.
@inline(__always)
private func inverseFifthRoot(_ x: Lanes) -> Lanes {
    var y = lanes(highWords: 0x4CB9_9999 &- highWords(x) / 5)
    for _ in 0..<5 {
        let square = y * y
        y *= (6 - x * y * (square * square)) * (1.0 / 5)
    }
    return y
}

/// Sign, exponent and the first 20 bits of each fraction.
@inline(__always)
private func highWords(_ x: Lanes) -> SIMD4<UInt32> {
    unsafeBitCast(x, to: SIMD8<UInt32>.self).oddHalf
}

@inline(__always)
private func lanes(highWords: SIMD4<UInt32>) -> Lanes {
    var words = SIMD8<UInt32>.zero
    words.oddHalf = highWords
    return unsafeBitCast(words, to: Lanes.self)
}
