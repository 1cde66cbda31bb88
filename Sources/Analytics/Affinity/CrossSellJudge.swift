internal import Domain
internal import Foundation

/// Lists of products made at a cutoff, and what customers bought in their last order between it and an end.
struct CrossSellJudge: Sendable {
    /// Which products of the order count.
    enum Question: Sendable {
        /// Those that the customer did not have before it.
        case new
        /// All of them.
        case any
    }

    private let whole: OrderSequences
    private let model: CrossSellModel
    /// Customers with something before the cutoff and an order after it, and that order.
    private let cases: [(customer: Int32, order: Int32)]

    /// - Parameters:
    ///   - whole: all orders.
    ///   - cutoff: orders at or after it are not known.
    ///   - end: orders at or after it do not exist.
    ///   - jobs: threads.
    init(_ whole: OrderSequences, cutoff: Int64, end: Int64, jobs: Int) {
        let before = whole.before(cutoff)
        let model = CrossSellModel(before, ProductSequences(before, longest: 2, jobs: jobs), jobs: jobs)
        cases = (0..<whole.shop.customers.count).compactMap { customer in
            guard let last = whole.shop.customers.orders(of: customer).last(where: { whole.times[$0] < end }),
                whole.times[last] >= cutoff, !model.owned.places(of: customer).isEmpty
            else { return nil }
            return (Int32(customer), Int32(last))
        }
        (self.whole, self.model) = (whole, model)
    }

    /// How the lists of a variant did; without products that come back where new ones are asked for.
    func figures(
        _ question: Question, _ variant: CrossSellVariant, atMost count: Int = .max, jobs: Int
    ) -> CrossSell.Figures? {
        var variant = variant
        variant.offersDue = variant.offersDue && question == .any
        let chosen = variant
        return figures(question, atMost: count, jobs: jobs) { customer, scratch in
            model.best(for: customer, CrossSell.listLength, chosen, &scratch).map(\.item)
        }
    }

    /// How the products did that most customers have; without the customer's own where new ones are asked for.
    func popularity(_ question: Question, jobs: Int) -> CrossSell.Figures? {
        figures(question, atMost: .max, jobs: jobs) { customer, _ in
            guard question == .new else { return Array(model.popular.prefix(CrossSell.listLength)) }
            return Array(
                model.popular.lazy.filter { !model.owned.holds($0, customer) }.prefix(CrossSell.listLength))
        }
    }

    /// Judges some lists, of at most so many customers, evenly spread.
    private func figures(
        _ question: Question, atMost count: Int, jobs: Int,
        _ list: @Sendable (Int, inout CrossSellModel.Scratch) -> [Int32]
    ) -> CrossSell.Figures? {
        let total = min(count, cases.count)
        let parts = Partitions.map(total: total, jobs: jobs) { range in
            var (scratch, wanted) = (CrossSellModel.Scratch(model), WantedProducts(itemCount: whole.itemCount))
            return range.compactMap { place -> Double? in
                let (customer, order) = cases[cases.count * place / total]
                wanted.read(question, Int(order), whole)
                return wanted.count == 0 ? nil : wanted.gain(list(Int(customer), &scratch))
            }
        }
        let gains = parts.flatMap { $0 }
        guard !gains.isEmpty else { return nil }
        return CrossSell.Figures(
            customers: gains.count, hitRate: Double(gains.count { $0 > 0 }) / Double(gains.count),
            ndcg: gains.reduce(0, +) / Double(gains.count))
    }
}

/// The products of one order that lists are held against.
private struct WantedProducts {
    private(set) var count = 0
    /// By product: the order in which it was wanted last, or -1.
    private var wantedIn: [Int32]
    private var order: Int32 = -1

    init(itemCount: Int) {
        wantedIn = [Int32](repeating: -1, count: itemCount)
    }

    mutating func read(_ question: CrossSellJudge.Question, _ order: Int, _ orders: OrderSequences) {
        (self.order, count) = (Int32(order), orders.starts[order + 1] - orders.starts[order])
        for place in orders.starts[order]..<orders.starts[order + 1] {
            wantedIn[Int(orders.items[place])] = self.order
        }
        guard question == .new else { return }
        let first = orders.shop.customers.orders(of: Int(orders.customers[order])).lowerBound
        for place in orders.starts[first]..<orders.starts[order] {
            let item = Int(orders.items[place])
            guard wantedIn[item] == self.order else { continue }
            wantedIn[item] = -1
            count -= 1
        }
    }

    /// The discounted gain of a list over that of the best one; above 0 exactly where something was hit.
    ///
    /// Source: Järvelin & Kekäläinen (2002).
    func gain(_ offered: [Int32]) -> Double {
        var (gain, best) = (0.0, 0.0)
        for (place, item) in offered.enumerated() where wantedIn[Int(item)] == order {
            gain += 1 / log2(Double(place + 2))
        }
        for place in 0..<min(count, CrossSell.listLength) { best += 1 / log2(Double(place + 2)) }
        return gain / best
    }
}
