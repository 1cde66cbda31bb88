internal import Domain
internal import Glibc
internal import Yams

extension Mapping {
    /// The largest mapping file, in bytes; nesting beyond ``nestingLimit`` is refused before it is parsed.
    private static let sizeLimit = 64 << 10
    private static let nestingLimit = 16

    /// The mapping of a name in `folder`, or of a path; the canonical one where `name` is `nil`.
    static func load(_ name: String?, folder: String) throws(IngestError) -> Mapping {
        guard let name else { return .canonical }
        let isPath = name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".yml")
        let path = isPath ? name : "\(folder)/\(name).yaml"
        return try Mapping(yaml: try text(of: path), name: name, path: path)
    }

    private static func text(of path: String) throws(IngestError) -> String {
        guard !path.utf8.contains(0) else { throw IngestError(.badMapping, "the mapping's name holds a NUL byte") }
        let bytes: [UInt8]
        do {
            var stream = ByteStream(try InputFile(path: path))
            bytes = try stream.readAll(limit: sizeLimit + 1)
        } catch {
            throw IngestError(
                .badMapping,
                "the mapping \(path) cannot be read: \(error.message); name one of the mappings that are there")
        }
        guard bytes.count <= sizeLimit else {
            throw IngestError(
                .badMapping, "\(path) is larger than 64 KiB, which no mapping needs; is it the right file?")
        }
        guard bytes.withUnsafeBufferPointer(TextCheck.isText) else {
            throw IngestError(.badMapping, "\(path) is no UTF-8 text; save it as UTF-8")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a mapping from YAML.
    ///
    /// - Throws: ``IngestError/Kind/badMapping`` for what is no YAML, a key that nothing knows, or a rule that makes no sense.
    init(yaml: String, name: String, path: String) throws(IngestError) {
        let root = MappingNode(try Self.compose(yaml, path), at: path)
        try root.allow(["tables", "name"])
        self.name = try root["name"]?.text() ?? name
        let tables = try root.required("tables")
        try tables.allow(SourceTable.allCases.map(\.rawValue))
        var found: [TableMapping] = []
        for table in SourceTable.allCases {
            guard let node = try tables[table.rawValue] else { continue }
            found.append(try TableMapping(node, table: table))
        }
        self.tables = found
        let hasOrders = found.contains { $0.table == .orders }
        let hasImplied = found.contains { $0.orders != nil }
        guard hasOrders != hasImplied else {
            throw tables.error(
                hasOrders
                    ? "orders cannot have a table and follow from their lines too; remove one of the two"
                    : "needs a table orders, or order_lines with orders that follow from them")
        }
        if hasImplied, found.contains(where: { $0.table == .refunds }) {
            throw tables.error("refunds cannot name the lines of orders that follow from their lines; remove refunds")
        }
    }

    private static func compose(_ yaml: String, _ path: String) throws(IngestError) -> Node {
        guard Self.nesting(yaml) <= nestingLimit else {
            throw IngestError(
                .badMapping, "\(path) is nested deeper than \(nestingLimit) levels, which no mapping needs")
        }
        do {
            guard let node = try Yams.compose(yaml: yaml) else {
                throw IngestError(.badMapping, "\(path) is empty; write `tables:` and what is in them")
            }
            return node
        } catch let error as IngestError {
            throw error
        } catch {
            let text = "\(error)".split(separator: "\n").joined(separator: " ")
            throw IngestError(.badMapping, "\(path) is no YAML: \(text)")
        }
    }

    /// An upper bound of the nesting of a text, told without parsing it: the parser calls itself for every level.
    private static func nesting(_ yaml: String) -> Int {
        var deepest = 0
        var flow = 0
        var indents: [Int] = []
        for line in yaml.utf8.split(separator: UInt8(ascii: "\n")) {
            let indent = line.prefix { $0 == UInt8(ascii: " ") }.count
            while let last = indents.last, last >= indent { indents.removeLast() }
            indents.append(indent)
            var inLine = 0
            var previous = UInt8(ascii: " ")
            for byte in line.dropFirst(indent) {
                if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { flow += 1 }
                if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { flow -= 1 }
                let isIndicator = previous == UInt8(ascii: "-") || previous == UInt8(ascii: "?")
                if byte == UInt8(ascii: " "), isIndicator { inLine += 1 }
                previous = byte
                deepest = max(deepest, indents.count + flow + inLine)
            }
        }
        return deepest
    }
}

extension ByteStream {
    /// The bytes up to a limit.
    mutating func readAll(limit: Int) throws(IngestError) -> [UInt8] {
        var bytes: [UInt8] = []
        let chunk = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 14)
        defer { chunk.deallocate() }
        while bytes.count < limit {
            let taken = try read(into: chunk, count: 1 << 14)
            guard taken > 0 else { break }
            bytes.append(contentsOf: UnsafeBufferPointer(start: chunk, count: taken))
        }
        return bytes
    }
}

/// A node of a mapping with the place where it stands, for errors that say where.
struct MappingNode {
    private let node: Node
    private let place: String

    init(_ node: Node, at place: String) {
        self.node = node
        self.place = place
    }

    func error(_ what: String) -> IngestError { IngestError(.badMapping, "\(place) \(what)") }

    /// The value of a key, `nil` where there is none.
    subscript(key: String) -> MappingNode? {
        get throws(IngestError) {
            guard let mapping = node.mapping else { throw error("must be a list of `key: value` lines") }
            return mapping[Node(key)].map { MappingNode($0, at: "\(place), \(key):") }
        }
    }

    func required(_ key: String) throws(IngestError) -> MappingNode {
        guard let node = try self[key] else { throw error("lacks the key \(key)") }
        return node
    }

    /// The keys of a mapping, in the order of the file.
    func keys() throws(IngestError) -> [String] {
        guard let mapping = node.mapping else { throw error("must be a list of `key: value` lines") }
        var keys: [String] = []
        for key in mapping.keys {
            guard let text = key.scalar?.string else { throw error("has a key that is no text") }
            keys.append(text)
        }
        return keys
    }

    /// Refuses keys that nothing knows, with the nearest that something does.
    func allow(_ known: [String]) throws(IngestError) {
        for key in try keys() where !known.contains(key) {
            let hint = NearestName.of(key, among: known).map { "did you mean \($0)?" }
            throw error("has an unknown key \(key); \(hint ?? "known are \(known.joined(separator: ", "))")")
        }
    }

    var isMapping: Bool { node.mapping != nil }

    func text() throws(IngestError) -> String {
        guard let scalar = node.scalar else { throw error("must be a single value") }
        return scalar.string
    }

    /// A single value or a list of them.
    func texts() throws(IngestError) -> [String] {
        guard let sequence = node.sequence else { return [try text()] }
        var texts: [String] = []
        for item in sequence { texts.append(try MappingNode(item, at: place).text()) }
        guard !texts.isEmpty else { throw error("must not be an empty list") }
        return texts
    }
}

extension TableMapping {
    fileprivate init(_ node: MappingNode, table: SourceTable) throws(IngestError) {
        try node.allow(
            ["files", "separator", "columns"] + (table == .orderLines ? ["orders", "cancellation_prefix"] : []))
        self.table = table
        let filesNode = try node.required("files")
        files = try filesNode.texts()
        for file in files where file.contains("/") || file.contains("..") || file.isEmpty {
            throw filesNode.error(
                "names \(file), but a file pattern is a name within the source's folder, without / or ..")
        }
        columns = try Self.columns(try node.required("columns"), known: table.columns)
        if let separatorNode = try node["separator"] { separator = try Self.separator(separatorNode) }
        if let ordersNode = try node["orders"] {
            orders = OrdersFromLines(
                columns: try Self.columns(
                    ordersNode, known: OrdersFromLines.required + OrdersFromLines.optional),
                cancellationPrefix: try node["cancellation_prefix"]?.text())
        }
        try checkRequired(node)
    }

    private func checkRequired(_ node: MappingNode) throws(IngestError) {
        for name in columnNames where isRequired(name) && column(name) == nil {
            throw node.error("does not say where the required column \(name) comes from")
        }
        for (name, column) in columns where column.isRowNumber && (table != .orders || name != "order_id") {
            throw node.error("uses rule: row_number for \(name), but it can stand for orders' order_id alone")
        }
    }

    private static func separator(_ node: MappingNode) throws(IngestError) -> Separator {
        let names: [(String, Separator)] = [
            ("comma", .byte(UInt8(ascii: ","))), ("semicolon", .byte(UInt8(ascii: ";"))),
            ("tab", .byte(UInt8(ascii: "\t"))), ("pipe", .byte(UInt8(ascii: "|"))), ("blanks", .blanks),
        ]
        let text = try node.text()
        guard let separator = names.first(where: { $0.0 == text })?.1 else {
            throw node.error("is \(text), but must be one of \(names.map(\.0).joined(separator: ", "))")
        }
        return separator
    }

    private static func columns(_ node: MappingNode, known: [String]) throws(IngestError) -> [String: ColumnMapping] {
        try node.allow(known)
        var columns: [String: ColumnMapping] = [:]
        for name in try node.keys() { columns[name] = try ColumnMapping(try node.required(name)) }
        return columns
    }
}

extension ColumnMapping {
    private static let keys = [
        "column", "constant", "sum", "rule", "format", "timezone", "values", "strip_suffix", "scale",
    ]

    fileprivate init(_ node: MappingNode) throws(IngestError) {
        guard node.isMapping else {
            names = try node.texts()
            return
        }
        try node.allow(Self.keys)
        names = try node["column"]?.texts() ?? []
        constant = try node["constant"]?.text()
        sum = try node["sum"]?.texts() ?? []
        suffix = try node["strip_suffix"]?.text()
        zoneName = try node["timezone"]?.text()
        if let rule = try node["rule"] {
            guard try rule.text() == "row_number" else { throw rule.error("must be row_number") }
            isRowNumber = true
        }
        let origins = [!names.isEmpty, constant != nil, !sum.isEmpty, isRowNumber].filter { $0 }.count
        guard origins == 1 else { throw node.error("must have exactly one of column, constant, sum and rule") }
        if let formatNode = try node["format"] {
            guard let format = TimestampFormat(try formatNode.text()) else {
                throw formatNode.error(
                    "must be iso8601, unix_seconds, unix_milliseconds or a pattern like yyyy-MM-dd HH:mm:ss")
            }
            self.format = format
        }
        if let scaleNode = try node["scale"] {
            guard let scale = DecimalFactor(try scaleNode.text()) else {
                throw scaleNode.error("must be a positive decimal such as 0.01")
            }
            self.scale = scale
        }
        if let valuesNode = try node["values"] {
            for key in try valuesNode.keys() { values[key] = try valuesNode.required(key).text() }
        }
    }
}
