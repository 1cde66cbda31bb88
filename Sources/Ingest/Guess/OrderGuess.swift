internal import Domain

/// A choice that only the owner can make: what the readings differ in, and the line of each.
struct OpenChoice: Sendable {
    let key: String
    let question: String
    /// Lines of YAML, one of which is to be kept.
    let lines: [String]
}

/// How the columns of a table of orders follow from a group of files.
struct OrderGuess {
    let group: FileGroup
    let knowsRefunds: Bool
    /// Files of other groups by which customers may be told apart.
    let people: [FileGroup]
    let zone: String

    private(set) var choices: [OpenChoice] = []
    private(set) var currency: String?
    private(set) var doubts: [String] = []
    /// The lines of `columns:` with what speaks for each.
    private(set) var columns: [(line: String, evidence: String)] = []
    /// What stands above `columns:`.
    private(set) var rules: [(line: String, evidence: String)] = []
    private(set) var refunds: [String] = []
    private var taken = Set<String>()

    init(_ group: FileGroup, knowsRefunds: Bool, people: [FileGroup], zone: String) {
        (self.group, self.people, self.zone) = (group, people, zone)
        self.knowsRefunds = knowsRefunds || group.has(ColumnNames.refunded)
    }

    /// - Returns: `false` where the group lacks what orders need.
    mutating func guess() -> Bool {
        guard let id = group.key(ColumnNames.orderID) else { return false }
        guessID(id)
        guessCustomer()
        guessTime()
        guessTotal(id)
        guessStatus()
        guessCurrency()
        guessParts()
        for (key, lists) in [("channel", ColumnNames.channel), ("discount_code", ColumnNames.discountCode)] {
            guard let name = ColumnNames.candidates(lists, in: group.header, except: taken).first else { continue }
            add(key, name, "\(group.distinct(name)) different values")
        }
        return true
    }

    private mutating func add(_ key: String, _ name: String, rule: String? = nil, _ evidence: String) {
        taken.insert(name)
        columns.append(("\(key): \(rule ?? MappingText.quoted(name))", evidence))
    }

    // MARK: - Who and when

    private mutating func guessID(_ id: String) {
        let (distinct, rows) = (group.distinct(id), group.values(id).count)
        add("order_id", id, "\(distinct) different values in \(rows) rows")
    }

    private mutating func guessCustomer() {
        guard let name = ColumnNames.candidates(ColumnNames.customerID, in: group.header, except: taken).first else {
            columns.append(("customer_id: { constant: \"\" }", "no column names a customer: every order is a guest's"))
            doubts.append("no column names a customer, so every order is a guest's")
            return
        }
        let values = group.values(name)
        let evidence = "\(group.distinct(name)) different values in \(values.count) rows with one"
        if let (file, person) = person(for: name) {
            let lookup =
                "{ file: \(MappingText.quoted(file.names[0])), key: \(MappingText.quoted(file.key(ColumnNames.customerID) ?? name)), value: \(MappingText.quoted(person)) }"
            add(
                "customer_id", name, rule: "{ column: \(MappingText.quoted(name)), lookup: \(lookup) }",
                "\(evidence); \(person) of \(file.names[0]) names the people")
            return
        }
        let isMail = values.first?.contains("@") ?? false
        add(
            "customer_id", name, rule: isMail ? "{ column: \(MappingText.quoted(name)), case: fold }" : nil,
            isMail ? "\(evidence), e-mail addresses: capitals do not count" : evidence)
    }

    /// A column that says who is who where nearly every order has a customer of its own.
    private func person(for name: String) -> (FileGroup, String)? {
        guard group.rows.count > 1, group.distinct(name) == group.values(name).count else { return nil }
        for file in people {
            guard let person = file.header.first(where: { ColumnNames.person.contains(ColumnNames.normal($0)) }) else {
                continue
            }
            return (file, person)
        }
        return nil
    }

    private mutating func guessTime() {
        let candidates = ColumnNames.candidates(ColumnNames.orderedAt, in: group.header, except: taken)
        guard let name = candidates.first else {
            choices.append(
                OpenChoice(key: "ordered_at", question: "no column is called like a time", lines: ["ordered_at: …"]))
            return
        }
        if candidates.count > 1 {
            doubts.append("the time of an order may also be \(candidates.dropFirst().joined(separator: ", "))")
        }
        let clock = ColumnNames.candidates(
            [["time", "uhrzeit", "ordertime"]], in: group.header, except: taken.union([name])
        ).first
        let hasClock = group.values(name).first.map { !$0.contains(":") } ?? false
        if hasClock, let clock, group.values(clock).first?.contains(":") ?? false {
            let (first, second) = (group.column(name), group.column(clock))
            let values = group.rows.map { "\($0[first]) \($0[second])" }.filter { $0 != " " }
            taken.insert(clock)
            addTime(name, origin: "joined: \(MappingText.list([name, clock]))", values)
        } else {
            addTime(name, origin: "column: \(MappingText.quoted(name))", group.values(name))
        }
    }

    private mutating func addTime(_ name: String, origin: String, _ values: [String]) {
        let formats = TimeGuess.formats(of: values)
        let rules = formats.map { format -> String in
            let isLocal = values.contains { TimeGuess.isLocal([$0], as: format) }
            let written = format == "iso8601" ? "" : ", format: \(MappingText.quoted(format))"
            return "{ \(origin)\(written)\(isLocal ? ", timezone: \(zone)" : "") }"
        }
        let example = values.first.map { "such as \($0)" } ?? "no value"
        taken.insert(name)
        switch rules.count {
        case 1:
            columns.append(("ordered_at: \(rules[0])", "\(values.count) of \(values.count) read so, \(example)"))
            guard rules[0].contains("timezone") else { return }
            doubts.append(
                "\(name) has no offset: it is read on the clock of \(zone); give --timezone if the shop's is another")
        case 0:
            choices.append(
                OpenChoice(
                    key: "ordered_at", question: "\(name) holds times of a form that is not known, \(example)",
                    lines: ["ordered_at: { \(origin), format: \"…\" }"]))
        default:
            choices.append(
                OpenChoice(
                    key: "ordered_at", question: "day and month of \(name) cannot be told apart, \(example)",
                    lines: rules.map { "ordered_at: \($0)" }))
        }
    }

    // MARK: - Money

    private mutating func guessTotal(_ id: String) {
        let candidates = ColumnNames.candidates(ColumnNames.total, in: group.header, except: taken)
        guard let name = candidates.first else {
            choices.append(OpenChoice(key: "total", question: "no column is called like a total", lines: ["total: …"]))
            return
        }
        let sums = candidates.map { name in (name, group.money(name) ?? []) }
        taken.formUnion(candidates)
        guard sums.allSatisfy({ $0.1 == sums[0].1 }) else {
            let lines = sums.map { name, money in
                "total: \(MappingText.quoted(name))  # adds up to \(Money.text(money.reduce(0) { $0.addingClamped($1) }))"
            }
            choices.append(
                OpenChoice(key: "total", question: "\(candidates.joined(separator: " and ")) differ", lines: lines))
            return
        }
        let money = sums[0].1
        let sum =
            money.isEmpty
            ? "some are no numbers by themselves"
            : "add up to \(Money.text(money.reduce(0) { $0.addingClamped($1) })) in the rows looked at"
        columns.append(("total: \(MappingText.quoted(name))", sum))
        guessRepeats(id, name, money)
        guessNegatives(id, name, money)
    }

    /// Whether rows of one order repeat its total, leave it out, or each have a part of it.
    private mutating func guessRepeats(_ id: String, _ total: String, _ money: [Int64]) {
        guard !money.isEmpty, group.distinct(id) < group.values(id).count else { return }
        let (key, column) = (group.column(id), group.column(total))
        var byOrder: [String: [(text: String, money: Int64)]] = [:]
        for (row, amount) in zip(group.rows, money) where amount >= 0 {
            byOrder[row[key], default: []].append((row[column], amount))
        }
        let repeated = byOrder.values.filter { $0.count > 1 }
        guard !repeated.isEmpty else { return }
        let withBlanks = repeated.count { $0.contains { $0.text.isEmpty } && $0.contains { !$0.text.isEmpty } }
        let differing = repeated.count { Set($0.map(\.money)).count > 1 }
        if withBlanks * 10 > repeated.count * 9 {
            rules.append(
                (
                    "where: { \(MappingText.quoted(total)): { empty: false } }",
                    "\(withBlanks) of \(repeated.count) orders of several rows have it in one"
                ))
        } else if differing * 2 > repeated.count, group.files.count == 1 {
            rules.append(
                (
                    "add_rows: true",
                    "\(differing) of \(repeated.count) orders of several rows have another amount in each"
                ))
        }
    }

    /// Rows below zero are refunds where their ids name orders.
    private mutating func guessNegatives(_ id: String, _ total: String, _ money: [Int64]) {
        let negative = money.indices.filter { money[$0] < 0 }
        guard !negative.isEmpty, negative.count * 2 < money.count,
            let time = columns.first(where: { $0.line.hasPrefix("ordered_at: ") })
        else { return }
        let key = group.column(id)
        let orders = Set(money.indices.filter { money[$0] >= 0 }.map { group.rows[$0][key] })
        for length in 0...4 {
            let prefix = String(group.rows[negative[0]][key].prefix(length))
            guard
                negative.allSatisfy({
                    group.rows[$0][key].hasPrefix(prefix)
                        && orders.contains(String(group.rows[$0][key].dropFirst(prefix.count)))
                })
            else { continue }
            let order =
                prefix.isEmpty
                ? MappingText.quoted(id)
                : "{ column: \(MappingText.quoted(id)), strip_prefix: \(MappingText.quoted(prefix)) }"
            rules.append(
                (
                    "except: { \(MappingText.quoted(total)): { below: 0 } }",
                    "\(negative.count) rows below 0 are refunds of orders that they name"
                ))
            refunds = [
                "where: { \(MappingText.quoted(total)): { below: 0 } }", "columns:", "  order_id: \(order)",
                "  at: \(time.line.dropFirst("ordered_at: ".count))",
                "  amount: { column: \(MappingText.quoted(total)), negate: true }",
            ]
            return
        }
        doubts.append(
            "\(negative.count) rows have a \(total) below 0 and name no order; they are refused as negative_total")
    }

    /// The parts of a total, where they add up to it.
    private mutating func guessParts() {
        func first(_ lists: [[String]]) -> String? {
            ColumnNames.candidates(lists, in: group.header, except: taken).first
        }
        let (subtotal, discount) = (first(ColumnNames.subtotal), first(ColumnNames.discount))
        let (shipping, tax) = (first(ColumnNames.shipping), first(ColumnNames.tax))
        if let refunded = first(ColumnNames.refunded) {
            let isNegative = group.isNegative(refunded)
            add(
                "refunded", refunded,
                rule: isNegative ? "{ column: \(MappingText.quoted(refunded)), negate: true }" : nil,
                "\(group.values(refunded).count) rows with a value")
        }
        if let discount {
            let isNegative = group.isNegative(discount)
            add(
                "discount", discount,
                rule: isNegative ? "{ column: \(MappingText.quoted(discount)), negate: true }" : nil,
                isNegative ? "written below 0" : "\(group.values(discount).count) rows with a value")
        }
        guard let subtotal, let total = columns.first(where: { $0.line.hasPrefix("total: ") })?.line.dropFirst(7) else {
            return
        }
        let name = group.header.first { MappingText.quoted($0) == total } ?? ""
        guard let sums = group.money(name), let before = group.money(subtotal) else { return }
        let parts = [discount, shipping, tax].map { (name: String?) -> [Int64] in
            name.flatMap { group.money($0) } ?? sums.map { _ in 0 }
        }
        func fits(_ formula: (Int) -> Int64) -> Bool {
            sums.indices.count { abs(formula($0) - sums[$0]) <= 100 } * 100 >= sums.count * 99
        }
        if fits({ before[$0] - abs(parts[0][$0]) + parts[1][$0] + parts[2][$0] }) {
            add("subtotal", subtotal, "less the discount, with shipping and tax, it is the total")
            if let shipping { add("shipping", shipping, "part of the total") }
            if let tax { add("tax", tax, "part of the total") }
        } else if let discount, fits({ before[$0] + parts[1][$0] }) {
            let rule = "{ sum: \(MappingText.list([subtotal, discount])) }"
            add(
                "subtotal", subtotal, rule: rule,
                "it is after the discount: with shipping it is the total, tax is within")
        } else {
            doubts.append("\(subtotal) and its like do not add up to the total; nothing reads them")
        }
    }

    private mutating func guessStatus() {
        guard let name = ColumnNames.candidates(ColumnNames.status, in: group.header, except: taken).first else {
            doubts.append("no column says which orders were cancelled, so all of them count")
            return
        }
        let column = group.column(name)
        let counts = Dictionary(group.rows.map { ($0[column], 1) }, uniquingKeysWith: +).filter { !$0.key.isEmpty }
        let words = counts.keys.sorted()
        taken.insert(name)
        guard words.count <= 40 else {
            doubts.append("\(name) has \(words.count) different values, which are no states; nothing reads it")
            return
        }
        let isWoo = StatusWords.isWooCommerce(words)
        var (pairs, open): ([String], [String]) = ([], [])
        for word in words {
            switch StatusWords.meaning(of: word, knowsRefunds: knowsRefunds, isWooCommerce: isWoo) {
            case .paid: pairs.append("\(MappingText.quoted(word)): paid")
            case .placed: pairs.append("\(MappingText.quoted(word)): placed")
            case .cancelled: pairs.append("\(MappingText.quoted(word)): cancelled")
            case .test: pairs.append("\(MappingText.quoted(word)): test")
            case .either, nil: open.append(word)
            }
        }
        let rule = { (pairs: [String]) in
            "status: { column: \(MappingText.quoted(name)), values: { \(pairs.joined(separator: ", ")) } }"
        }
        let evidence = words.map { "\(MappingText.shown($0)) \(counts[$0] ?? 0)" }.joined(separator: ", ")
        guard open.isEmpty else {
            let counted = pairs + open.map { "\(MappingText.quoted($0)): placed" }
            let left = pairs + open.map { "\(MappingText.quoted($0)): cancelled" }
            choices.append(
                OpenChoice(
                    key: "status",
                    question:
                        "orders with the state \(open.map { "\(MappingText.shown($0)) (\(counts[$0] ?? 0))" }.joined(separator: ", ")) may count or not",
                    lines: [rule(counted), rule(left)]))
            return
        }
        columns.append((rule(pairs), evidence))
    }

    private mutating func guessCurrency() {
        guard let name = ColumnNames.candidates(ColumnNames.currency, in: group.header, except: taken).first else {
            currency = signOfTotals()
            return
        }
        let codes = Dictionary(group.values(name).map { ($0, 1) }, uniquingKeysWith: +)
        let lower = codes.keys.filter { $0 != $0.uppercased() }.sorted()
        let values = lower.map { "\(MappingText.quoted($0)): \($0.uppercased())" }.joined(separator: ", ")
        add(
            "currency", name,
            rule: lower.isEmpty ? nil : "{ column: \(MappingText.quoted(name)), values: { \(values) } }",
            codes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map { "\($0.key) \($0.value)" }.joined(
                separator: ", "))
        currency = codes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key.uppercased()
        if codes.count > 1 {
            doubts.append("orders in other currencies than \(currency ?? "") need `rates:` in the pipeline")
        }
    }

    /// The currency whose sign stands beside the totals.
    private func signOfTotals() -> String? {
        guard let name = ColumnNames.candidates(ColumnNames.total, in: group.header).first else { return nil }
        let sign =
            group.values(name).first.map { $0.filter { !$0.isNumber && !".,-+ ()'\u{a0}\u{202f}".contains($0) } } ?? ""
        return sign.isEmpty ? nil : CurrencySigns.currencies(of: sign).first
    }
}
