internal import Domain
internal import Foundation

/// Trains on everything before a cutoff, one window before the end, and looks at what was bought after it.
struct CrossSellTest {
    let test: CrossSell.Test?

    init(_ whole: OrderSequences, _ options: AffinityOptions, jobs: Int) {
        let shop = whole.shop
        let cutoff = shop.asOf.microseconds - whole.window
        let isExcluded = ProductExclusion(options.excludeProducts).excluded(shop.products)
        let before = OrderSequences(
            shop, windowDays: options.windowDays, isExcluded: isExcluded, before: cutoff, jobs: jobs)
        let model = CrossSellModel(before, ProductSequences(before, longest: 2, jobs: jobs).sequences, jobs: jobs)
        let parts = Partitions.map(total: shop.customers.count, jobs: jobs) { range in
            var scratch = CrossSellModel.Scratch(itemCount: whole.itemCount)
            return range.map { Self.figures($0, whole, model, cutoff, &scratch) }
        }
        let figures = parts.joined().compactMap { $0 }
        guard !figures.isEmpty else {
            test = nil
            return
        }
        func mean(_ value: (Figures) -> Double) -> Double { figures.map(value).reduce(0, +) / Double(figures.count) }
        test = CrossSell.Test(
            cutoff: Instant(microseconds: cutoff), customers: figures.count, hitRate: mean { $0.gain > 0 ? 1 : 0 },
            ndcg: mean(\.gain), popularityHitRate: mean { $0.popularGain > 0 ? 1 : 0 },
            popularityNDCG: mean(\.popularGain))
    }

    private struct Figures: Sendable {
        let gain, popularGain: Double
    }

    /// `nil` for a customer who did not buy on both sides of the cutoff, or nothing new in the last order.
    private static func figures(
        _ customer: Int, _ whole: OrderSequences, _ model: CrossSellModel, _ cutoff: Int64,
        _ scratch: inout CrossSellModel.Scratch
    ) -> Figures? {
        let orders = whole.shop.customers.orders(of: customer)
        let own = Set(model.owned.items[model.owned.places(of: customer)])
        guard let last = orders.last, whole.times[last] >= cutoff, !own.isEmpty else { return nil }
        let before = Set(whole.items[whole.starts[orders.lowerBound]..<whole.starts[last]])
        let relevant = Set(whole.items[whole.starts[last]..<whole.starts[last + 1]]).subtracting(before)
        guard !relevant.isEmpty else { return nil }
        let offered = model.offers(to: customer, count: CrossSell.listLength, &scratch).map(\.item)
        let popular = model.popular.lazy.filter { !own.contains($0) }.prefix(CrossSell.listLength)
        return Figures(gain: gain(offered, relevant), popularGain: gain(Array(popular), relevant))
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
