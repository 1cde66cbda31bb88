package import Domain

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
    ///   - jobs: threads; the result does not depend on them.
    package init(of shop: Shop, _ options: AffinityOptions, jobs: Int) {
        let isExcluded = ProductExclusion(options.excludeProducts).excluded(shop.products)
        let orders = OrderSequences(shop, windowDays: options.windowDays, isExcluded: isExcluded, jobs: jobs)
        self.init(orders, options, ProductSequences(orders, jobs: jobs), jobs: jobs)
    }

    /// - Parameters:
    ///   - orders: what was bought when.
    ///   - options: the window and the products left out.
    ///   - sequences: what follows what, over all the data.
    ///   - jobs: threads.
    init(_ orders: OrderSequences, _ options: AffinityOptions, _ sequences: ProductSequences, jobs: Int) {
        let model = CrossSellModel(orders, sequences.sequences, jobs: jobs)
        offers = Partitions.map(total: orders.shop.customers.count, jobs: jobs) { range in
            var scratch = CrossSellModel.Scratch(itemCount: orders.itemCount)
            return range.map { model.offers(to: $0, count: Self.listLength, &scratch) }
        }.flatMap { $0 }
        test = CrossSellTest(orders, options, jobs: jobs).test
    }
}
