internal import Domain

/// What every customer has bought, by product, and when last.
struct OwnedProducts: Sendable {
    /// The products of customer `c` are `items[starts[c]..<starts[c + 1]]`, ascending.
    private(set) var items: [Int32] = []
    private(set) var starts: [Int] = [0]
    /// Beside each: the microseconds since it was bought last; and a weight, 1 where that was just now, a half after one
    /// window, and so on.
    private(set) var ages: [Int64] = []
    private(set) var weights: [Double] = []

    init(_ orders: OrderSequences, jobs: Int) {
        let parts = Partitions.map(total: orders.shop.customers.count, jobs: jobs) { customers in
            var (part, sorting) = (OwnedProducts(), KeySort())
            for customer in customers { part.add(orders.shop.customers.orders(of: customer), orders, &sorting) }
            return part
        }
        for part in parts {
            let offset = items.count
            items += part.items
            ages += part.ages
            weights += part.weights
            starts += part.starts.dropFirst().lazy.map { $0 + offset }
        }
    }

    private init() {}

    /// Adds what one customer has: the last order of each product tells when.
    private mutating func add(_ range: Range<Int>, _ orders: OrderSequences, _ sorting: inout KeySort) {
        var keys: [Int64] = []
        for order in range {
            for place in orders.starts[order]..<orders.starts[order + 1] {
                keys.append(Int64(orders.items[place]) << 32 | Int64(order))
            }
        }
        sorting.sort(&keys)
        for (place, key) in keys.enumerated() where place + 1 == keys.count || keys[place + 1] >> 32 != key >> 32 {
            let age = orders.watchedUntil - orders.times[Int(key & 0xFFFF_FFFF)]
            items.append(Int32(key >> 32))
            ages.append(age)
            weights.append(1 / (1 + Double(age) / Double(orders.window)))
        }
        starts.append(items.count)
    }

    var customerCount: Int { starts.count - 1 }

    /// Where the products of a customer stand.
    @inline(__always)
    func places(of customer: Int) -> Range<Int> { starts[customer]..<starts[customer + 1] }

    /// Whether a customer has a product.
    func holds(_ item: Int32, _ customer: Int) -> Bool {
        var (low, high) = (starts[customer], starts[customer + 1])
        while low < high {
            let middle = (low + high) / 2
            if items[middle] < item { low = middle + 1 } else { high = middle }
        }
        return low < starts[customer + 1] && items[low] == item
    }
}

/// Who has each product: ``OwnedProducts`` turned around.
struct ProductOwners: Sendable {
    /// The customers of product `p` are `customers[starts[p]..<starts[p + 1]]`, ascending.
    private(set) var customers: [Int32]
    private(set) var starts: [Int]

    init(_ owned: OwnedProducts, itemCount: Int) {
        starts = [Int](repeating: 0, count: itemCount + 1)
        for item in owned.items { starts[Int(item) + 1] += 1 }
        for item in 0..<itemCount { starts[item + 1] += starts[item] }
        var ends = starts
        customers = [Int32](repeating: 0, count: owned.items.count)
        for customer in 0..<owned.customerCount {
            for place in owned.places(of: customer) {
                let item = Int(owned.items[place])
                customers[ends[item]] = Int32(customer)
                ends[item] += 1
            }
        }
    }

    func count(of item: Int) -> Int { starts[item + 1] - starts[item] }
}
