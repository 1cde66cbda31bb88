/// What one customer does after the cut-off in each of several simulated futures.
///
/// Only the futures in which the customer is still active are written out; in all others nothing is bought. One value is
/// memory to work in and is filled again for every customer.
package final class FutureDraws {
    /// What is told of a future.
    package enum Figure: Sendable {
        /// Purchases from the cut-off to the end of a step.
        case purchases
        /// What is spent on them.
        case spend
    }

    package let draws: Int
    package let steps: Int
    /// The futures in which the customer is active, by their numbers, ascending.
    package private(set) var active: [Int] = []
    /// Steps × draws; of a row the first `active.count` cells hold.
    private let purchases: UnsafeMutableBufferPointer<Double>
    private let spend: UnsafeMutableBufferPointer<Double>
    private let column: UnsafeMutableBufferPointer<Double>
    /// Memory for one future: the purchases of each step.
    let bought: UnsafeMutableBufferPointer<Double>

    init(draws: Int, steps: Int) {
        self.draws = draws
        self.steps = steps
        purchases = .allocate(capacity: draws * steps)
        spend = .allocate(capacity: draws * steps)
        column = .allocate(capacity: draws)
        bought = .allocate(capacity: steps)
        purchases.initialize(repeating: 0)
        spend.initialize(repeating: 0)
        column.initialize(repeating: 0)
        bought.initialize(repeating: 0)
        active.reserveCapacity(draws)
    }

    deinit {
        purchases.deallocate()
        spend.deallocate()
        column.deallocate()
        bought.deallocate()
    }

    func begin() { active.removeAll(keepingCapacity: true) }

    /// Begins a future in which the customer is active; what is set next belongs to it.
    func activate(_ draw: Int) { active.append(draw) }

    /// Notes the purchases up to the end of a step, and what is spent on them.
    @inline(__always)
    func set(_ step: Int, purchases count: Double, spend amount: Double) {
        let cell = step * draws + active.count - 1
        purchases[cell] = count
        spend[cell] = amount
    }

    /// A figure of the active futures at the end of a step, in the order of ``active``.
    package func values(_ figure: Figure, step: Int) -> Slice<UnsafeMutableBufferPointer<Double>> {
        let cells = figure == .purchases ? purchases : spend
        return cells[step * draws..<step * draws + active.count]
    }

    /// An order statistic over all futures at the end of a step, its rank from 1 to ``draws``.
    ///
    /// A further draw lies below the one of rank k with probability k / (draws + 1).
    package func order(_ rank: Int, of figure: Figure, step: Int) -> Double {
        order(rank, rank, of: figure, step: step).0
    }

    /// Two order statistics at once, the lower rank first.
    package func order(_ low: Int, _ high: Int, of figure: Figure, step: Int) -> (Double, Double) {
        precondition(1 <= low && low <= high && high <= draws, "ranks \(low) and \(high) of \(draws) draws")
        let idle = draws - active.count
        guard high > idle else { return (0, 0) }
        let source = (figure == .purchases ? purchases : spend).baseAddress.map { $0 + step * draws }
        if let source { column.baseAddress?.update(from: source, count: active.count) }
        let part = UnsafeMutableBufferPointer(rebasing: column[..<active.count])
        let places = low > idle ? [low - idle - 1, high - idle - 1] : [high - idle - 1]
        select(part, ranks: places[...])
        return (low > idle ? part[low - idle - 1] : 0, part[high - idle - 1])
    }

    /// How many futures stay below a number at the end of a step, and how many end on it.
    package func rank(of actual: Double, in figure: Figure, step: Int) -> (below: Int, equal: Int) {
        let idle = draws - active.count
        var (below, equal) = (actual > 0 ? idle : 0, actual == 0 ? idle : 0)
        for value in values(figure, step: step) {
            if value < actual { below += 1 } else if value == actual { equal += 1 }
        }
        return (below, equal)
    }
}
