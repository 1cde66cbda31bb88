package import Domain

/// For every customer the ten best products, and how well such lists did on orders held out.
package struct CrossSell: Sendable {
    package static let listLength = 10

    /// By customer; empty for whoever never bought, or where nothing goes with what they have.
    package let offers: [[CrossSellOffer]]
    package let choice: Choice
    package let test: Test

    /// How often lists of ten held something of an order, and how far in front.
    package struct Figures: Sendable, Equatable {
        package let customers: Int
        package let hitRate, ndcg: Double
    }

    /// How lists made at one cutoff did on the customers' last orders after it, which nothing was chosen by.
    ///
    /// `new` asks for products that the customer did not have before that order, of those who bought one; `any` for all of
    /// its products. Popularity offers the products that most customers have. `nil` where no customer bought on both sides.
    package struct Test: Sendable, Equatable {
        package let cutoff: Instant
        package let new, popularNew, any, popularAny: Figures?
    }

    /// - Parameters:
    ///   - shop: the shop.
    ///   - options: the window and the products left out.
    ///   - jobs: threads; the result does not depend on them.
    package init(of shop: Shop, _ options: AffinityOptions, jobs: Int) {
        let orders = OrderSequences(shop, options, jobs: jobs)
        self.init(orders, ProductSequences(orders, jobs: jobs), jobs: jobs)
    }

    /// - Parameters:
    ///   - orders: what was bought when.
    ///   - sequences: what follows what, over all the data.
    ///   - jobs: threads.
    init(_ orders: OrderSequences, _ sequences: ProductSequences, jobs: Int) {
        let end = orders.shop.asOf.microseconds
        let (cutoff, earlier) = (end - orders.window, end - 2 * orders.window)
        let choice = Choice(
            CrossSellJudge(orders, cutoff: earlier, end: cutoff, jobs: jobs), cutoff: earlier, jobs: jobs)
        let judge = CrossSellJudge(orders, cutoff: cutoff, end: end, jobs: jobs)
        test = Test(
            cutoff: Instant(microseconds: cutoff), new: judge.figures(.new, choice.variant, jobs: jobs),
            popularNew: judge.popularity(.new, jobs: jobs), any: judge.figures(.any, choice.variant, jobs: jobs),
            popularAny: judge.popularity(.any, jobs: jobs))
        self.choice = choice
        let model = CrossSellModel(orders, sequences, jobs: jobs)
        offers = Partitions.map(total: orders.shop.customers.count, jobs: jobs) { range in
            var scratch = CrossSellModel.Scratch(model)
            return range.map { model.offers(to: $0, count: Self.listLength, choice.variant, &scratch) }
        }.flatMap { $0 }
    }
}
