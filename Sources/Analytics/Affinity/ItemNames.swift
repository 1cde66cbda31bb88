package import Domain

/// The ids and titles of the items of one level.
package struct ItemNames: Sendable {
    private let ids: StringTable
    private let titles: StringTable?

    package init(_ shop: Shop, _ level: AffinityLevel) {
        switch level {
        case .product: (ids, titles) = (shop.products.ids, shop.products.titles)
        case .category: (ids, titles) = (shop.products.categories, nil)
        }
    }

    package func id(_ item: Int32) -> String { ids[Int(item)] }

    /// The title, or the id where there is none.
    package func title(_ item: Int32) -> String {
        guard let title = titles?[Int(item)], !title.isEmpty else { return id(item) }
        return title
    }

    func titles(_ items: [Int32]) -> String { items.map(title).joined(separator: ", ") }

    /// The ids as a JSON array.
    func list(_ items: [Int32]) -> JSONText {
        var json = JSONText()
        json.beginArray()
        for item in items { json.value(id(item)) }
        json.endArray()
        return json
    }
}

extension Shop {
    /// Whether any order has a total: a source without prices has none.
    package var observesMoney: Bool { orders.total.contains { $0 != 0 } }
}
