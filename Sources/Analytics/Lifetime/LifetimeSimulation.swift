internal import Domain
internal import Kernels

/// Runs the simulated futures of every buyer of some records, equal histories one after the other.
struct LifetimeSimulation: Sendable {
    let records: PurchaseRecords
    let simulation: FutureSimulation
    /// Rows of the records by history: the probability of being active is worked out once for equal ones.
    private let order: [Int32]
    private let history: [Int32]

    init(_ records: PurchaseRecords, _ histories: PurchaseHistories, _ simulation: FutureSimulation) {
        (self.records, self.simulation) = (records, simulation)
        history = histories.indexOfCustomer
        order = Self.rows(by: history, count: histories.count)
    }

    /// Hands the futures of each buyer to `body` together with the result of the part that the buyer belongs to.
    ///
    /// - Returns: the results of the parts, in their order.
    func map<Part: Sendable>(
        _ make: @Sendable () -> Part, jobs: Int, _ body: @Sendable (inout Part, Int, FutureDraws) -> Void
    ) -> [Part] {
        Partitions.map(total: order.count, jobs: jobs) { range in
            var part = make()
            let futures = simulation.makeDraws()
            var (active, activeHistory): ([Double], Int32) = ([], -1)
            for row in order[range].lazy.map({ Int($0) }) {
                let customer = self.customer(row)
                if history[row] != activeHistory {
                    active = simulation.probabilitiesActive(
                        frequency: customer.frequency, recency: customer.recency, age: customer.age)
                    activeHistory = history[row]
                }
                simulation.simulate(customer, active: active, into: futures)
                body(&part, row, futures)
            }
            return part
        }
    }

    private func customer(_ row: Int) -> FutureSimulation.Customer {
        FutureSimulation.Customer(
            frequency: Double(records.frequency[row]), recency: records.recency[row], age: records.age[row],
            meanSpend: records.meanSpend[row], stream: UInt64(records.customer[row]))
    }

    private static func rows(by history: [Int32], count: Int) -> [Int32] {
        var start = [Int32](repeating: 0, count: count + 1)
        for index in history { start[Int(index) + 1] += 1 }
        for index in 0..<count { start[index + 1] += start[index] }
        var order = [Int32](repeating: 0, count: history.count)
        for (row, index) in history.enumerated() {
            order[Int(start[Int(index)])] = Int32(row)
            start[Int(index)] += 1
        }
        return order
    }
}

/// Sums over customers within each draw: draws of the shop's totals.
struct TotalDraws: Sendable {
    let steps: Int
    /// Draws × steps.
    private(set) var purchases: [Double]
    private(set) var spend: [Double]

    init(steps: Int) {
        self.steps = steps
        purchases = [Double](repeating: 0, count: FutureSimulation.draws * steps)
        spend = purchases
    }

    mutating func add(_ futures: FutureDraws) {
        for step in 0..<steps {
            let (bought, spent) = (futures.values(.purchases, step: step), futures.values(.spend, step: step))
            for (draw, (count, amount)) in zip(futures.active, zip(bought, spent)) {
                purchases[draw * steps + step] += count
                spend[draw * steps + step] += amount
            }
        }
    }

    mutating func merge(_ other: TotalDraws) {
        for cell in purchases.indices {
            purchases[cell] += other.purchases[cell]
            spend[cell] += other.spend[cell]
        }
    }

    /// The draws of a step, ascending.
    func sorted(_ cells: KeyPath<TotalDraws, [Double]>, step: Int) -> [Double] {
        let cells = self[keyPath: cells]
        return (0..<FutureSimulation.draws).map { cells[$0 * steps + step] }.sorted()
    }
}
