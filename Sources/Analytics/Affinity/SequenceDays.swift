internal import Domain

/// How many days pass until a product follows.
struct SequenceDays {
    private let orders: OrderSequences
    /// By product: its place among those looked for, or -1.
    private var placeOfItem: [Int32]

    init(_ orders: OrderSequences) {
        self.orders = orders
        placeOfItem = [Int32](repeating: -1, count: orders.itemCount)
    }

    /// For each of some sequences that differ in their last product alone, the median over customers of the days to it, the
    /// first time that it followed.
    mutating func medians(_ sequences: [ProductSequence]) -> [Double] {
        let wanted = sequences.map { Int($0.items[$0.items.count - 1]) }
        for (place, item) in wanted.enumerated() { placeOfItem[item] = Int32(place) }
        defer { for item in wanted { placeOfItem[item] = -1 } }
        // One time a customer and sequence: the counts are known.
        let starts = sequences.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.customers) }
        var elapsed = [Int64](repeating: 0, count: starts[sequences.count])
        collect(orders.starts(of: sequences[0].items.dropLast()), starts, into: &elapsed)
        return sequences.indices.map { place in
            elapsed[starts[place]..<starts[place + 1]].sort()
            return Self.median(elapsed[starts[place]..<starts[place + 1]])
        }
    }

    /// Puts the time to each product, the first of every customer, behind those of the same product.
    private func collect(_ orders: [Int32], _ starts: [Int], into elapsed: inout [Int64]) {
        var ends = starts
        var lastCustomer = [Int32](repeating: -1, count: ends.count)
        let items = self.orders.items.span
        let orderStarts = self.orders.starts.span
        let times = self.orders.times.span
        let placeOfItem = self.placeOfItem.span
        for order in orders {
            let (customer, time) = (self.orders.customers[Int(order)], times[Int(order)])
            for sequel in Int(self.orders.sequelStart[Int(order)])..<Int(self.orders.sequelEnd[Int(order)]) {
                for index in orderStarts[sequel]..<orderStarts[sequel + 1] {
                    let place = Int(placeOfItem[Int(items[index])])
                    guard place >= 0, lastCustomer[place] != customer else { continue }
                    lastCustomer[place] = customer
                    elapsed[ends[place]] = times[sequel] - time
                    ends[place] += 1
                }
            }
        }
    }

    private static func median(_ sorted: ArraySlice<Int64>) -> Double {
        func days(_ place: Int) -> Double {
            Double(sorted[sorted.startIndex + place]) / Double(Instant.microsecondsPerDay)
        }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? days(middle) : (days(middle - 1) + days(middle)) / 2
    }
}
