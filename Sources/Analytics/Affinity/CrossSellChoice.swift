package import Domain

extension CrossSell {
    /// The way in which lists are made, found on the window before the one on which they are judged.
    ///
    /// Whether products count less with time is decided by new products, whether due ones come back by all products of the
    /// last order; both by NDCG, on at most 5,000 customers. Where nobody can tell, both stay as they are by default.
    package struct Choice: Sendable, Equatable {
        package let variant: CrossSellVariant
        /// Where the lists were made on which the choice rests.
        package let cutoff: Instant
        /// The figures of the variant and of what it was preferred to; `nil` where nobody could tell.
        package let new, newOtherwise, any, anyOtherwise: Figures?

        private static let customers = 5_000

        init(_ judge: CrossSellJudge, cutoff: Int64, jobs: Int) {
            func figures(_ question: CrossSellJudge.Question, _ variant: CrossSellVariant) -> Figures? {
                judge.figures(question, variant, atMost: Self.customers, jobs: jobs)
            }
            func isBetter(_ a: Figures?, _ b: Figures?) -> Bool { (a?.ndcg ?? 0) > (b?.ndcg ?? 0) }
            var variant = CrossSellVariant()
            let (forgetting, plain) = (figures(.new, variant), figures(.new, CrossSellVariant(forgets: false)))
            variant.forgets = !isBetter(plain, forgetting)
            let with = figures(.any, variant)
            let without = figures(.any, CrossSellVariant(forgets: variant.forgets, offersDue: false))
            variant.offersDue = !isBetter(without, with)
            self.variant = variant
            self.cutoff = Instant(microseconds: cutoff)
            (new, newOtherwise) = variant.forgets ? (forgetting, plain) : (plain, forgetting)
            (any, anyOtherwise) = variant.offersDue ? (with, without) : (without, with)
        }
    }
}
