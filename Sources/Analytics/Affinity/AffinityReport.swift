package import Domain
internal import Foundation
internal import Kernels

/// The report `affinity`: the first section at the top, the others in the list `further`.
package enum AffinityReport {
    /// Rules of one section, and sequences, that the report lists; the tables hold all.
    static let listed = 1_000

    /// - Parameters:
    ///   - analysis: what to write.
    ///   - shop: whose products are named.
    ///   - header: the JSON text of the report's header.
    /// - Returns: one object, on one line, keys sorted.
    package static func text(_ analysis: AffinityAnalysis, _ shop: Shop, header: some Sequence<UInt8>) -> JSONText {
        var members: [(String, (inout JSONText) -> Void)] = [("header", { $0.raw(header) })]
        if let first = analysis.sections.first { members += Self.members(first, shop) }
        members.append(
            (
                "further",
                { json in
                    json.list(analysis.sections.dropFirst()) { json, section in
                        json.object(Self.members(section, shop))
                    }
                }
            ))
        members += [
            ("sequence_count", { $0.value(analysis.sequences.sequences.count) }),
            ("sequence_min_customers", { $0.value(analysis.sequences.minimumCustomers) }),
            (
                "sequences",
                { json in
                    let names = ItemNames(shop, .product)
                    json.list(analysis.sequences.sequences.prefix(listed)) { $0.append($1, names, shop) }
                }
            ),
            ("cross_sell", { $0.append(analysis.crossSell) }),
        ]
        var json = JSONText()
        json.object(members)
        return json
    }

    private static func members(_ section: AffinitySection, _ shop: Shop) -> [(String, (inout JSONText) -> Void)] {
        let names = ItemNames(shop, section.level)
        let observesMoney = shop.observesMoney
        return [
            ("level", { $0.value(section.level.rawValue) }), ("window", { $0.value(section.window.rawValue) }),
            ("baskets", { $0.value(section.baskets) }), ("items", { $0.value(section.items) }),
            ("min_count", { $0.value(section.minimumCount) }),
            ("min_count_asked", { $0.value(section.thresholdAsked) }),
            ("is_complete", { $0.value(section.isComplete) }),
            ("complete_items", { $0.value(section.completeItems) }), ("itemsets", { $0.append(itemsets: section) }),
            ("rule_count", { $0.value(section.ruleCount) }), ("rule_items", { $0.value(section.ruleItems) }),
            ("tests", { $0.value(section.tests) }), ("redundant_rules", { $0.value(section.redundantRules) }),
            ("unproven_rules", { $0.value(section.unprovenRules) }), ("hint", { $0.value(section.hint) }),
            (
                "rules",
                { json in
                    json.list(section.rules.prefix(listed)) { json, rule in
                        json.append(rule, names, observesMoney: observesMoney)
                    }
                }
            ),
        ]
    }
}

extension JSONText {
    /// An object whose members are written in the order of their keys.
    mutating func object(_ members: [(String, (inout JSONText) -> Void)]) {
        beginObject()
        for (name, write) in members.sorted(by: { $0.0 < $1.0 }) {
            key(name)
            write(&self)
        }
        endObject()
    }

    mutating func list<Elements: Sequence>(_ elements: Elements, _ write: (inout JSONText, Elements.Element) -> Void) {
        beginArray()
        for element in elements { write(&self, element) }
        endArray()
    }

    /// A number, or `null` where there is none.
    mutating func value(_ number: Double?) {
        if let number { value(number) } else { null() }
    }

    fileprivate mutating func append(itemsets section: AffinitySection) {
        object([
            (
                "frequent",
                { json in
                    json.object([
                        ("count", { $0.value(section.sets.count) }),
                        ("by_size", { json in json.list(section.countBySize) { $0.value($1) } }),
                    ])
                }
            ),
            ("closed", { $0.append(count: section.closedCount, isFinal: section.marks.areFinal) }),
            ("maximal", { $0.append(count: section.maximalCount, isFinal: section.marks.areFinal) }),
        ])
    }

    /// How many sets there are of a kind; where that is not known, how many at most.
    private mutating func append(count: Int, isFinal: Bool) {
        object([
            ("at_most", { $0.value(count) }),
            ("count", { json in if isFinal { json.value(count) } else { json.null() } }),
        ])
    }

    fileprivate mutating func append(_ rule: AffinityRule, _ names: ItemNames, observesMoney: Bool) {
        let (found, measures) = (rule.rule, rule.rule.measures)
        let baskets = Double(measures.baskets)
        object([
            ("antecedent", { $0.append(ids: found.antecedent, names) }),
            ("consequent", { $0.append(ids: found.consequent, names) }),
            ("antecedent_titles", { $0.append(titles: found.antecedent, names) }),
            ("consequent_titles", { $0.append(titles: found.consequent, names) }),
            ("count", { $0.value(measures.joint) }), ("support", { $0.value(measures.support) }),
            ("antecedent_support", { $0.value(Double(measures.antecedent) / baskets) }),
            ("consequent_support", { $0.value(Double(measures.consequent) / baskets) }),
            ("confidence", { $0.value(measures.confidence) }), ("lift", { $0.value(measures.lift) }),
            ("leverage", { $0.value(measures.leverage) }), ("conviction", { $0.value(measures.conviction) }),
            ("zhang", { $0.value(measures.zhang) }), ("all_confidence", { $0.value(found.allConfidence) }),
            ("kulczynski", { $0.value(measures.kulczynski) }), ("p_value", { $0.value(exp(found.logP)) }),
            ("log10_p", { $0.value(found.logP / M_LN10) }), ("q_value", { $0.value(exp(found.logQ)) }),
            ("part_confidence", { $0.value(found.bestPart?.confidence) }),
            ("part_q_value", { $0.value(found.bestPart.map { exp($0.logQ) }) }),
            ("revenue", { $0.value(observesMoney ? Money.units(rule.revenue) : nil) }),
            ("reachable_orders", { $0.value(rule.reachableOrders) }),
            ("earlier_lift", { $0.value(rule.earlierLift) }), ("later_lift", { $0.value(rule.laterLift) }),
            ("recent_lift", { $0.value(rule.recentLift) }), ("is_bundle", { $0.value(rule.isBundle) }),
            ("is_variant", { $0.value(rule.isVariant) }),
            ("recommendation", { $0.value(Recommendation(rule, names).text) }),
        ])
    }

    /// `support` is the share of the shop's customers.
    fileprivate mutating func append(_ sequence: ProductSequence, _ names: ItemNames, _ shop: Shop) {
        object([
            ("items", { $0.append(ids: sequence.items, names) }),
            ("titles", { $0.append(titles: sequence.items, names) }),
            ("customers", { $0.value(sequence.customers) }),
            ("support", { $0.value(Double(sequence.customers) / Double(max(shop.customers.count, 1))) }),
            ("orders", { $0.value(sequence.orders) }), ("followed", { $0.value(sequence.followed) }),
            ("expected", { $0.value(sequence.expected) }), ("lift", { $0.value(sequence.lift) }),
            ("median_days", { $0.value(sequence.medianDays) }),
            ("recommendation", { $0.value(Recommendation(sequence, names).text) }),
        ])
    }

    /// `null` figures where no customer bought on both sides of the cutoff.
    fileprivate mutating func append(_ crossSell: CrossSell) {
        let (test, choice) = (crossSell.test, crossSell.choice)
        object([
            ("cutoff", { $0.value(test.cutoff.description) }), ("customers", { $0.value(test.new?.customers ?? 0) }),
            ("hit_rate_10", { $0.value(test.new?.hitRate) }), ("ndcg_10", { $0.value(test.new?.ndcg) }),
            ("popularity_hit_rate_10", { $0.value(test.popularNew?.hitRate) }),
            ("popularity_ndcg_10", { $0.value(test.popularNew?.ndcg) }),
            ("any_customers", { $0.value(test.any?.customers ?? 0) }),
            ("any_hit_rate_10", { $0.value(test.any?.hitRate) }), ("any_ndcg_10", { $0.value(test.any?.ndcg) }),
            ("any_popularity_hit_rate_10", { $0.value(test.popularAny?.hitRate) }),
            ("any_popularity_ndcg_10", { $0.value(test.popularAny?.ndcg) }),
            ("offers_due", { $0.value(choice.variant.offersDue) }), ("forgets", { $0.value(choice.variant.forgets) }),
            ("chosen_at", { $0.value(choice.cutoff.description) }),
            ("chosen_ndcg_10", { $0.value(choice.new?.ndcg) }),
            ("chosen_ndcg_10_otherwise", { $0.value(choice.newOtherwise?.ndcg) }),
            ("chosen_any_ndcg_10", { $0.value(choice.any?.ndcg) }),
            ("chosen_any_ndcg_10_otherwise", { $0.value(choice.anyOtherwise?.ndcg) }),
        ])
    }

    private mutating func append(ids items: [Int32], _ names: ItemNames) {
        list(items) { $0.value(names.id($1)) }
    }

    private mutating func append(titles items: [Int32], _ names: ItemNames) {
        list(items) { $0.value(names.title($1)) }
    }
}
