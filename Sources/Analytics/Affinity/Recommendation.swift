internal import Foundation
internal import Kernels

/// What to do about a rule, and the figures that say so; nothing about a rule that may not hold.
package struct Recommendation {
    package let text: String

    /// From this confidence on, a product is worth showing on the page of another.
    private static let pageConfidence = 0.25

    package init(_ rule: AffinityRule, _ names: ItemNames) {
        let (from, to) = (names.titles(rule.rule.antecedent), names.titles(rule.rule.consequent))
        let measures = rule.rule.measures
        let confidence = Self.percent(measures.confidence)
        if let doubt = rule.doubt {
            text = "none: \(doubt)"
        } else if rule.isBundle {
            text =
                "bundle: \(from) and \(to) are sold as one (\(Self.percent(rule.rule.allConfidence)) of the orders "
                + "with any of them hold all)"
        } else if rule.isVariant {
            text = "placement: show \(from) and \(to) as variants side by side; \(confidence) take both"
        } else if measures.confidence >= Self.pageConfidence {
            text =
                "cross-sell on page: show \(to) beside \(from); \(confidence) of its orders hold both, "
                + "\(rule.reachableOrders) had the one without the other"
        } else {
            text =
                "placement: \(from) and \(to) are together \(String(format: "%.1f", measures.lift)) times as often "
                + "as by chance"
        }
    }

    /// What to do about a sequence.
    package init(_ sequence: ProductSequence, _ names: ItemNames) {
        let last = sequence.items[sequence.items.count - 1]
        let before = names.titles(Array(sequence.items.dropLast()))
        let days = max(1, Int(sequence.medianDays.rounded()))
        if let doubt = sequence.doubt {
            text = "none: \(doubt)"
            return
        }
        text =
            "follow-up mail: offer \(names.title(last)) \(days) day\(days == 1 ? "" : "s") after \(before); "
            + "\(Self.percent(Double(sequence.followed) / Double(sequence.orders))) come for it, "
            + "\(String(format: "%.1f", sequence.lift)) times as many as after any order"
    }

    private static func percent(_ share: Double) -> String { String(format: "%.0f %%", share * 100) }
}
