import Analytics
import Domain
import Foundation
import Kernels
import Testing

/// Sequences by going through every customer's orders, for every pair and triple of products.
private struct PlainSequences {
    private let lives: [[(day: Int, products: Set<String>)]]
    private let window, asOf: Int

    init(_ shop: AffinityShop, window: Int) {
        let customers = Dictionary(grouping: shop.orders, by: \.customer)
        lives = customers.keys.compactMap { $0 }.sorted().map { customer in
            (customers[customer] ?? []).sorted { $0.day < $1.day }.map { ($0.day, Set($0.products)) }
        }
        (self.window, asOf) = (window, shop.asOfDay)
    }

    /// Customers, watched orders, those followed, what was to be expected, and the median of days; `nil` where nobody.
    func figures(_ items: [String]) -> (customers: Int, orders: Int, followed: Int, expected: Double, days: Double)? {
        var (customers, orders, followed, expected, days) = (0, 0, 0, 0.0, [Double]())
        for life in lives {
            var isFirst = true
            for (number, order) in life.enumerated() where isStart(life, number, items.dropLast()) {
                orders += 1
                expected += share(of: items[items.count - 1], number: min(number, 19))
                guard let day = sequel(life, number, items[items.count - 1]) else { continue }
                followed += 1
                if isFirst {
                    customers += 1
                    days.append(Double(day - order.day))
                    isFirst = false
                }
            }
        }
        guard customers > 0 else { return nil }
        days.sort()
        let median = (days[(days.count - 1) / 2] + days[days.count / 2]) / 2
        return (customers, orders, followed, expected, median)
    }

    private func isStart(_ life: [(day: Int, products: Set<String>)], _ number: Int, _ prefix: ArraySlice<String>)
        -> Bool
    {
        let order = life[number]
        guard let last = prefix.last, order.products.contains(last), order.day + window <= asOf else { return false }
        guard prefix.count > 1, let first = prefix.first else { return true }
        return life[..<number].contains {
            $0.day < order.day && order.day - $0.day <= window && $0.products.contains(first)
        }
    }

    private func sequel(_ life: [(day: Int, products: Set<String>)], _ number: Int, _ product: String) -> Int? {
        life[number...].first {
            $0.day > life[number].day && $0.day - life[number].day <= window && $0.products.contains(product)
        }?.day
    }

    /// The share of all watched orders of a number that are followed by a product.
    private func share(of product: String, number: Int) -> Double {
        var (all, hits) = (0, 0)
        for life in lives {
            for (index, order) in life.enumerated() where min(index, 19) == number && order.day + window <= asOf {
                all += 1
                if sequel(life, index, product) != nil { hits += 1 }
            }
        }
        return Double(hits) / Double(all)
    }
}

struct ProductSequencesTests {
    @Test func `a thousand small shops, beside plain counting`() throws {
        var compared = (pairs: 0, triples: 0)
        for seed in 0..<1_000 as Range<UInt64> {
            var random = CounterRandom(seed: 9, stream: seed)
            var small = AffinityShop()
            small.asOfDay = 100
            let names = (0..<4).map { "P\($0)" }
            for _ in 0..<(10 + random.index(below: 40)) {
                let products = names.filter { _ in random.uniform() < 0.4 }
                guard !products.isEmpty else { continue }
                small.orders.append(
                    .init(customer: random.index(below: 6), day: random.index(below: 100), products: products))
            }
            guard !small.orders.isEmpty else { continue }
            let plain = PlainSequences(small, window: 30)
            let shop = small.shop
            let found = ProductSequences(
                of: shop, windowDays: 30, minimumCustomers: 2, maximumQ: 1, jobs: 2
            ).sequences
            let sold = shop.products.ids.strings
            let byItems = Dictionary(
                uniqueKeysWithValues: found.map { ($0.items.map { shop.products.ids[Int($0)] }, $0) })
            let pairs = sold.flatMap { a in sold.filter { $0 != a }.map { [a, $0] } }
            let keptPairs = pairs.filter { byItems[$0] != nil }
            // A triple is looked for where its first two products are a sequence.
            let triples = keptPairs.flatMap { pair in sold.filter { !pair.contains($0) }.map { pair + [$0] } }
            for items in pairs + triples {
                let figures = plain.figures(items)
                let isExpected = figures.map { $0.customers >= 2 && Double($0.followed) > $0.expected + 1e-9 } ?? false
                guard let sequence = byItems[items] else {
                    #expect(!isExpected, "seed \(seed), \(items)")
                    continue
                }
                let expected = try #require(figures)
                #expect(sequence.customers == expected.customers && sequence.followed == expected.followed)
                #expect(sequence.orders == expected.orders && sequence.medianDays == expected.days)
                #expect(abs(sequence.expected - expected.expected) < 1e-9)
                if items.count == 2 { compared.pairs += 1 } else { compared.triples += 1 }
            }
        }
        #expect(compared.pairs > 200 && compared.triples > 100)
    }
}

struct SequencesAgainstChanceTests {
    /// 300 customers with six orders each, of two products out of thirty, drawn independently; `plants` brings product 1 into
    /// the order after one with product 0 with that probability.
    private func shop(seed: UInt64, plants: Double = 0) -> Shop {
        var random = CounterRandom(seed: 77, stream: seed)
        var small = AffinityShop()
        for customer in 0..<300 {
            var day = random.index(below: 400)
            var isDue = false
            for _ in 0..<6 {
                var products = Set((0..<2).map { _ in "P\(10 + random.index(below: 30))" })
                if isDue, random.uniform() < plants { products.insert("P11") }
                isDue = products.contains("P10")
                small.orders.append(.init(customer: customer, day: day, products: products.sorted()))
                day += 20 + random.index(below: 60)
            }
        }
        return small.shop
    }

    private func sequences(_ shop: Shop) -> [ProductSequence] {
        ProductSequences(of: shop, windowDays: 90, minimumCustomers: 10, jobs: 2).sequences
    }

    /// Shops of either kind; `make test-null` asks for more.
    private let count = ProcessInfo.processInfo.environment["NULL_SHOPS"].flatMap(Int.init) ?? 12

    @Test func `independent products follow each other by chance alone`() {
        let withSequences = (0..<count).count { !sequences(shop(seed: UInt64($0))).isEmpty }
        print("sequences of 30 independent products: in \(withSequences) of \(count) shops")
        // A shop has a sequence with a probability of at most 1 %; beyond this bound with one of 0.001.
        let mean = 0.01 * Double(count)
        #expect(Double(withSequences) <= mean + 1 + 3.1 * mean.squareRoot())
    }

    @Test func `a planted sequel is found, with an interval that excludes chance`() throws {
        let found = (0..<count).compactMap { seed -> ProductSequence? in
            let shop = shop(seed: UInt64(1_000 + seed), plants: 0.5)
            return sequences(shop).first { $0.items.map { shop.products.ids[Int($0)] } == ["P10", "P11"] }
        }
        print("a sequel in half of the next orders: found in \(found.count) of \(count) shops")
        #expect(Double(found.count) >= 0.9 * Double(count))
        for sequence in found {
            #expect(sequence.liftInterval.contains(sequence.lift) && sequence.liftInterval.lowerBound > 1)
            #expect(sequence.logQ <= log(ProductSequences.maximumQ) && sequence.doubt == nil)
        }
    }
}

struct CrossSellTests {
    /// Half of the customers buy tea and then cups, the other half coffee and then beans.
    @Test func `offers what people like the customer have, and what speaks for it`() throws {
        var small = AffinityShop()
        small.asOfDay = 400
        for customer in 0..<80 {
            let (first, second) = customer % 2 == 0 ? ("tea", "cup") : ("coffee", "beans")
            small.add(customer, day: 300 + customer % 20, first)
            if customer >= 8 { small.add(customer, day: 330 + customer % 40, second) }
        }
        let shop = small.shop
        let options = AffinityOptions()
        let offers = CrossSell(of: shop, options, jobs: 2).offers
        let names = shop.products.ids
        for customer in 0..<8 {
            let offer = try #require(offers[customer].first)
            #expect(names[Int(offer.item)] == (customer % 2 == 0 ? "cup" : "beans"))
            #expect(offer.becauseOf.map { names[Int($0)] } == [customer % 2 == 0 ? "tea" : "coffee"])
        }
        // Who has both has nothing left that goes with them.
        #expect(offers[40].isEmpty)
    }

    /// A hundred customers buy coffee every thirty days, four times, the last time 10 to 49 days ago; a hundred buy a pot once.
    private var coffee: Shop {
        var small = AffinityShop()
        small.asOfDay = 400
        for customer in 0..<100 {
            let last = 390 - customer % 40
            for purchase in 0..<4 { small.add(customer, day: last - 30 * purchase, "coffee") }
            small.add(100 + customer, day: 300 + customer % 90, "pot")
            small.add(100 + customer, day: 200 + customer % 90, "cup")
        }
        return small.shop
    }

    @Test func `what is bought again and again comes back when it is due, and not before`() throws {
        let shop = coffee
        var options = AffinityOptions()
        options.windowDays = 60
        let found = CrossSell(of: shop, options, jobs: 2)
        #expect(found.choice.variant.offersDue)
        for customer in 0..<100 {
            let age = 10 + customer % 40
            let due = found.offers[customer].filter(\.isDue).map { shop.products.ids[Int($0.item)] }
            #expect(due == (age == 30 ? ["coffee"] : []), "\(age) days")
        }
        // Pots are bought once.
        #expect(found.offers[100...].allSatisfy { offers in !offers.contains { $0.isDue } })
    }

    @Test func `lists are judged on orders that nothing was chosen by`() throws {
        let shop = coffee
        var options = AffinityOptions()
        options.windowDays = 60
        let found = CrossSell(of: shop, options, jobs: 1)
        #expect(found.test.cutoff == shop.asOf.adding(days: -60))
        #expect(found.choice.cutoff == shop.asOf.adding(days: -120))
        // Everybody with an order on both sides of the cutoff: the hundred who come back for coffee, and pots after cups.
        let any = try #require(found.test.any)
        #expect(any.customers > 100 && any.hitRate <= 1 && any.ndcg <= any.hitRate)
        let many = CrossSell(of: shop, options, jobs: 4)
        #expect(many.offers == found.offers && many.test == found.test && many.choice == found.choice)
    }
}
