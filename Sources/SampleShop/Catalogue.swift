internal import Foundation
internal import Kernels

/// What the shop sells: products in categories, and the planted bundles.
///
/// Products stand by category and, within it, by price, so a price tier is a place in a category's range.
/// Popularity follows Zipf's law and has nothing to do with price.
struct Catalogue {
    static let categoryNames = [
        "coffee", "tea", "chocolate", "spices", "kitchen", "tableware", "textiles", "candles", "bath", "garden",
        "stationery", "toys", "books", "outdoor", "pets", "gifts",
    ]

    /// Price of each product in cents, before any discount.
    let prices: [Int]
    /// Category of each product.
    let categories: [Int]
    /// The products of each bundle.
    let bundles: [[Int]]
    private let ranges: [Range<Int>]
    private let popularity: Weighted
    private let categoryPopularity: Weighted
    private let bundlePopularity: Weighted

    /// Makes at least ten `products` a category, and bundles with the relative frequencies of two, three, … products.
    init(products: Int, bundleSizes sizes: [Double], _ random: inout CounterRandom) {
        let count = Self.categoryNames.count
        precondition(products >= 10 * count, "\(products) products, need \(10 * count)")
        ranges = (0..<count).map { products * $0 / count..<products * ($0 + 1) / count }
        categories = ranges.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element.count) }
        prices = ranges.flatMap { Self.prices(count: $0.count, &random) }
        var places = Array(0..<products)
        random.shuffle(&places)
        popularity = Weighted(places.map { 1 / (Double($0) + 5) })
        categoryPopularity = Weighted((0..<count).map { 1 / (Double($0) + 3).squareRoot() })
        bundles = Self.bundles(products: products, sizes: sizes, &random)
        bundlePopularity = Weighted(bundles.indices.map { 1 / (Double($0) + 4) })
    }

    func category(_ random: inout CounterRandom) -> Int {
        categoryPopularity.draw(&random)
    }

    /// The products of a bundle, popular bundles more often.
    func bundle(_ random: inout CounterRandom) -> [Int] {
        bundles[bundlePopularity.draw(&random)]
    }

    /// A product of a category: a popular one, and most likely one near the price tier (0 cheapest, 1 dearest).
    func product(in category: Int, tier: Double, _ random: inout CounterRandom) -> Int {
        let range = ranges[category]
        var product = range.lowerBound
        for _ in 0..<8 {
            product = popularity.draw(in: range, &random)
            let place = (Double(product - range.lowerBound) + 0.5) / Double(range.count)
            let distance = (place - tier) / 0.15
            if random.uniform() < exp(-0.5 * distance * distance) { break }
        }
        return product
    }

    /// A category's prices in rising order, all ending in 9 cents.
    private static func prices(count: Int, _ random: inout CounterRandom) -> [Int] {
        let level = log(1_400) + 0.4 * random.normal()
        var prices: [Int] = []
        for _ in 0..<count {
            prices.append(max(99, Int(exp(level + 0.75 * random.normal())) / 10 * 10 + 9))
        }
        return prices.sorted()
    }

    /// Bundles without a product in common, one for every forty products.
    private static func bundles(products: Int, sizes: [Double], _ random: inout CounterRandom) -> [[Int]] {
        var order = Array(0..<products)
        random.shuffle(&order)
        let sizeWeights = Weighted(sizes)
        var bundles: [[Int]] = []
        var next = 0
        for _ in 0..<products / 40 {
            let size = 2 + sizeWeights.draw(&random)
            bundles.append(order[next..<next + size].sorted())
            next += size
        }
        return bundles
    }
}
