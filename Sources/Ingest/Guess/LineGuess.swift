internal import Domain

/// How the columns of tables other than orders follow from a group of files.
struct LineGuess {
    let group: FileGroup
    private(set) var columns: [(line: String, evidence: String)] = []
    private(set) var doubts: [String] = []
    private var taken = Set<String>()

    init(_ group: FileGroup) { self.group = group }

    private mutating func add(_ key: String, _ lists: [[String]], rule: ((String) -> String)? = nil) -> Bool {
        guard let name = ColumnNames.candidates(lists, in: group.header, except: taken).first else { return false }
        taken.insert(name)
        let quoted = MappingText.quoted(name)
        columns.append(
            (
                "\(key): \(rule?(quoted) ?? quoted)",
                "\(group.distinct(name)) different values in \(group.rows.count) rows"
            ))
        return true
    }

    /// Order lines.
    mutating func guessLines() {
        _ = add("order_id", ColumnNames.orderID)
        guessProduct()
        _ = add("quantity", ColumnNames.quantity)
        guessPrice()
        _ = add("line_no", ColumnNames.lineNo)
        _ = add("category", ColumnNames.category)
        let group = group
        _ = add("discount", ColumnNames.lineDiscount) { quoted in
            let name = group.header.first { MappingText.quoted($0) == quoted } ?? ""
            return group.isNegative(name) ? "{ column: \(quoted), negate: true }" : quoted
        }
    }

    private mutating func guessProduct() {
        guard let name = ColumnNames.candidates(ColumnNames.product, in: group.header).first else { return }
        let filled = group.values(name).count
        let title = ColumnNames.candidates(ColumnNames.productTitle, in: group.header, except: [name]).first
        taken.insert(name)
        if let title, filled < group.rows.count {
            let rule = "{ coalesce: \(MappingText.list([name, title])) }"
            columns.append(
                ("product_id: \(rule)", "\(name) is empty in \(group.rows.count - filled) of \(group.rows.count) rows"))
        } else {
            columns.append(("product_id: \(MappingText.quoted(name))", "\(group.distinct(name)) different values"))
        }
        guard let title else { return }
        columns.append(("product_title: \(MappingText.quoted(title))", "\(group.distinct(title)) different values"))
    }

    private mutating func guessPrice() {
        if add("unit_price", ColumnNames.unitPrice) {
            let isSure = ColumnNames.unitPrice[0].contains { name in
                group.header.contains { ColumnNames.normal($0) == name }
            }
            if !isSure {
                doubts.append(
                    "the price is taken for that of one piece; write `per: quantity` where it is that of all of a line")
            }
        } else {
            _ = add("unit_price", [["linetotal", "amount", "total"]]) { "{ column: \($0), per: quantity }" }
        }
    }

    /// Refunds.
    mutating func guessRefunds(zone: String) -> OpenChoice? {
        _ = add("order_id", ColumnNames.orderID)
        let group = group
        _ = add("amount", ColumnNames.refundAmount) { quoted in
            let name = group.header.first { MappingText.quoted($0) == quoted } ?? ""
            return group.isNegative(name) ? "{ column: \(quoted), negate: true }" : quoted
        }
        guard let name = ColumnNames.candidates(ColumnNames.refundedAt, in: group.header, except: taken).first else {
            return nil
        }
        let values = group.values(name)
        let rules = TimeGuess.formats(of: values).map { format -> String in
            let isLocal = values.contains { TimeGuess.isLocal([$0], as: format) }
            let written = format == "iso8601" ? "" : ", format: \(MappingText.quoted(format))"
            return written.isEmpty && !isLocal
                ? "at: \(MappingText.quoted(name))"
                : "at: { column: \(MappingText.quoted(name))\(written)\(isLocal ? ", timezone: \(zone)" : "") }"
        }
        guard rules.count == 1 else {
            return OpenChoice(
                key: "at", question: "the times of refunds, \(name), cannot be told for certain",
                lines: rules.isEmpty ? ["at: { column: \(MappingText.quoted(name)), format: \"…\" }"] : rules)
        }
        columns.append((rules[0], "\(values.count) of \(values.count) read so"))
        return nil
    }

    mutating func guessCustomers() {
        _ = add("customer_id", ColumnNames.customerID)
        _ = add("country", ColumnNames.country)
    }

    mutating func guessProducts() {
        _ = add("product_id", ColumnNames.product)
        _ = add("title", ColumnNames.productTitle)
        _ = add("category", ColumnNames.category)
    }
}
