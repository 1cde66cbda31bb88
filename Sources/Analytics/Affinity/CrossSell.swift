package import Domain
internal import Foundation

/// For every customer the ten best products they do not have, and how well such lists did on orders held out.
package struct CrossSell: Sendable {
    package static let listLength = 10

    /// By customer; empty for whoever never bought, or where nothing goes with what they have.
    package let offers: [[CrossSellOffer]]
    package let test: Test?

    /// How lists made at one cutoff did on the customers' last orders after it.
    ///
    /// Relevant are the products of that order that the customer did not have before it; customers without one are left
    /// out.
    package struct Test: Sendable, Equatable {
        package let cutoff: Instant
        package let customers: Int
        package let hitRate, ndcg: Double
        /// The same for the products that most customers have.
        package let popularityHitRate, popularityNDCG: Double
    }

    /// - Parameters:
    ///   - shop: the shop.
    ///   - options: the window and the products left out.
    ///   - sequences: what follows what, over all the data.
    ///   - jobs: threads; the result does not depend on them.
    package init(of shop: Shop, _ options: AffinityOptions, _ sequences: ProductSequences, jobs: Int) {
        let isExcluded = ProductExclusion(options.excludeProducts).excluded(shop.products)
        let orders = OrderSequences(shop, windowDays: options.windowDays, isExcluded: isExcluded)
        let model = CrossSellModel(orders, sequences.sequences, jobs: jobs)
        offers = Partitions.map(total: shop.customers.count, jobs: jobs) { range in
            var scores = [Double](repeating: 0, count: orders.itemCount)
            return range.map { model.offers(to: model.owned[$0], count: Self.listLength, &scores) }
        }.flatMap { $0 }
        test = CrossSellTest(orders, options, isExcluded: isExcluded, jobs: jobs).test
    }
}

/// Trains on everything before a cutoff, one window before the end, and looks at what was bought after it.
private struct CrossSellTest {
    let test: CrossSell.Test?

    init(_ whole: OrderSequences, _ options: AffinityOptions, isExcluded: [Bool], jobs: Int) {
        let shop = whole.shop
        let cutoff = shop.asOf.microseconds - whole.window
        let before = OrderSequences(
            shop, windowDays: options.windowDays, isExcluded: isExcluded, before: cutoff)
        let model = CrossSellModel(before, ProductSequences(before, longest: 2, jobs: jobs).sequences, jobs: jobs)
        let parts = Partitions.map(total: shop.customers.count, jobs: jobs) { range in
            var scores = [Double](repeating: 0, count: whole.itemCount)
            return range.map { Self.figures($0, whole, model, cutoff, &scores) }
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
        _ customer: Int, _ whole: OrderSequences, _ model: CrossSellModel, _ cutoff: Int64, _ scores: inout [Double]
    ) -> Figures? {
        let orders = whole.shop.customers.orders(of: customer)
        let owned = model.owned[customer]
        guard let last = orders.last, whole.shop.orders.orderedAt[last] >= cutoff, !owned.isEmpty else { return nil }
        let before = Set(whole.items[whole.starts[orders.lowerBound]..<whole.starts[last]])
        let relevant = Set(whole.items[whole.starts[last]..<whole.starts[last + 1]]).subtracting(before)
        guard !relevant.isEmpty else { return nil }
        let offered = model.offers(to: owned, count: CrossSell.listLength, &scores).map(\.item)
        let own = Set(owned.map(\.item))
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
