import Domain
import Pipeline

/// The report `affinity` as people read it: what was looked at, and the best rules of each level and window.
struct AffinityText {
    /// Rules that fit on a screen.
    private static let rules = (first: 20, further: 10)
    /// Characters of a side that are shown.
    private static let sideWidth = 46

    private let report: JSONValue

    init(_ report: JSONValue) {
        self.report = report
    }

    var text: String {
        let further = (report["further"]?.items ?? []).map { section($0, rules: Self.rules.further) }
        let parts = [section(report, rules: Self.rules.first)] + further + [sequences, crossSell]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var sequences: String {
        guard let found = report["sequences"]?.items, !found.isEmpty else { return "" }
        var table = TextTable(["first, then", "customers", "lift", "days"], numeric: [1, 2, 3])
        for sequence in found.prefix(Self.rules.first) {
            let titles = (sequence["titles"]?.items ?? []).compactMap(\.text)
            table.add([
                titles.joined(separator: " > "), figure(sequence["customers"]),
                Figure.decimal(sequence["lift"]?.number), Figure.decimal(sequence["median_days"]?.number, 0),
            ])
        }
        return "what later orders bring, by what they bring beyond chance\n" + table.text
    }

    private var crossSell: String {
        guard let test = report["cross_sell"], let hit = test["hit_rate_10"]?.number else { return "" }
        return "cross-sell: of \(figure(test["customers"])) customers with something new in their last order, "
            + "\(Figure.percent(hit)) found some of it in their list of ten (the most popular products: "
            + "\(Figure.percent(test["popularity_hit_rate_10"]?.number))); NDCG "
            + "\(Figure.decimal(test["ndcg_10"]?.number, 3)) against "
            + "\(Figure.decimal(test["popularity_ndcg_10"]?.number, 3))\n" + anyProduct(test)
    }

    /// The same for all products of the last order, with those that are due again.
    private func anyProduct(_ test: JSONValue) -> String {
        guard let hit = test["any_hit_rate_10"]?.number else { return "" }
        let way = test["offers_due"] == .bool(true) ? "with" : "without"
        return "of \(figure(test["any_customers"])) with any product in it, \(Figure.percent(hit)) found one "
            + "\(way) products that are due again (the most popular: "
            + "\(Figure.percent(test["any_popularity_hit_rate_10"]?.number))); chosen on the window before\n"
    }

    private func section(_ section: JSONValue, rules: Int) -> String {
        guard let level = section["level"]?.text else { return "no order lines, so nothing is bought together\n" }
        let window = section["window"]?.text == "all" ? "all time" : "the last 180 days"
        var text = "\(level)s bought together, \(window): \(count(section, "baskets")) baskets of "
        text += "\(count(section, "items")) \(level == "category" ? "categories" : "products")\n"
        text += extent(section) + "\n"
        guard let found = section["rules"]?.items, !found.isEmpty else {
            return text + "no rule: \(section["hint"]?.text ?? "")\n"
        }
        let best = Self.withoutReverse(found)
        let shown = best.prefix(rules)
        return text + table(shown) + remainder(section, shown: shown.count)
            + different(best, beside: shown, rules: rules / 2)
    }

    /// The best rules of different things, where variants and bundles crowd them out.
    private func different(_ best: [JSONValue], beside shown: ArraySlice<JSONValue>, rules: Int) -> String {
        let others = best.filter { mark($0).isEmpty }.prefix(rules)
        guard shown.contains(where: { !mark($0).isEmpty }), !others.isEmpty else { return "" }
        return "the same without variants and bundles\n" + table(others)
    }

    /// Of a rule and its reverse, which tell of the same orders, the more confident one.
    private static func withoutReverse(_ rules: [JSONValue]) -> [JSONValue] {
        func sides(_ rule: JSONValue) -> [[String]] {
            ["antecedent", "consequent"].map { (rule[$0]?.items ?? []).compactMap(\.text) }
        }
        let confidences = Dictionary(
            rules.map { (sides($0), $0["confidence"]?.number ?? 0) }, uniquingKeysWith: { first, _ in first })
        var seen = Set<[[String]]>()
        return rules.filter { rule in
            let own = sides(rule)
            let reverse = Array(own.reversed())
            seen.insert(own)
            guard let other = confidences[reverse] else { return true }
            let confidence = rule["confidence"]?.number ?? 0
            return confidence > other || (confidence == other && !seen.contains(reverse))
        }
    }

    private func extent(_ section: JSONValue) -> String {
        let sets = section["itemsets"]
        var text = "\(figure(sets?["frequent"]?["count"])) sets in at least \(count(section, "min_count")) baskets"
        if let closed = sets?["closed"]?["count"]?.number, let maximal = sets?["maximal"]?["count"]?.number {
            text +=
                " (\(Figure.count(Int(saturating: closed))) closed, \(Figure.count(Int(saturating: maximal))) maximal)"
        }
        if section["min_count_asked"] != section["min_count"] {
            text += ", raised from \(count(section, "min_count_asked")) to leave fewer sets"
        }
        guard section["is_complete"] == .bool(false) else { return text }
        text += "; the budget ended the search: complete for the \(count(section, "complete_items")) most frequent"
        return sets?["closed"]?["count"]?.number == nil ? text : text + ", all closed and maximal sets are here"
    }

    private func table(_ rules: ArraySlice<JSONValue>) -> String {
        var table = TextTable(
            ["who buys", "also buys", "orders", "confidence", "lift", "later", "q", "revenue", ""],
            numeric: [2, 3, 4, 5, 6, 7])
        for rule in rules {
            table.add([
                side(rule["antecedent_titles"]), side(rule["consequent_titles"]), figure(rule["count"]),
                Figure.percent(rule["confidence"]?.number), Figure.decimal(rule["lift"]?.number),
                Figure.decimal(rule["later_lift"]?.number), power(rule["q_value"]?.number),
                Figure.decimal(rule["revenue"]?.number, 0), mark(rule),
            ])
        }
        return table.text
    }

    private func remainder(_ section: JSONValue, shown: Int) -> String {
        "\(shown) of \(count(section, "rule_count")) rules by leverage, of two directions the more confident one; left out: \(count(section, "redundant_rules")) that "
            + "a more general rule makes needless, \(count(section, "unproven_rules")) no better than a part of them\n"
    }

    private func side(_ titles: JSONValue?) -> String {
        let text = (titles?.items ?? []).compactMap(\.text).joined(separator: " + ")
        return text.count <= Self.sideWidth ? text : text.prefix(Self.sideWidth - 1) + "…"
    }

    private func mark(_ rule: JSONValue) -> String {
        rule["is_bundle"] == .bool(true) ? "bundle" : rule["is_variant"] == .bool(true) ? "variant" : ""
    }

    /// A probability in two digits.
    private func power(_ number: Double?) -> String {
        guard let number else { return "-" }
        guard number > 0 else { return "<1e-300" }
        guard number < 0.001 else { return Figure.decimal(number, 3) }
        var (exponent, rest) = (0, number)
        while rest < 1 { (exponent, rest) = (exponent + 1, rest * 10) }
        return "1e-\(exponent - (rest >= 5 ? 1 : 0))"
    }

    private func count(_ section: JSONValue, _ key: String) -> String { figure(section[key]) }

    private func figure(_ value: JSONValue?) -> String { Figure.count(Int(saturating: value?.number ?? 0)) }
}
