internal import Domain

/// Where a column of a canonical table stands in the rows of one file.
struct BoundColumn {
    /// Index of the field, or -1 where none is read directly.
    let field: Int32
    /// Index into the rules, or -1 where the field is taken as it stands.
    let rule: Int32
    /// Its number among the columns of the table, for naming it.
    let number: UInt8

    var isPresent: Bool { field >= 0 || rule >= 0 }
}

/// What has to be done to a field before it is read, for the columns that need it.
final class ColumnRule {
    let constant: UnsafeMutableBufferPointer<UInt8>?
    let sum: [Int]
    let minus: [Int]
    /// Of these the first that gives a value counts: its field, or -1, and its own rule.
    private let coalesce: [(field: Int, rule: ColumnRule)]
    private let lookup: LookupTable?
    let format: TimestampFormat
    let zone: ShopZone?
    private let prefix: [UInt8]
    private let suffix: [UInt8]
    let scale: DecimalFactor?
    let isPerPiece: Bool
    let negate: Bool
    let number: NumberGrammar?
    /// The words around numbers where the column has some of its own.
    let strip: [String]
    /// Fields that are one text with a blank between them.
    let joined: [Int]
    let id: IDRule
    /// Decimals of the minor unit by the row's own currency: the field that names it, or -1, and the currency for none.
    let minorUnits: (currencyField: Int, reporting: String)?
    private var scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 512)
    /// The values that are translated, and by the same index what they become.
    private var sources = StringInterner()
    private var targets: [UnsafeMutableBufferPointer<UInt8>] = []
    /// Values with `*`, the most telling first.
    private var patterns: [(pattern: BytePattern, target: UnsafeMutableBufferPointer<UInt8>)] = []

    init(
        _ mapping: ColumnMapping, sum: [Int] = [], minus: [Int] = [],
        coalesce: [(field: Int, rule: ColumnRule)] = [], joined: [Int] = [], zone: ShopZone?, lookups: LookupTables,
        minorUnits: (currencyField: Int, reporting: String)? = nil
    ) {
        constant = mapping.constant.map(Self.permanent)
        (negate, number, strip) = (mapping.negate, mapping.number, mapping.number?.strip ?? [])
        (self.joined, id, self.minorUnits) = (joined, mapping.id, minorUnits)
        (self.sum, self.minus, self.coalesce) = (sum, minus, coalesce)
        lookup = mapping.lookup.flatMap { lookups[$0] }
        self.zone = zone
        format = mapping.format
        prefix = Array((mapping.prefix ?? "").utf8)
        suffix = Array((mapping.suffix ?? "").utf8)
        scale = mapping.scale
        isPerPiece = mapping.isPerPiece
        for (source, target) in mapping.values.sorted(by: { $0.key < $1.key }) {
            if source.contains("*") {
                patterns.append((BytePattern(source), Self.permanent(target)))
            } else {
                _ = sources.code(of: source)
                targets.append(Self.permanent(target))
            }
        }
        patterns.sort { $0.pattern.literalBytes > $1.pattern.literalBytes }
    }

    deinit {
        constant?.deallocate()
        scratch.deallocate()
        for target in targets { target.deallocate() }
        for entry in patterns { entry.target.deallocate() }
    }

    private static func permanent(_ text: String) -> UnsafeMutableBufferPointer<UInt8> {
        let bytes = Array(text.utf8)
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = copy.initialize(from: bytes)
        return copy
    }

    /// Fields with a blank between them, as one text; valid until the next row.
    func joined(_ fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>) -> UnsafeBufferPointer<UInt8> {
        let parts = joined.map { Blank.trimmed(fields[$0]) }.filter { !$0.isEmpty }
        reserve(parts.reduce(parts.count) { $0 + $1.count })
        var count = 0
        for part in parts {
            if count > 0 { put(UInt8(ascii: " "), &count) }
            for byte in part { put(byte, &count) }
        }
        return UnsafeBufferPointer(rebasing: UnsafeBufferPointer(scratch)[..<count])
    }

    /// An id in the one form that its column is known by; valid until the next row.
    func identity(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let form = id.form(of: bytes)
        reserve(form.count)
        var count = 0
        for byte in form { put(byte, &count) }
        return UnsafeBufferPointer(rebasing: UnsafeBufferPointer(scratch)[..<count])
    }

    private func reserve(_ bytes: Int) {
        guard bytes > scratch.count else { return }
        scratch.deallocate()
        scratch = .allocate(capacity: bytes * 2)
    }

    private func put(_ byte: UInt8, _ count: inout Int) {
        scratch[count] = byte
        count += 1
    }

    /// The value of a row: that of the field, or of the first alternative that gives one.
    func value(
        in fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>, _ field: Int
    ) -> UnsafeBufferPointer<UInt8> {
        let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        guard joined.isEmpty else { return value(of: joined(fields)) }
        guard !coalesce.isEmpty else { return value(of: field >= 0 ? fields[field] : none) }
        for alternative in coalesce {
            let value = alternative.rule.value(in: fields, alternative.field)
            if !Blank.trimmed(value).isEmpty { return self.value(of: value) }
        }
        return none
    }

    /// The value that a field stands for: what is around it cut off, looked up, then translated.
    private func value(of field: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        if let constant { return UnsafeBufferPointer(constant) }
        var field = field
        if !prefix.isEmpty, field.starts(with: prefix) {
            field = UnsafeBufferPointer(rebasing: field.dropFirst(prefix.count))
        }
        if !suffix.isEmpty, field.count >= suffix.count, field.suffix(suffix.count).elementsEqual(suffix) {
            field = UnsafeBufferPointer(rebasing: field.dropLast(suffix.count))
        }
        if let lookup { field = lookup.value(of: Blank.trimmed(field)) }
        if let code = sources.existingCode(of: field) { return UnsafeBufferPointer(targets[Int(code)]) }
        guard !patterns.isEmpty, !field.isEmpty, let found = patterns.first(where: { $0.pattern.matches(field) }) else {
            return field
        }
        return UnsafeBufferPointer(found.target)
    }
}

/// Whether a row of a file is one of the table's.
enum Belonging {
    case belongs
    /// Of another kind: a file may hold several.
    case stranger
    /// One of the table's that its mapping does not want.
    case excluded
}

/// The columns of one canonical table as one file has them.
struct Binding {
    private let columns: [String: BoundColumn]
    /// The columns by their numbers.
    let numbered: [BoundColumn]
    private let required: [Bool]
    let rules: [ColumnRule]
    let names: [String]
    /// Columns of the file that nothing reads.
    let ignored: [String]
    private let conditions: [BoundCondition]
    /// The field by which the latest version of a row is known, or -1.
    let versionField: Int
    /// Whether a total below zero is a refund.
    let refundsBelowZero: Bool
    /// What tells lines that are no sales; empty where the mapping knows none.
    let notSales: [BoundCondition]

    /// Finds the columns of a mapping in the header of a file; `zone` is the shop's own, for formats that name none.
    ///
    /// - Throws: a required column that is not there, a name that two columns share, or an unknown time zone.
    init(
        _ mapping: TableMapping, header: [String], file: String, zone: ShopZone, currency: String = "",
        numbers: [UInt8: NumberGrammar.Mark] = [:], lookups: LookupTables = LookupTables()
    ) throws(IngestError) {
        var columns: [String: BoundColumn] = [:]
        var rules: [ColumnRule] = []
        var used = Set<String>()
        names = mapping.columnNames
        for (number, name) in names.enumerated() {
            var column = mapping.column(name) ?? ColumnMapping()
            if let mark = numbers[UInt8(number)], column.number?.decimal == nil {
                column.number = NumberGrammar(decimal: mark, strip: column.number?.strip ?? [])
            }
            let found = try Self.find(column.names, in: header, file: file)
            let place = Place(column: name, table: mapping.table, header: header, file: file)
            let isOptional = column.isOptional == true
            let sum = try place.all(column.sum, isOptional)
            let minus = try place.all(column.minus, isOptional)
            let joined = try place.all(column.joined, isOptional)
            let coalesce = try place.alternatives(column, zone: zone, lookups, &used)
            let isGiven =
                found != nil || column.constant != nil || !sum.isEmpty || !minus.isEmpty || !joined.isEmpty
                || !coalesce.isEmpty || column.isRowNumber
            guard isGiven || !(mapping.isRequired(name) || column.mustExist) else {
                throw Self.missing(name, of: mapping.table, lookedFor: column.names, header: header, file: file)
            }
            used.formUnion((found.map { [header[$0]] } ?? []) + column.sum + column.minus + column.joined)
            var rule: Int32 = -1
            if isGiven, !column.isPlain {
                rule = Int32(rules.count)
                let currencyField = try Self.find(mapping.column("currency")?.names ?? [], in: header, file: file)
                rules.append(
                    ColumnRule(
                        column, sum: sum, minus: minus, coalesce: coalesce, joined: joined,
                        zone: try Self.zone(of: column, shop: zone), lookups: lookups,
                        minorUnits: column.minorUnits ? (currencyField ?? -1, currency) : nil))
            }
            columns[name] = BoundColumn(field: Int32(found ?? -1), rule: rule, number: UInt8(number))
        }
        try Self.checkNearMisses(columns, used, mapping, header: header, file: file)
        self.columns = columns
        numbered = names.compactMap { columns[$0] }
        required = names.map { mapping.isRequired($0) || $0 == "customer_id" }
        self.rules = rules
        conditions = try Self.bind(mapping.conditions, mapping, header, file, &used)
        notSales = try Self.bind(mapping.notSales, mapping, header, file, &used)
        if let split = mapping.split { used.formUnion(split.parts + [split.column]) }
        refundsBelowZero = mapping.refundsBelowZero
        if let latestBy = mapping.latestBy, latestBy != "row_order" {
            let place = Place(column: "latest_by", table: mapping.table, header: header, file: file)
            versionField = try place.all([latestBy], false)[0]
            used.insert(latestBy)
        } else {
            versionField = -1
        }
        ignored = header.filter { !$0.isEmpty && !used.contains($0) && !mapping.ignoredColumns.contains($0) }
    }

    /// Whether a row without a sound value of the column is none.
    func isRequired(_ column: BoundColumn) -> Bool { required[Int(column.number)] }

    private static func bind(
        _ conditions: [RowCondition], _ mapping: TableMapping, _ header: [String], _ file: String,
        _ used: inout Set<String>
    ) throws(IngestError) -> [BoundCondition] {
        var bound: [BoundCondition] = []
        for condition in conditions {
            let place = Place(column: condition.column, table: mapping.table, header: header, file: file)
            guard let field = try place.all([condition.column], false).first else { continue }
            used.insert(condition.column)
            bound.append(BoundCondition(condition, field: field))
        }
        return bound
    }

    /// What the conditions make of a row.
    @inline(__always)
    func belonging(of fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>) -> Belonging {
        var isExcluded = false
        for condition in conditions where !condition.holds(fields) {
            guard condition.isExclusion else { return .stranger }
            isExcluded = true
        }
        return isExcluded ? .excluded : .belongs
    }

    subscript(name: String) -> BoundColumn {
        columns[name] ?? BoundColumn(field: -1, rule: -1, number: Rejection.wholeRow)
    }

    /// A column of the file that nothing reads must not be almost one that the table looks for and does not find.
    private static func checkNearMisses(
        _ columns: [String: BoundColumn], _ used: Set<String>, _ mapping: TableMapping, header: [String], file: String
    ) throws(IngestError) {
        let unread = header.filter { !$0.isEmpty && !used.contains($0) && !mapping.ignoredColumns.contains($0) }
        for name in mapping.columnNames where columns[name]?.isPresent == false {
            guard let column = mapping.column(name), column.isOptional == nil || !column.mustExist else { continue }
            let cores = Set(column.names.map { NearMiss.core(of: $0) })
            guard let near = unread.first(where: { cores.contains(NearMiss.core(of: $0)) }) else { continue }
            throw IngestError(
                .nearMiss,
                "nothing reads column `\(near)` of \(file), which is almost \(name) of table \(mapping.table.rawValue); to read"
                    + " it, write in the mapping `\(mapping.table.rawValue): { columns: { \(name): \"\(near)\" } }`, to leave it"
                    + " out `\(mapping.table.rawValue): { ignore: [\"\(near)\"] }`; in a pipeline that is `source: { …, mapping: {"
                    + " tables: { … } } }`")
        }
    }

    fileprivate static func find(_ names: [String], in header: [String], file: String) throws(IngestError) -> Int? {
        for name in names {
            guard let index = header.firstIndex(of: name) else { continue }
            guard header.lastIndex(of: name) == index else {
                throw IngestError(.badHeader, "\(file) has two columns called \(name); rename one of them")
            }
            return index
        }
        return nil
    }

    /// Where the columns of the file are that one column of the table names.
    private struct Place {
        let column: String
        let table: SourceTable
        let header: [String]
        let file: String

        /// The fields of all these columns, or of those that are there.
        func all(_ names: [String], _ isOptional: Bool) throws(IngestError) -> [Int] {
            var found: [Int] = []
            for name in names {
                guard let index = try Binding.find([name], in: header, file: file) else {
                    if isOptional { continue }
                    throw Binding.missing(column, of: table, lookedFor: [name], header: header, file: file)
                }
                found.append(index)
            }
            return found
        }

        /// Those alternatives that the file has, at least one of them.
        func alternatives(
            _ column: ColumnMapping, zone: ShopZone, _ lookups: LookupTables, _ used: inout Set<String>
        ) throws(IngestError) -> [(field: Int, rule: ColumnRule)] {
            var found: [(field: Int, rule: ColumnRule)] = []
            for alternative in column.coalesce {
                let field = try Binding.find(alternative.names, in: header, file: file)
                guard field != nil || alternative.constant != nil else { continue }
                if let field { used.insert(header[field]) }
                found.append((field ?? -1, ColumnRule(alternative, zone: nil, lookups: lookups)))
            }
            guard found.isEmpty, !column.coalesce.isEmpty, column.isOptional != true else { return found }
            throw Binding.missing(
                self.column, of: table, lookedFor: column.coalesce.flatMap(\.names), header: header, file: file)
        }
    }

    private static func zone(of column: ColumnMapping, shop: ShopZone) throws(IngestError) -> ShopZone? {
        guard let name = column.zoneName else { return column.format == .iso8601 ? nil : shop }
        guard name != shop.identifier else { return shop }
        guard let zone = ShopZone(identifier: name) else {
            throw IngestError(.badMapping, "the mapping names an unknown time zone \(name); use an IANA name")
        }
        return zone
    }

    private static func nearest(to name: String, in header: [String]) -> String? {
        header.first { NearMiss.core(of: $0) == NearMiss.core(of: name) } ?? NearestName.of(name, among: header)
    }

    /// The lines of a mapping for all required columns that the header has under almost their names.
    private static func ready(_ table: SourceTable, _ name: String, _ near: String, _ header: [String]) -> String {
        var pairs = [(name, near)]
        for column in table.required where column != name && !header.contains(column) {
            if let found = nearest(to: column, in: header) { pairs.append((column, found)) }
        }
        let columns = pairs.map { "\($0.0): \"\($0.1)\"" }.joined(separator: ", ")
        return
            "Write in the mapping `\(table.rawValue): { columns: { \(columns) } }`, in a pipeline `source: { …, mapping: {"
            + " tables: { \(table.rawValue): { columns: { \(columns) } } } } }`"
    }

    fileprivate static func missing(
        _ name: String, of table: SourceTable, lookedFor: [String], header: [String], file: String
    ) -> IngestError {
        let wanted =
            lookedFor.isEmpty || lookedFor == [name] ? "" : " (looked for \(lookedFor.joined(separator: ", ")))"
        let found = header.prefix(40).joined(separator: ", ") + (header.count > 40 ? ", …" : "")
        let wantedNames = lookedFor.isEmpty ? [name] : lookedFor
        let near = wantedNames.compactMap { Self.nearest(to: $0, in: header) }.first
        let hint = near.map { "; did you mean `\($0)`? \(Self.ready(table, name, $0, header))" } ?? ""
        return IngestError(
            .missingColumn,
            "table \(table.rawValue) has no column \(name)\(wanted) in \(file), which has: \(found);"
                + " add the column or map another to it\(hint)")
    }
}

extension TableMapping {
    /// The columns in the order of their numbers.
    var columnNames: [String] {
        guard updates == nil else { return TicketsFromUpdates.columns + TicketsFromUpdates.ofTicket }
        return table.columns + (orders == nil ? [] : OrdersFromLines.required + OrdersFromLines.optional)
    }

    func column(_ name: String) -> ColumnMapping? {
        columns[name] ?? orders?.columns[name] ?? updates?.ticket[name]
    }

    func isRequired(_ name: String) -> Bool {
        guard updates == nil else {
            return TicketsFromUpdates.required.contains(name) || SourceTable.tickets.required.contains(name)
        }
        return table.required.contains(name) || (orders != nil && OrdersFromLines.required.contains(name))
    }
}
