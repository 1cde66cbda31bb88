package import Domain
internal import Foundation
internal import Kernels
package import Tables

/// Fills `affinity_rules` and `affinity_itemsets`.
package enum AffinityTables {
    package static func rules(of section: AffinitySection, _ names: ItemNames, observesMoney: Bool) -> Table {
        let (rules, n) = (section.rules, Double(max(section.baskets, 1)))
        return Table(AffinityRulesTable.table) { t in
            t.level = TextColumn(repeating: section.level.rawValue, count: rules.count)
            t.window = TextColumn(repeating: section.window.rawValue, count: rules.count)
            t.rank = rules.indices.map { Int64($0 + 1) }
            t.antecedent = TextColumn(rules.map { names.list($0.rule.antecedent).string })
            t.consequent = TextColumn(rules.map { names.list($0.rule.consequent).string })
            fill(&t, with: rules.map(\.rule.measures), baskets: section.baskets, n)
            t.allConfidence = rules.map(\.rule.allConfidence)
            t.pValue = rules.map { exp($0.rule.logP) }
            t.log10P = rules.map { $0.rule.logP / M_LN10 }
            t.qValue = rules.map { exp($0.rule.logQ) }
            t.partConfidence = rules.map { $0.rule.bestPart?.confidence ?? .nan }
            t.partQValue = rules.map { $0.rule.bestPart.map { exp($0.logQ) } ?? .nan }
            t.revenue = rules.map { observesMoney ? Money.units($0.revenue) : .nan }
            t.reachableOrders = rules.map { Int64($0.reachableOrders) }
            t.earlierLift = rules.map { $0.earlierLift ?? .nan }
            t.laterLift = rules.map { $0.laterLift ?? .nan }
            t.recentLift = rules.map { $0.recentLift ?? .nan }
            t.isBundle = rules.map { $0.isBundle ? 1 : 0 }
            t.isVariant = rules.map { $0.isVariant ? 1 : 0 }
            t.recommendation = TextColumn(rules.map { Recommendation($0, names).text })
            t.antecedentProduct = TextColumn(
                rules.map { $0.rule.antecedent.count == 1 ? names.id($0.rule.antecedent[0]) : nil })
        }
    }

    /// The columns that follow from a rule's four counts.
    private static func fill(
        _ t: inout TableFilling<AffinityRulesTable>, with measures: [RuleMeasures], baskets: Int, _ n: Double
    ) {
        t.baskets = measures.map { _ in Int64(baskets) }
        t.count = measures.map { Int64($0.joint) }
        t.antecedentCount = measures.map { Int64($0.antecedent) }
        t.consequentCount = measures.map { Int64($0.consequent) }
        t.support = measures.map(\.support)
        t.antecedentSupport = measures.map { Double($0.antecedent) / n }
        t.consequentSupport = measures.map { Double($0.consequent) / n }
        t.confidence = measures.map(\.confidence)
        t.lift = measures.map(\.lift)
        t.leverage = measures.map(\.leverage)
        t.conviction = measures.map { $0.conviction ?? .nan }
        t.zhang = measures.map(\.zhang)
        t.kulczynski = measures.map(\.kulczynski)
    }

    package static func sequences(_ found: ProductSequences, _ names: ItemNames) -> Table {
        let rows = found.sequences
        return Table(ProductSequencesTable.table) { t in
            t.rank = rows.indices.map { Int64($0 + 1) }
            t.items = TextColumn(rows.map { names.list($0.items).string })
            t.size = rows.map { Int64($0.items.count) }
            t.customers = rows.map { Int64($0.customers) }
            t.orders = rows.map { Int64($0.orders) }
            t.followed = rows.map { Int64($0.followed) }
            t.expected = rows.map(\.expected)
            t.lift = rows.map(\.lift)
            t.medianDays = rows.map(\.medianDays)
            t.recommendation = TextColumn(rows.map { Recommendation($0, names).text })
            t.firstProduct = TextColumn(rows.map { names.id($0.items[0]) })
        }
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
        return Table(CrossSellTable.table) { t in
            t.customerID = TextColumn(buyers.map { shop.customers.ids[$0] })
            t.products = products
        }
    }

    /// Ranges of itemsets that are made into rows at once: the frequent sets, then the closed ones beyond them.
    package static func itemsetParts(of section: AffinitySection) -> [Range<Int>] {
        let count = section.sets.count + section.closedBeyond.count
        return stride(from: 0, to: count, by: 65_536).map { $0..<min($0 + 65_536, count) }
    }

    package static func itemsets(_ part: Range<Int>, of section: AffinitySection, _ names: ItemNames) -> Table {
        let rows = part.map { ItemsetRow($0, of: section) }
        return Table(AffinityItemsetsTable.table) { t in
            t.level = TextColumn(repeating: section.level.rawValue, count: rows.count)
            t.window = TextColumn(repeating: section.window.rawValue, count: rows.count)
            t.itemset = part.map { Int64($0 + 1) }
            t.items = TextColumn(rows.map { names.list($0.items).string })
            t.size = rows.map { Int64($0.items.count) }
            t.count = rows.map { Int64($0.support) }
            t.support = rows.map { Double($0.support) / Double(max(section.baskets, 1)) }
            t.isClosed = rows.map(\.isClosed)
            t.isMaximal = rows.map(\.isMaximal)
        }
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
