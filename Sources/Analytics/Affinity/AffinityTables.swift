package import Domain
internal import Foundation
internal import Kernels

/// Fills `affinity_rules` and `affinity_itemsets`.
package enum AffinityTables {
    package static func rules(of section: AffinitySection, _ names: ItemNames, observesMoney: Bool) -> Table {
        let rules = section.rules
        let measures = rules.map(\.rule.measures)
        let n = Double(max(section.baskets, 1))
        func optional(_ value: (AffinityRule) -> Double?) -> Column.Values { .real(rules.map { value($0) ?? .nan }) }
        func real(_ value: (AffinityRule) -> Double) -> Column.Values { .real(rules.map(value)) }
        func integer(_ value: (AffinityRule) -> Int) -> Column.Values { .integer(rules.map { Int64(value($0)) }) }
        func text(_ value: (AffinityRule) -> String?) -> Column.Values { .text(TextColumn(rules.map(value))) }
        let values: [Column.Values] = [
            text { _ in section.level.rawValue }, text { _ in section.window.rawValue },
            .integer(rules.indices.map { Int64($0 + 1) }), text { names.list($0.rule.antecedent).string },
            text { names.list($0.rule.consequent).string }, integer { _ in section.baskets },
            integer(\.rule.measures.joint), integer(\.rule.measures.antecedent), integer(\.rule.measures.consequent),
            .real(measures.map(\.support)), .real(measures.map { Double($0.antecedent) / n }),
            .real(measures.map { Double($0.consequent) / n }), .real(measures.map(\.confidence)),
            .real(measures.map(\.lift)), .real(measures.map(\.leverage)), .real(measures.map { $0.conviction ?? .nan }),
            .real(measures.map(\.zhang)), real(\.rule.allConfidence), .real(measures.map(\.kulczynski)),
            real { exp($0.rule.logP) }, real { $0.rule.logP / M_LN10 }, real { exp($0.rule.logQ) },
            optional { $0.rule.bestPart?.confidence }, optional { $0.rule.bestPart.map { exp($0.logQ) } },
            optional { observesMoney ? Money.units($0.revenue) : nil }, integer(\.reachableOrders),
            optional(\.earlierLift), optional(\.laterLift), optional(\.recentLift), integer { $0.isBundle ? 1 : 0 },
            integer { $0.isVariant ? 1 : 0 }, text { Recommendation($0, names).text },
            text { $0.rule.antecedent.count == 1 ? names.id($0.rule.antecedent[0]) : nil },
        ]
        return Table(.affinityRules, values: values)
    }

    package static func sequences(_ found: ProductSequences, _ names: ItemNames) -> Table {
        let rows = found.sequences
        func integer(_ value: (ProductSequence) -> Int) -> Column.Values { .integer(rows.map { Int64(value($0)) }) }
        return Table(
            .productSequences,
            values: [
                .integer(rows.indices.map { Int64($0 + 1) }), .texts(rows.map { names.list($0.items).string }),
                integer(\.items.count), integer(\.customers), integer(\.orders), integer(\.followed),
                .real(rows.map(\.expected)), .real(rows.map(\.lift)), .real(rows.map(\.medianDays)),
                .texts(rows.map { Recommendation($0, names).text }), .texts(rows.map { names.id($0.items[0]) }),
            ])
    }

    /// The rows of some customers, those with an order.
    package static func crossSell(
        _ crossSell: CrossSell, _ customers: Range<Int>, _ shop: Shop, _ names: ItemNames
    ) -> Table {
        let buyers = customers.filter { !shop.customers.orders(of: $0).isEmpty }
        var (products, json) = (TextColumn(), JSONText())
        for buyer in buyers {
            json.removeAll()
            json.list(crossSell.offers[buyer]) { $0.append($1, names) }
            products.append(json.bytes)
        }
        return Table(
            .crossSell, values: [.texts(buyers.map { shop.customers.ids[$0] }), .text(products)])
    }

    /// Ranges of itemsets that are made into rows at once: the frequent sets, then the closed ones beyond them.
    package static func itemsetParts(of section: AffinitySection) -> [Range<Int>] {
        let count = section.sets.count + section.closedBeyond.count
        return stride(from: 0, to: count, by: 65_536).map { $0..<min($0 + 65_536, count) }
    }

    package static func itemsets(_ part: Range<Int>, of section: AffinitySection, _ names: ItemNames) -> Table {
        let rows = part.map { ItemsetRow($0, of: section) }
        return Table(
            .affinityItemsets,
            values: [
                .texts(part.map { _ in section.level.rawValue }), .texts(part.map { _ in section.window.rawValue }),
                .integer(part.map { Int64($0 + 1) }), .texts(rows.map { names.list($0.items).string }),
                .integer(rows.map { Int64($0.items.count) }), .integer(rows.map { Int64($0.support) }),
                .real(rows.map { Double($0.support) / Double(max(section.baskets, 1)) }),
                .integer(rows.map(\.isClosed)), .integer(rows.map(\.isMaximal)),
            ])
    }
}

extension JSONText {
    /// Keys in the order of their bytes, written one by one: there are a million offers.
    fileprivate mutating func append(_ offer: CrossSellOffer, _ names: ItemNames) {
        beginObject()
        key("because_of")
        list(offer.becauseOf) { $0.value(names.id($1)) }
        key("is_due")
        value(offer.isDue)
        key("product_id")
        value(names.id(offer.item))
        key("score")
        value(offer.score, decimals: 6)
        endObject()
    }
}

/// A row of `affinity_itemsets`.
private struct ItemsetRow {
    let items: [Int32]
    let support: Int32
    /// 1, 0, or the smallest number where that is not known.
    let isClosed, isMaximal: Int64

    init(_ row: Int, of section: AffinitySection) {
        let (sets, marks, beyond) = (section.sets, section.marks, section.closedBeyond)
        guard row < sets.count else {
            let set = row - sets.count
            (items, support) = (Array(beyond[set]), beyond.supports[set])
            (isClosed, isMaximal) = (1, beyond.isMaximal[set] ? 1 : 0)
            return
        }
        // That a set is not closed or maximal is seen from one larger set; that it is, from there being none at all.
        func mark(_ flag: Bool) -> Int64 { !flag ? 0 : marks.areFinal ? 1 : .min }
        (items, support) = (sets.items(of: row), sets.supports[row])
        (isClosed, isMaximal) = (mark(marks.isClosed[row]), mark(marks.isMaximal[row]))
    }
}
