internal import Domain
internal import Kernels

/// The prices paid in one category, as quantiles at equal steps: says how expensive a price is among them.
package struct PriceScale: Codable, Equatable, Sendable {
    /// The largest number of quantiles kept.
    static let largestCount = 201

    /// The name of the category.
    package let category: String
    /// Quantiles (type 7) from the lowest to the highest price at equal steps of share, in currency units.
    package let knots: [Double]

    package init(category: String, knots: [Double]) {
        self.category = category
        self.knots = knots
    }

    /// The share of the category's lines below a price, half of those at it included.
    ///
    /// Linear between the quantiles. A price that several quantiles share, as popular prices do, lies in their middle.
    ///
    /// - Parameter price: in currency units.
    /// - Returns: 0...1; 0.5 where only one price was ever paid and this is it.
    package func percentile(of price: Double) -> Double {
        knots.withUnsafeBufferPointer { Self.percentile(of: price, in: $0) }
    }

    private static func percentile(of price: Double, in knots: UnsafeBufferPointer<Double>) -> Double {
        let last = knots.count - 1
        guard last > 0 else { return price < knots[0] ? 0 : (price > knots[0] ? 1 : 0.5) }
        let below = count(below: price, in: knots)
        if below <= last, knots[below] == price {
            var through = below
            while through < last, knots[through + 1] == price { through += 1 }
            return Double(below + through) / 2 / Double(last)
        }
        if below == 0 { return 0 }
        if below > last { return 1 }
        let fraction = (price - knots[below - 1]) / (knots[below] - knots[below - 1])
        return (Double(below - 1) + fraction) / Double(last)
    }

    /// How many knots are below a price.
    ///
    /// A search without branches: prices of lines that follow each other have nothing to do with one another.
    @inline(__always)
    private static func count(below price: Double, in knots: UnsafeBufferPointer<Double>) -> Int {
        var (start, rest) = (0, knots.count)
        while rest > 1 {
            let half = rest / 2
            start = knots[start + half - 1] < price ? start + half : start
            rest -= half
        }
        return knots[start] < price ? start + 1 : start
    }
}

extension PriceScale {
    /// The scales of every category of which something was sold, guests' orders included.
    static func scales(of ledger: OrderLedger, jobs: Int) -> [PriceScale] {
        let shop = ledger.shop
        let prices = prices(of: ledger)
        let scales = Partitions.map(0..<prices.count, jobs: jobs) { category -> PriceScale? in
            let count = min(largestCount, prices[category].count)
            guard count > 0 else { return nil }
            let shares = (0..<count).map { Double($0) / Double(max(count - 1, 1)) }
            return quantiles(prices[category], shares).map {
                PriceScale(category: shop.products.categories[category], knots: $0)
            }
        }
        return scales.compactMap { $0 }
    }

    /// The prices of all lines by category, in the order of the lines.
    private static func prices(of ledger: OrderLedger) -> [[Double]] {
        let (shop, lines) = (ledger.shop, PaidPrices(ledger.shop.lines))
        var prices = [[Double]](repeating: [], count: shop.products.categories.count)
        for order in 0..<shop.orders.count where ledger.exists(order) {
            for line in ledger.lines(of: order) {
                let category = shop.products.category[Int(shop.lines.product[line])]
                guard category >= 0 else { continue }
                prices[Int(category)].append(lines.price(line))
            }
        }
        return prices
    }
}

/// What one piece of a line cost after the line's own discount.
struct PaidPrices: Sendable {
    private let unitPrice, discount: [Int64]
    private let quantity: [Int32]

    init(_ lines: OrderLines) {
        unitPrice = lines.unitPrice
        discount = lines.discount
        quantity = lines.quantity
    }

    /// In currency units; the list price where no discount or no quantity is known.
    @inline(__always)
    func price(_ line: Int) -> Double {
        let list = Money.units(unitPrice[line])
        guard !discount.isEmpty, discount[line] != Money.missing, quantity[line] > 0 else { return list }
        return list - Money.units(discount[line]) / Double(quantity[line])
    }
}
