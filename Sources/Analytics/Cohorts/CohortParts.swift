package import Domain

/// A property of customers that other analyses of the night have found: names, and whose is which.
package struct CohortLabels: Sendable {
    private let names: [String]
    /// By customer, a place among the names; -1 where the property was not observed.
    private let ofCustomer: [Int32]

    package init(names: [String], ofCustomer: [Int32]) {
        (self.names, self.ofCustomer) = (names, ofCustomer)
    }

    subscript(customer: Int) -> String {
        ofCustomer[customer] < 0 ? Axis.unobserved : names[Int(ofCustomer[customer])]
    }
}

/// Which part of its cohort every customer belongs to, by one property.
struct CohortParts: Sendable {
    /// Parts with a line of their own; customers of all others are in `other`.
    private static let largest = 12

    /// The parts by their number of customers, the most first; `unknown` where the property was not observed.
    let names: [String]
    /// By customer, the part; -1 for whoever belongs to no cohort.
    let ofCustomer: [Int32]

    init(_ breakdown: CohortBreakdown, _ shop: Shop, _ beginnings: CohortBeginnings, _ labels: CohortLabels?) {
        let values = (0..<shop.customers.count).map { customer -> String? in
            guard beginnings.days[customer] != CohortBeginnings.none else { return nil }
            return Self.value(breakdown, customer, shop) ?? labels?[customer] ?? "unknown"
        }
        let counts = values.reduce(into: [String: Int]()) { counts, value in
            if let value { counts[value, default: 0] += 1 }
        }
        let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        var names = Array(order.prefix(Self.largest))
        if order.count > names.count, !names.contains("other") { names.append("other") }
        let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices.map(Int32.init)))
        ofCustomer = values.map { value in value.map { places[$0] ?? places["other"] ?? 0 } ?? -1 }
        self.names = names
    }

    private static func value(_ breakdown: CohortBreakdown, _ customer: Int, _ shop: Shop) -> String? {
        let order = shop.customers.orders(of: customer).first
        return switch breakdown {
        case .channel: order.flatMap { channel($0, shop) }
        case .country:
            shop.customers.country.isEmpty ? nil : shop.customers.countries.string(shop.customers.country[customer])
        case .firstCategory: order.flatMap { category($0, shop) }
        case .firstDiscount: order.flatMap { discount($0, shop) }
        case .archetype, .segment: nil
        }
    }

    private static func channel(_ order: Int, _ shop: Shop) -> String? {
        shop.orders.channel.isEmpty ? nil : shop.orders.channels.string(shop.orders.channel[order])
    }

    private static func category(_ order: Int, _ shop: Shop) -> String? {
        var best: (line: Int, amount: Int64)?
        for line in shop.orders.lines(of: order) {
            let amount = Int64(shop.lines.quantity[line]).multipliedReportingOverflow(by: shop.lines.unitPrice[line])
            let value = amount.overflow ? .max : amount.partialValue
            if value > best?.amount ?? -1 { best = (line, value) }
        }
        guard let best else { return nil }
        return shop.products.categories.string(shop.products.category[Int(shop.lines.product[best.line])])
    }

    private static func discount(_ order: Int, _ shop: Shop) -> String? {
        let orders = shop.orders
        guard shop.has.discount || shop.has.discountCode else { return nil }
        let amount = orders.discount.isEmpty ? Money.missing : orders.discount[order]
        let hasCode = !orders.discountCode.isEmpty && orders.discountCode[order] >= 0
        if amount == Money.missing, !shop.has.discountCode { return nil }
        return hasCode || (amount != Money.missing && amount > 0) ? "discounted" : "full_price"
    }
}
