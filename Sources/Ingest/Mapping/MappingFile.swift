internal import Domain
internal import Glibc

extension Mapping {
    /// The mapping of a name in `folder`, or of a path; the canonical one where `name` is `nil`.
    ///
    /// - Throws: ``IngestError/Kind/badMapping`` for what is no YAML, a key that nothing knows, or a rule that makes no sense.
    static func load(_ name: String?, folder: String) throws(IngestError) -> Mapping {
        guard let name else { return .canonical }
        let isPath = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        do {
            return try Mapping(
                StrictYAML.load(isPath ? name : "\(folder)/\(name).yaml"), name: name, folder: folder, depth: 0)
        } catch {
            throw IngestError(.badMapping, "the mapping \(error)")
        }
    }

    /// A mapping that stands in the pipeline itself; what it does not say is as in the canonical tables.
    static func load(text: String, file: String, folder: String) throws(IngestError) -> Mapping {
        do {
            return try Mapping(
                StrictYAML.parse(text, file: file), name: "of the pipeline", folder: folder, depth: 0,
                extends: "canonical")
        } catch {
            throw IngestError(.badMapping, "the mapping \(error)")
        }
    }

    /// How many mappings may extend one another.
    private static let depthLimit = 8

    private init(
        _ yaml: StrictYAML, name: String, folder: String, depth: Int, extends: String? = nil
    ) throws(ConfigurationError) {
        self.name = try yaml.string("name") ?? name
        var base: Mapping?
        if let other = try yaml.string("extends") ?? extends {
            guard depth < Self.depthLimit else {
                throw yaml.error("mappings extend one another in a circle", at: "extends")
            }
            base =
                other == "canonical"
                ? .canonical
                : try Mapping(
                    StrictYAML.load(other.contains("/") ? other : "\(folder)/\(other).yaml"), name: other,
                    folder: folder, depth: depth + 1)
        }
        let numbers = try NumberGrammar(yaml, "numbers")
        ignoredFiles = (base?.ignoredFiles ?? []) + (try yaml.strings("ignore") ?? [])
        nobody = try yaml.strings("nobody").map(NobodyWords.init) ?? base?.nobody ?? .usual
        let tables = try yaml.object("tables")
        try yaml.finish()
        guard tables != nil || base != nil else {
            throw yaml.error("is missing; give `tables:` and what is in them", at: "tables")
        }
        var found: [TableMapping] = []
        for table in SourceTable.allCases {
            let inherited = base?.tables.filter { $0.table == table } ?? []
            guard let parts = try tables?.objects(table.rawValue) else {
                found += inherited.map { $0.writing(numbers) }
                continue
            }
            for part in parts {
                found.append(try TableMapping(part, table: table, base: inherited.first).writing(numbers))
            }
        }
        try tables?.finish()
        self.tables = found
        let place = tables ?? yaml
        try checkParts(place)
        try checkOrders(place)
        try checkTickets(place)
    }

    /// A table that others follow from, or whose rows are known by their numbers, stands in files of one kind.
    private func checkParts(_ yaml: StrictYAML) throws(ConfigurationError) {
        for table in SourceTable.allCases {
            let parts = tables.filter { $0.table == table }
            guard parts.count > 1, parts.contains(where: \.isWhole) else { continue }
            throw yaml.error(
                "cannot be a list where a part has orders, tickets, a layout or row numbers", at: table.rawValue)
        }
    }

    private func checkTickets(_ yaml: StrictYAML) throws(ConfigurationError) {
        guard tables.contains(where: { $0.updates != nil }), tables.contains(where: { $0.table == .tickets }) else {
            return
        }
        throw yaml.error("tickets cannot have a table and follow from their updates too; remove one of the two")
    }

    private func checkOrders(_ yaml: StrictYAML) throws(ConfigurationError) {
        let hasOrders = tables.contains { $0.table == .orders }
        let hasImplied = tables.contains { $0.orders != nil }
        if hasOrders, hasImplied {
            throw yaml.error("orders cannot have a table and follow from their lines too; remove one of the two")
        }
        let hasTickets = tables.contains { $0.table == .tickets || $0.updates != nil }
        guard hasOrders || hasImplied || hasTickets else {
            throw yaml.error("needs a table orders, order_lines with orders that follow from them, or a table tickets")
        }
        if hasImplied, tables.contains(where: { $0.table == .refunds }) {
            throw yaml.error("refunds cannot name the lines of orders that follow from their lines; remove refunds")
        }
    }
}

extension TableMapping {
    /// The table with a grammar for the columns that have none of their own.
    fileprivate func writing(_ numbers: NumberGrammar?) -> TableMapping {
        guard let numbers else { return self }
        var table = self
        func written(_ columns: [String: ColumnMapping]) -> [String: ColumnMapping] {
            columns.mapValues { column in
                var column = column
                if column.number == nil { column.number = numbers }
                return column
            }
        }
        table.columns = written(columns)
        if let orders { table.orders?.columns = written(orders.columns) }
        return table
    }

    /// Reads a table; `base`, the same table of the mapping that is extended, holds where it says nothing.
    fileprivate init(_ yaml: StrictYAML, table: SourceTable, base: TableMapping?) throws(ConfigurationError) {
        (self.table, self.columns) = (table, base?.columns ?? [:])
        files = try yaml.strings("files") ?? []
        relation = try yaml.string("table")
        query = try yaml.string("query")
        if let base, files.isEmpty, relation == nil, query == nil {
            (files, relation, query) = (base.files, base.relation, base.query)
        }
        dialect = try FileDialect(yaml, base: base?.dialect ?? FileDialect())
        ignoredColumns = (base?.ignoredColumns ?? []) + (try yaml.strings("ignore") ?? [])
        let numbers = try NumberGrammar(yaml, "numbers")
        latestBy = try yaml.string("latest_by") ?? base?.latestBy
        if table == .orders, let text = try yaml.string("negative_totals") {
            guard text == "refunds" else { throw yaml.error("must be refunds", at: "negative_totals") }
            refundsBelowZero = true
        }
        var separator: Separator?
        if let name = try yaml.string("separator") { separator = try Self.separator(name, yaml) }
        if table == .orderLines, let layout = try yaml.string("layout") {
            guard layout == "baskets" else {
                throw yaml.error("is `\(layout)`; the one layout is `baskets`", at: "layout")
            }
            baskets = BasketLines(separator: separator)
            orders = OrdersFromLines(columns: [:])
            try yaml.finish()
            try checkFiles(yaml)
            return
        }
        self.separator = separator ?? base?.separator
        let columns = try yaml.object("columns")
        conditions =
            try (base?.conditions ?? []) + RowCondition.read(yaml, "where")
            + RowCondition.read(yaml, "except", isExclusion: true)
        each = try yaml.string("each") ?? base?.each
        split = try CellLines(yaml, "split") ?? base?.split
        if table == .orders { addsRows = try yaml.boolean("add_rows") ?? base?.addsRows ?? false }
        if table == .orderLines { notSales = try (base?.notSales ?? []) + RowCondition.read(yaml, "not_sales") }
        if table == .ticketEvents, let tickets = try yaml.object("tickets") {
            updates = TicketsFromUpdates(ticket: try Self.columns(tickets, known: TicketsFromUpdates.ofTicket))
        }
        if table == .orderLines {
            let prefix = try yaml.string("cancellation_prefix")
            if let orders = try yaml.object("orders") {
                self.orders = OrdersFromLines(
                    columns: try Self.columns(orders, known: OrdersFromLines.required + OrdersFromLines.optional),
                    cancellationPrefix: prefix)
            }
        }
        try yaml.finish()
        try checkFiles(yaml)
        if updates == nil { updates = base?.updates }
        if orders == nil { orders = base?.orders }
        guard let columns else {
            guard base != nil else {
                throw yaml.error("is missing; give `columns:` and what is in them", at: "columns")
            }
            self = writing(numbers)
            return
        }
        let known = updates == nil ? table.columns : TicketsFromUpdates.columns
        self.columns.merge(try Self.columns(columns, known: known, base: base?.columns ?? [:])) { $1 }
        self = writing(numbers)
        try checkRequired(yaml)
    }

    /// Whether no other files can add rows to the table.
    fileprivate var isWhole: Bool {
        orders != nil || baskets != nil || updates != nil || addsRows || columns.values.contains(where: \.isRowNumber)
    }

    private func checkFiles(_ yaml: StrictYAML) throws(ConfigurationError) {
        guard each == nil || split == nil else {
            throw yaml.error("has both each and split; lines stand in a list of JSON or in a cell, not in both")
        }
        guard relation == nil || query == nil else { throw yaml.error("has both a table and a query; remove one") }
        guard !files.isEmpty || relation != nil || query != nil else {
            throw yaml.error("is missing; give `files: …`, or for a database `table: …` or `query: …`", at: "files")
        }
        for file in files where !Self.isWithinSource(file) {
            throw yaml.error(
                "names \(file), but a file pattern is a name within the source's folder, without / or ..", at: "files")
        }
    }

    /// A name, or one in a folder of the source; a folder alone ends with a slash.
    private static func isWithinSource(_ pattern: String) -> Bool {
        let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count <= 2 && !pattern.contains("..") && !(parts.first ?? "").isEmpty
    }

    private func checkRequired(_ yaml: StrictYAML) throws(ConfigurationError) {
        for name in columnNames where isRequired(name) && column(name) == nil {
            throw yaml.error("does not say where the required column \(name) comes from")
        }
        for (name, column) in columns where column.isRowNumber && (table != .orders || name != "order_id") {
            throw yaml.error("uses rule: row_number for \(name), but it can stand for orders' order_id alone")
        }
    }

    private static func separator(_ name: String, _ yaml: StrictYAML) throws(ConfigurationError) -> Separator {
        let names: [(String, Separator)] = [
            ("comma", .byte(UInt8(ascii: ","))), ("semicolon", .byte(UInt8(ascii: ";"))),
            ("tab", .byte(UInt8(ascii: "\t"))), ("pipe", .byte(UInt8(ascii: "|"))), ("blanks", .blanks),
        ]
        guard let separator = names.first(where: { $0.0 == name })?.1 else {
            throw yaml.error(
                "is \(name), but must be one of \(names.map(\.0).joined(separator: ", "))", at: "separator")
        }
        return separator
    }

    private static func columns(
        _ yaml: StrictYAML, known: [String], base: [String: ColumnMapping] = [:]
    ) throws(ConfigurationError) -> [String: ColumnMapping] {
        var columns: [String: ColumnMapping] = [:]
        for name in known { columns[name] = try ColumnMapping(yaml, name, base: base[name]) }
        try yaml.finish()
        return columns
    }
}

extension ColumnMapping {
    /// What stands at a key: a column, several names of one, or a rule; `nil` where nothing does.
    ///
    /// `base`, the same column of the mapping that is extended, gives the origin where a rule has none.
    fileprivate init?(_ yaml: StrictYAML, _ key: String, base: ColumnMapping?) throws(ConfigurationError) {
        mustExist = true
        guard yaml.isObject(key), let rule = try yaml.object(key) else {
            guard let names = try yaml.strings(key) else { return nil }
            guard !names.isEmpty else { throw yaml.error("must not be an empty list", at: key) }
            self.names = names
            // `channel: channel` says what holds without a word of it, and asks for no more.
            mustExist = names != [key]
            return
        }
        names = try rule.strings("column") ?? []
        joined = try rule.strings("joined") ?? []
        number = try NumberGrammar(ofColumn: rule)
        negate = try rule.boolean("negate") ?? false
        minorUnits = try rule.boolean("minor_units") ?? false
        isOptional = try rule.boolean("optional")
        mustExist = isOptional != true
        id = try Self.idRule(rule)
        constant = try rule.string("constant")
        sum = try rule.strings("sum") ?? []
        minus = try rule.strings("minus") ?? []
        coalesce = try Self.alternatives(rule)
        lookup = try Lookup(rule, "lookup")
        prefix = try rule.string("strip_prefix")
        suffix = try rule.string("strip_suffix")
        zoneName = try rule.string("timezone")
        join = try rule.string("join")
        isRowNumber = try Self.isRowNumber(rule)
        format = try Self.format(rule) ?? format
        scale = try Self.scale(rule)
        isPerPiece = try Self.isPerPiece(rule)
        values = try Self.values(rule)
        try rule.finish()
        let isSum = !sum.isEmpty || !minus.isEmpty
        let origins = [!names.isEmpty, constant != nil, isSum, !joined.isEmpty, !coalesce.isEmpty, isRowNumber]
            .filter { $0 }
        if origins.isEmpty, let base {
            (names, constant, joined, isRowNumber) = (base.names, base.constant, base.joined, base.isRowNumber)
            (sum, minus, coalesce) = (base.sum, base.minus, base.coalesce)
            return
        }
        guard origins.count == 1 else {
            throw rule.error("must have exactly one of column, coalesce, constant, sum (with minus), joined and rule")
        }
    }

    private static func idRule(_ yaml: StrictYAML) throws(ConfigurationError) -> IDRule {
        var rule = IDRule()
        if let text = try yaml.string("case") {
            guard text == "fold" || text == "keep" else { throw yaml.error("must be fold or keep", at: "case") }
            rule.foldsCase = text == "fold"
        }
        rule.keepsDigits = try yaml.boolean("digits") ?? false
        return rule
    }

    /// Columns or rules of which the first with a value counts.
    private static func alternatives(_ yaml: StrictYAML) throws(ConfigurationError) -> [ColumnMapping] {
        guard let items = try yaml.items("coalesce") else { return [] }
        var alternatives: [ColumnMapping] = []
        for item in items {
            guard let rule = item.object else {
                alternatives.append(ColumnMapping(names: [item.text]))
                continue
            }
            var alternative = ColumnMapping(names: try rule.strings("column") ?? [])
            alternative.constant = try rule.string("constant")
            alternative.lookup = try Lookup(rule, "lookup")
            alternative.prefix = try rule.string("strip_prefix")
            alternative.suffix = try rule.string("strip_suffix")
            alternative.values = try Self.values(rule)
            try rule.finish()
            guard alternative.names.isEmpty != (alternative.constant == nil) else {
                throw rule.error("must have exactly one of column and constant")
            }
            alternatives.append(alternative)
        }
        guard alternatives.count != 1 else {
            throw yaml.error("needs at least two columns to choose from", at: "coalesce")
        }
        return alternatives
    }

    private static func isRowNumber(_ yaml: StrictYAML) throws(ConfigurationError) -> Bool {
        guard let rule = try yaml.string("rule") else { return false }
        guard rule == "row_number" else { throw yaml.error("must be row_number", at: "rule") }
        return true
    }

    private static func isPerPiece(_ yaml: StrictYAML) throws(ConfigurationError) -> Bool {
        guard let divisor = try yaml.string("per") else { return false }
        guard divisor == "quantity" else { throw yaml.error("must be quantity", at: "per") }
        return true
    }

    private static func format(_ yaml: StrictYAML) throws(ConfigurationError) -> TimestampFormat? {
        guard let text = try yaml.string("format") else { return nil }
        guard let format = TimestampFormat(text) else {
            throw yaml.error(
                "must be iso8601, unix_seconds, unix_milliseconds, serial_days or a pattern of yyyy or yy, MM, M or MMM, dd or d,"
                    + " HH, mm, ss, a and Z, like yyyy-MM-dd HH:mm:ss or MMM d, yyyy, h:mm a", at: "format")
        }
        return format
    }

    private static func scale(_ yaml: StrictYAML) throws(ConfigurationError) -> DecimalFactor? {
        guard let text = try yaml.string("scale") else { return nil }
        guard let scale = DecimalFactor(text) else {
            throw yaml.error("must be a positive decimal such as 0.01", at: "scale")
        }
        return scale
    }

    private static func values(_ yaml: StrictYAML) throws(ConfigurationError) -> [String: String] {
        var values: [String: String] = [:]
        guard let pairs = try yaml.object("values") else { return values }
        for key in pairs.keys { values[key] = try pairs.requiredString(key) }
        return values
    }
}
