import Analytics
import ArgumentParser
import Domain
import Foundation
import Kernels

/// Times the analysis of what is bought together on shops of extreme shapes: time should grow with the lines, whatever their shape.
struct AffinityBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "affinity", abstract: "Time rules, sequences and cross-sell on shops of extreme shapes.")

    @Option(help: "Lines of the smaller shop of each shape; the larger one has four times as many.")
    var lines = 250_000

    @Option(help: "Threads.")
    var jobs = 1

    /// What makes a shop extreme.
    enum Shape: String, CaseIterable {
        /// Hundred lines an order, all of distinct products, all of one customer.
        case oneCustomer = "one_customer"
        /// One line an order, all of one customer, a thousand products.
        case ordersOfOne = "one_customer_orders"
        /// One order with all lines.
        case oneOrder = "one_order"
        /// Five lines an order, the first of one product.
        case oneProduct = "one_product_in_every_basket"
        /// Five lines an order, a category for every ten lines.
        case categories = "many_categories"
        /// Five lines an order, all orders at one time.
        case oneInstant = "one_instant"
    }

    func run() throws {
        for shape in Shape.allCases {
            for count in [lines, 4 * lines] {
                let shop = ShapedShop(shape, lines: count).shop
                let start = clock()
                let analysis = AffinityAnalysis(of: shop, AffinityOptions(), jobs: jobs)
                let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
                Benchmarks.show(
                    #"{"shape":"\#(shape.rawValue)","lines":\#(count),"cpu_seconds":\#(seconds),"#
                        + #""rules":\#(analysis.sections.reduce(0) { $0 + $1.ruleCount }),"#
                        + #""bounded":\#(analysis.bounded.count)}"# + "\n")
            }
        }
    }
}

/// A shop of one shape, in memory.
private struct ShapedShop {
    private(set) var shop: Shop

    init(_ shape: AffinityBenchmark.Shape, lines: Int) {
        let perOrder =
            switch shape {
            case .oneCustomer: 100
            case .ordersOfOne: 1
            case .oneOrder: lines
            case .oneProduct, .categories, .oneInstant: 5
            }
        let products =
            switch shape {
            case .oneCustomer, .oneOrder: lines
            case .ordersOfOne: 1_000
            case .oneProduct, .oneInstant: 2_000
            case .categories: lines / 10
            }
        let orders = lines / perOrder
        let isOne = [.oneCustomer, .ordersOfOne, .oneOrder].contains(shape)
        let customers = isOne ? 1 : max(1, orders / 5)
        shop = Shop(asOf: Instant(microseconds: 400 * Instant.microsecondsPerDay), zone: .utc, currency: "EUR")
        shop.observedFrom = Instant(microseconds: 0)
        shop.has.orderLines = true
        addProducts(products, areCategories: shape == .categories)
        shop.customers.ids = StringTable((0..<customers).map { "c\(1_000_000 + $0)" })
        var random = CounterRandom(seed: 1, stream: 0)
        for order in 0..<orders {
            let customer = order * customers / orders
            let first = (customer * orders + customers - 1) / customers
            let time = shape == .oneInstant ? 1 : isOne ? order : (order - first) * 60 + customer % 60
            let span = isOne ? Double(orders) : 360
            add(order: Int64(Double(time) / span * 390 * Double(Instant.microsecondsPerDay)), of: customer)
            for line in 0..<perOrder {
                let isCounted = shape == .oneCustomer || shape == .oneOrder
                let product =
                    isCounted
                    ? order * perOrder + line : line == 0 && shape == .oneProduct ? 0 : random.index(below: products)
                add(product: product)
            }
            shop.orders.lineStart.append(Int32(shop.lines.count))
            if order + 1 == orders || (order + 1) * customers / orders != customer {
                shop.customers.orderStart.append(Int32(order + 1))
            }
        }
        shop.orders.refundStart = [Int32](repeating: 0, count: orders + 1)
    }

    private mutating func addProducts(_ count: Int, areCategories: Bool) {
        let names = (0..<count).map { "p\(10_000_000 + $0)" }
        shop.products.ids = StringTable(names)
        shop.products.titles = StringTable(names.map { _ in "" })
        shop.has.categories = areCategories
        shop.products.categories = StringTable(areCategories ? names : [])
        shop.products.category = (0..<count).map { areCategories ? Int32($0) : -1 }
    }

    private mutating func add(order time: Int64, of customer: Int) {
        shop.orders.customer.append(Int32(customer))
        shop.orders.orderedAt.append(time)
        shop.orders.localDay.append(Int32(time / Instant.microsecondsPerDay))
        shop.orders.localSecond.append(0)
        shop.orders.total.append(Money.scale)
    }

    private mutating func add(product: Int) {
        shop.lines.product.append(Int32(product))
        shop.lines.quantity.append(1)
        shop.lines.unitPrice.append(Money.scale)
    }
}
