package import Domain
internal import Kernels

/// What a shop's customers buy together.
package struct AffinityAnalysis: Sendable {
    /// By level, products first, then by window, all time first; a window that holds every basket is not repeated.
    package let sections: [AffinitySection]
    package let sequences: ProductSequences
    package let crossSell: CrossSell

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
        let orders = OrderSequences(shop, windowDays: options.windowDays, isExcluded: isExcluded, jobs: jobs)
        sequences = ProductSequences(orders, jobs: jobs)
        crossSell = CrossSell(orders, sequences, jobs: jobs)
    }
}
