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
    ///   - options: the window and the products left out.
    ///   - cutoff: orders at or after it are not known.
    ///   - end: orders at or after it do not exist.
    ///   - jobs: threads.
    init(_ whole: OrderSequences, _ options: AffinityOptions, cutoff: Int64, end: Int64, jobs: Int) {
        let isExcluded = ProductExclusion(options.excludeProducts).excluded(whole.shop.products)
        let before = OrderSequences(
            whole.shop, windowDays: options.windowDays, isExcluded: isExcluded, before: cutoff, jobs: jobs)
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
            model.offers(to: customer, count: CrossSell.listLength, chosen, &scratch).map(\.item)
        }
    }

    /// How the products did that most customers have; without the customer's own where new ones are asked for.
    func popularity(_ question: Question, jobs: Int) -> CrossSell.Figures? {
        figures(question, atMost: .max, jobs: jobs) { customer, _ in
            guard question == .new else { return Array(model.popular.prefix(CrossSell.listLength)) }
            let own = Set(model.owned.items[model.owned.places(of: customer)])
            return Array(model.popular.lazy.filter { !own.contains($0) }.prefix(CrossSell.listLength))
        }
    }

    /// Judges some lists, of at most so many customers, evenly spread.
    private func figures(
        _ question: Question, atMost count: Int, jobs: Int,
        _ list: @Sendable (Int, inout CrossSellModel.Scratch) -> [Int32]
    ) -> CrossSell.Figures? {
        let total = min(count, cases.count)
        let parts = Partitions.map(total: total, jobs: jobs) { range in
            var scratch = CrossSellModel.Scratch(model)
            return range.compactMap { place -> Double? in
                let (customer, order) = cases[cases.count * place / total]
                let relevant = relevant(question, Int(customer), Int(order))
                return relevant.isEmpty ? nil : Self.gain(list(Int(customer), &scratch), relevant)
            }
        }
        let gains = parts.flatMap { $0 }
        guard !gains.isEmpty else { return nil }
        return CrossSell.Figures(
            customers: gains.count, hitRate: Double(gains.count { $0 > 0 }) / Double(gains.count),
            ndcg: gains.reduce(0, +) / Double(gains.count))
    }

    private func relevant(_ question: Question, _ customer: Int, _ order: Int) -> Set<Int32> {
        let bought = Set(whole.items[whole.starts[order]..<whole.starts[order + 1]])
        guard question == .new else { return bought }
        let first = whole.shop.customers.orders(of: customer).lowerBound
        return bought.subtracting(whole.items[whole.starts[first]..<whole.starts[order]])
    }

    /// The discounted gain of a list over that of the best one; above 0 exactly where something was hit.
    ///
    /// Source: Järvelin & Kekäläinen (2002).
    private static func gain(_ offered: [Int32], _ relevant: Set<Int32>) -> Double {
        var (gain, best) = (0.0, 0.0)
        for (place, item) in offered.enumerated() where relevant.contains(item) { gain += 1 / log2(Double(place + 2)) }
        for place in 0..<min(relevant.count, CrossSell.listLength) { best += 1 / log2(Double(place + 2)) }
        return gain / best
    }
}
