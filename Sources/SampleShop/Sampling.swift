internal import Foundation
internal import Kernels

/// Draws an index with given weights, by binary search in their running sum.
struct Weighted {
    private let cumulative: [Double]

    /// - Parameter weights: at least one, none negative, not all zero; they need not add up to 1.
    init(_ weights: [Double]) {
        var sum = 0.0
        cumulative = weights.map { weight in
            sum += weight
            return sum
        }
        precondition(sum > 0, "weights add up to \(sum), need more than 0")
    }

    func draw(_ random: inout CounterRandom) -> Int {
        draw(in: 0..<cumulative.count, &random)
    }

    /// Draws among the indices of `range` alone, with their weights relative to each other.
    func draw(in range: Range<Int>, _ random: inout CounterRandom) -> Int {
        let floor = range.lowerBound == 0 ? 0 : cumulative[range.lowerBound - 1]
        let target = floor + random.uniform() * (cumulative[range.upperBound - 1] - floor)
        var (low, high) = (range.lowerBound, range.upperBound - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > target { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// A population made of groups, each with its own Beta distribution of a probability.
///
/// Real habits come in groups: most people hardly ever return anything, a few return a third.
struct BetaGroups: Encodable {
    /// One group: its share of the population, and Beta(`alpha`, `beta`) within it.
    struct Group: Encodable {
        let share, alpha, beta: Double
    }

    let groups: [Group]

    init(_ groups: [(share: Double, alpha: Double, beta: Double)]) {
        self.groups = groups.map { Group(share: $0.share, alpha: $0.alpha, beta: $0.beta) }
    }

    /// A group's index and a probability drawn from it.
    func draw(_ random: inout CounterRandom) -> (group: Int, rate: Double) {
        let group = pickGroup(shares: groups.lazy.map(\.share), random.uniform())
        return (group, random.beta(groups[group].alpha, groups[group].beta))
    }
}

/// A population made of groups, each with its own log-normal distribution of an amount.
struct LogNormalGroups: Encodable {
    /// One group: its share of the population, the median in it, and the deviation of the logarithm.
    struct Group: Encodable {
        let share, median, sigma: Double
    }

    let groups: [Group]

    init(_ groups: [(share: Double, median: Double, sigma: Double)]) {
        self.groups = groups.map { Group(share: $0.share, median: $0.median, sigma: $0.sigma) }
    }

    /// A group's index, and the logarithm of an amount drawn from it.
    func drawLogarithm(_ random: inout CounterRandom) -> (group: Int, logarithm: Double) {
        let group = pickGroup(shares: groups.lazy.map(\.share), random.uniform())
        return (group, logMedian(group) + groups[group].sigma * random.normal())
    }

    /// Mean and standard deviation of the logarithm over the whole population.
    var logarithmMoments: (mean: Double, deviation: Double) {
        var (mean, square) = (0.0, 0.0)
        for (index, group) in groups.enumerated() {
            mean += group.share * logMedian(index)
            square += group.share * (logMedian(index) * logMedian(index) + group.sigma * group.sigma)
        }
        return (mean, (square - mean * mean).squareRoot())
    }

    private func logMedian(_ group: Int) -> Double {
        log(groups[group].median)
    }
}

private func pickGroup(shares: some Collection<Double>, _ uniform: Double) -> Int {
    var rest = uniform
    var last = 0
    for (index, share) in shares.enumerated() {
        if rest < share { return index }
        rest -= share
        last = index
    }
    return last
}
