package import Domain

/// What a folder of files seems to be: the mapping that would read it, with what speaks for every line of it.
package struct SourceGuess: Sendable {
    /// The shipped mapping that knows the files; `nil` where tables were guessed one by one.
    package private(set) var vendor: String?
    /// The text of a mapping; `nil` where the shipped one reads the files as they are.
    package private(set) var mapping: String?
    /// What was found, a line each.
    package private(set) var findings: [String] = []
    package private(set) var doubts: [String] = []
    /// What only the owner can decide.
    package private(set) var choices: [String] = []
    package private(set) var currency: String?
    package private(set) var zone: String?

    /// Looks at headers and first rows; reads no file to its end.
    ///
    /// - Parameters:
    ///   - folder: where the files lie.
    ///   - mappingFolder: where the shipped mappings lie.
    ///   - zone: the shop's zone where the owner gives it.
    /// - Returns: the mapping with its evidence, its doubts and what is left to decide.
    /// - Throws: a folder that cannot be read, or one of which nothing can be made.
    package static func of(
        folder: String, mappingFolder: String = "pipelines/mappings", zone: String? = nil
    ) throws(IngestError) -> SourceGuess {
        var samples: [SampleFile] = []
        for file in try SourceFiles([folder]).named("*") {
            if let sample = try SampleFile(file) { samples.append(sample) }
        }
        guard !samples.isEmpty else {
            throw IngestError(
                .noTable,
                "\(folder) has no file of a table (.csv, .tsv, .txt, .json, .jsonl, also .gz); export orders into it")
        }
        var guess = SourceGuess()
        guess.zone = zone
        let known = samples.map { ($0, VendorForm.of($0)) }
        let vendors = Set(known.compactMap { $0.1?.vendor }).sorted()
        guard vendors.count < 2 else {
            throw IngestError(
                .ambiguousFiles,
                "\(folder) holds files of \(vendors.joined(separator: " and ")); give each shop a folder and a pipeline of its own"
            )
        }
        if let vendor = vendors.first {
            try guess.take(vendor, known, mappingFolder)
        } else {
            try guess.guessTables(samples, folder)
        }
        return guess
    }

    // MARK: - Vendors

    private mutating func take(
        _ vendor: String, _ files: [(SampleFile, VendorForm?)], _ mappingFolder: String
    ) throws(IngestError) {
        self.vendor = vendor
        var renamed: [(VendorForm, [SampleFile])] = []
        for (file, form) in files {
            guard let form else { continue }
            findings.append("\(file.name) is \(form.title): it has \(form.columns.joined(separator: ", "))")
            guard !form.finds(file) else { continue }
            if let index = renamed.firstIndex(where: { $0.0.title == form.title }) {
                renamed[index].1.append(file)
            } else {
                renamed.append((form, [file]))
            }
        }
        noteCurrency(files.map(\.0))
        noteZone(files.map(\.0))
        guard !renamed.isEmpty else { return }
        var text: String
        do {
            text = try YAMLText.read("\(mappingFolder)/\(vendor).yaml")
        } catch {
            throw IngestError(.badMapping, "the mapping \(error)")
        }
        for (form, files) in renamed {
            text = Self.replacing(form.pattern, with: files.map(\.name), in: text)
            findings.append("\(files.map(\.name).joined(separator: ", ")): named so in place of \(form.pattern)")
        }
        mapping = "# The shipped mapping \(vendor) with the names of these files.\n" + text
    }

    /// The text of a mapping in which a pattern gives way to names.
    private static func replacing(_ pattern: String, with names: [String], in text: String) -> String {
        let plain = names.map { $0.hasSuffix(".gz") ? String($0.dropLast(3)) : $0 }
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard let key = line.firstRange(of: "files: "), line[key.upperBound...].contains(pattern) else {
                return String(line)
            }
            return line[..<key.upperBound] + "[" + plain.map(MappingText.quoted).joined(separator: ", ") + "]"
        }.joined(separator: "\n")
    }

    private mutating func noteCurrency(_ files: [SampleFile]) {
        var codes: [String: Int] = [:]
        for file in files where !file.isJSON {
            for (column, name) in file.header.enumerated() where ColumnNames.normal(name).contains("currency") {
                for (value, count) in file.counts(column) where value.count == 3 {
                    codes[value.uppercased(), default: 0] += count
                }
            }
        }
        if vendor == "olist" { codes["BRL"] = 1 }
        if codes.isEmpty { codes = Self.signs(files) }
        guard let most = codes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
            doubts.append("no column names a currency")
            return
        }
        currency = most.key
        guard codes.count > 1 else { return }
        let others = codes.keys.filter { $0 != most.key }.sorted().joined(separator: ", ")
        doubts.append("there are rows in \(others), too: give `rates:` for what is to count")
    }

    /// The currencies whose signs stand beside amounts, by how often.
    private static func signs(_ files: [SampleFile]) -> [String: Int] {
        var codes: [String: Int] = [:]
        for file in files {
            for name in VendorForm.of(file)?.columns ?? [] {
                guard let column = file.column(name), !file.isJSON else { continue }
                for value in file.values(column) where value.contains(where: \.isNumber) {
                    let sign = value.filter { !$0.isNumber && !$0.isLetter && !".,-+ ()#".contains($0) }
                    guard let code = CurrencySigns.currencies(of: sign).first else { continue }
                    codes[code, default: 0] += 1
                }
            }
        }
        return codes
    }

    /// A zone that a file names: Square writes `Pacific Time (US & Canada)`.
    private mutating func noteZone(_ files: [SampleFile]) {
        let names = [
            "Eastern": "America/New_York", "Central": "America/Chicago", "Mountain": "America/Denver",
            "Pacific": "America/Los_Angeles",
        ]
        guard zone == nil else { return }
        for file in files where !file.isJSON {
            guard let column = file.column("Time Zone"), let value = file.counts(column).first?.value else { continue }
            zone = names.first { value.hasPrefix($0.key) }?.value
        }
    }

    // MARK: - Table by table

    private mutating func guessTables(_ samples: [SampleFile], _ folder: String) throws(IngestError) {
        let groups = Self.groups(samples.filter { !$0.isJSON && !$0.rows.isEmpty })
        let kinds = groups.map { ($0, TableKind($0)) }
        for sample in samples where sample.isJSON {
            findings.append(
                "\(sample.name): JSON of no known form; write its columns by hand as docs/mappings.md shows")
        }
        guard kinds.contains(where: { $0.1 == .orders || $0.1 == .ordersAndLines }) else {
            let found = samples.prefix(8).map { "\($0.name) (\($0.header.prefix(8).joined(separator: ", ")))" }
            throw IngestError(
                .noTable,
                "no file of \(folder) looks like orders, with an order number, a time and a total: \(found.joined(separator: "; "));"
                    + " write a mapping as docs/mappings.md shows")
        }
        var text = MappingText()
        text.add("tables:", indent: 0)
        let hasRefunds = kinds.contains { $0.1 == .refunds }
        for (group, kind) in kinds where kind == .orders || kind == .ordersAndLines {
            writeOrders(group, kind == .ordersAndLines, hasRefunds, groups, &text)
        }
        for (table, wanted) in [
            ("order_lines", [TableKind.lines, .ordersAndLines]), ("refunds", [.refunds]), ("customers", [.customers]),
            ("products", [.products]),
        ] {
            for (group, kind) in kinds { if let kind, wanted.contains(kind) { write(table, group, kind, &text) } }
        }
        for (group, kind) in kinds where kind == nil {
            findings.append("\(group.names.joined(separator: ", ")): no table; nothing reads it")
        }
        mapping = text.text
    }

    private static func groups(_ samples: [SampleFile]) -> [FileGroup] {
        var groups: [[SampleFile]] = []
        for sample in samples {
            if let index = groups.firstIndex(where: { $0[0].header == sample.header }) {
                groups[index].append(sample)
            } else {
                groups.append([sample])
            }
        }
        return groups.map(FileGroup.init)
    }

    private mutating func writeOrders(
        _ group: FileGroup, _ hasLines: Bool, _ hasRefunds: Bool, _ groups: [FileGroup], _ text: inout MappingText
    ) {
        // Without a total of their own, orders follow from their lines.
        guard !hasLines || group.has(ColumnNames.total) else { return }
        var orders = OrderGuess(
            group, knowsRefunds: hasRefunds, people: groups.filter { $0.names != group.names }, zone: zone ?? "UTC")
        guard orders.guess() else { return }
        findings.append("\(group.names.joined(separator: ", ")): orders")
        currency = currency ?? orders.currency
        doubts += orders.doubts
        text.add("orders:", indent: 2)
        text.add("files: \(MappingText.list(group.names))", indent: 4, because: "\(group.rows.count) rows looked at")
        for rule in orders.rules { text.add(rule.line, indent: 4, because: rule.evidence) }
        text.add("columns:", indent: 4)
        for column in orders.columns { text.add(column.line, indent: 6, because: column.evidence) }
        for choice in orders.choices { write(choice, &text) }
        guard !orders.refunds.isEmpty else { return }
        text.add("refunds:", indent: 2)
        text.add("files: \(MappingText.list(group.names))", indent: 4)
        for line in orders.refunds { text.add(line, indent: 4) }
    }

    private mutating func write(_ choice: OpenChoice, _ text: inout MappingText) {
        text.comment("Yours to decide: \(choice.question). Keep one of these lines.", indent: 6)
        for line in choice.lines { text.comment(line, indent: 6) }
        choices.append("\(choice.question); write one of\n    " + choice.lines.joined(separator: "\n    "))
    }

    private mutating func write(_ table: String, _ group: FileGroup, _ kind: TableKind, _ text: inout MappingText) {
        var guess = LineGuess(group)
        var choice: OpenChoice?
        switch kind {
        case .lines, .ordersAndLines: guess.guessLines()
        case .refunds: choice = guess.guessRefunds(zone: zone ?? "UTC")
        case .customers: guess.guessCustomers()
        case .products: guess.guessProducts()
        case .orders: return
        }
        findings.append("\(group.names.joined(separator: ", ")): \(table)")
        doubts += guess.doubts
        text.add("\(table):", indent: 2)
        text.add("files: \(MappingText.list(group.names))", indent: 4, because: "\(group.rows.count) rows looked at")
        text.add("columns:", indent: 4)
        for column in guess.columns { text.add(column.line, indent: 6, because: column.evidence) }
        if let choice { write(choice, &text) }
        guard kind == .ordersAndLines, !group.has(ColumnNames.total) else { return }
        var orders = OrderGuess(group, knowsRefunds: false, people: [], zone: zone ?? "UTC")
        guard orders.guess() else { return }
        text.add("orders:", indent: 4, because: "no column is a total: orders follow from their lines")
        for column in orders.columns where ["customer_id", "ordered_at"].contains(where: column.line.hasPrefix) {
            text.add(column.line, indent: 6, because: column.evidence)
        }
        for choice in orders.choices where choice.key == "ordered_at" { write(choice, &text) }
        findings.append("orders follow from \(group.names.joined(separator: ", "))")
    }
}
