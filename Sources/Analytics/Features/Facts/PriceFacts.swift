internal import Domain
internal import Kernels

/// How expensive somebody buys within each category; lines whose category has no price scale are left out.
package struct PriceFacts: Equatable, Sendable {
    /// Mean and standard deviation of the lines' price percentiles, 0...1; NaN below one line and below two.
    package internal(set) var meanPercentile = Double.nan
    package internal(set) var percentileDeviation = Double.nan
    /// Lines bought without a discount, of those in the top third of their category whose discount is known.
    package internal(set) var fullPricePremiumLines = RateCount()

    /// Where the top third of the prices begins.
    static let premiumPercentile = 2.0 / 3

    init(of orders: Range<Int>, in frame: ShopFrame) {
        var percentiles = Moments()
        for order in orders {
            for line in frame.ledger.lines(of: order) {
                let category = frame.shop.products.category[Int(frame.shop.lines.product[line])]
                guard category >= 0, let scale = frame.priceScales[Int(category)] else { continue }
                let percentile = scale.percentile(of: frame.prices.price(line))
                percentiles.insert(percentile)
                if percentile >= Self.premiumPercentile { insertPremium(line, in: frame) }
            }
        }
        if percentiles.count > 0 { meanPercentile = percentiles.mean }
        percentileDeviation = percentiles.standardDeviation ?? .nan
    }

    private mutating func insertPremium(_ line: Int, in frame: ShopFrame) {
        guard !frame.shop.lines.discount.isEmpty, frame.shop.lines.discount[line] != Money.missing else { return }
        fullPricePremiumLines.insert(frame.shop.lines.discount[line] <= 0)
    }
}
