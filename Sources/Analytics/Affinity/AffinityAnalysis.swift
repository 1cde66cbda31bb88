package import Domain
internal import Kernels

/// What a shop's customers buy together.
package struct AffinityAnalysis: Sendable {
    /// By level, products first, then by window, all time first; a window that holds every basket is not repeated.
    package let sections: [AffinitySection]
    package let sequences: ProductSequences
    package let crossSell: CrossSell
    /// What was left out of sequences and cross-sell to keep time and memory within bounds, one sentence each.
    package let bounded: [String]

    /// - Parameters:
    ///   - shop: the shop.
    ///   - options: thresholds.
    ///   - isOver: whether the time for itemsets is used up; `nil` for no limit.
    ///   - jobs: threads; no result depends on them.
    package init(
        of shop: Shop, _ options: AffinityOptions, isOver: (@Sendable () -> Bool)? = nil, jobs: Int
    ) {
        let budget = MiningBudget(bytes: options.budgetMebibytes << 20, isOver: isOver)
        let analysis = SectionAnalysis(shop, options, budget, jobs: jobs)
        let isExcluded = ProductExclusion(options.excludeProducts).excluded(shop.products)
        let byTime = AffinityBaskets.ordersByTime(shop)
        let levels: [AffinityLevel] = shop.has.categories ? [.product, .category] : [.product]
        sections = levels.flatMap { level -> [AffinitySection] in
            let baskets = AffinityBaskets(shop, inOrder: byTime, level, isExcluded: isExcluded)
            let recent = baskets.from(AffinityWindow.recentStart(shop.asOf))
            let whole = analysis.section(baskets, level, .allTime)
            return recent.count == baskets.count ? [whole] : [whole, analysis.section(recent, level, .recent)]
        }
        let orders = OrderSequences(shop, options, jobs: jobs)
        bounded = Self.bounds(orders)
        sequences = ProductSequences(orders, jobs: jobs)
        crossSell = CrossSell(orders, sequences, jobs: jobs)
    }
    private static func bounds(_ orders: OrderSequences) -> [String] {
        let neighbours = CrossSellModel.neighbours(of: orders)
        let cut =
            neighbours < ProductNeighbours.wanted
            ? "cross-sell knows the best \(neighbours) neighbours of a product instead of \(ProductNeighbours.wanted): "
                + "\(orders.itemCount) products fill the budget of \(orders.budgetBytes >> 20) MiB (budget.mebibytes)"
            : nil
        return [orders.leftOut.text(orders.shop), cut].compactMap { $0 }
    }
}
