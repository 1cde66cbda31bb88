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
    let format: TimestampFormat
    let zone: ShopZone?
    let suffix: [UInt8]
    let scale: DecimalFactor?
    /// The values that are translated, and by the same index what they become.
    private var sources = StringInterner()
    private var targets: [UnsafeMutableBufferPointer<UInt8>] = []

    init(_ mapping: ColumnMapping, sum: [Int], zone: ShopZone?) {
        constant = mapping.constant.map(Self.permanent)
        self.sum = sum
        self.zone = zone
        format = mapping.format
        suffix = Array((mapping.suffix ?? "").utf8)
        scale = mapping.scale
        for (source, target) in mapping.values.sorted(by: { $0.key < $1.key }) {
            _ = sources.code(of: source)
            targets.append(Self.permanent(target))
        }
    }

    deinit {
        constant?.deallocate()
        for target in targets { target.deallocate() }
    }

    private static func permanent(_ text: String) -> UnsafeMutableBufferPointer<UInt8> {
        let bytes = Array(text.utf8)
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = copy.initialize(from: bytes)
        return copy
    }

    /// The value that a field stands for: its suffix cut off, then translated.
    func value(of field: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        if let constant { return UnsafeBufferPointer(constant) }
        var field = field
        if !suffix.isEmpty, field.count >= suffix.count, field.suffix(suffix.count).elementsEqual(suffix) {
            field = UnsafeBufferPointer(rebasing: field.dropLast(suffix.count))
        }
        guard let code = sources.existingCode(of: field) else { return field }
        return UnsafeBufferPointer(targets[Int(code)])
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

/// A condition on the rows of one file.
struct BoundCondition {
    private let field: Int
    private let values: [[UInt8]]
    fileprivate let isExclusion: Bool

    init(_ condition: RowCondition, field: Int) {
        self.field = field
        values = condition.values.map { Array($0.utf8) }
        isExclusion = condition.isExclusion
    }

    @inline(__always)
    func holds(_ fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>) -> Bool {
        values.contains { $0.elementsEqual(fields[field]) } != isExclusion
    }
}

/// The columns of one canonical table as one file has them.
struct Binding {
    private let columns: [String: BoundColumn]
    let rules: [ColumnRule]
    let names: [String]
    /// Columns of the file that nothing reads.
    let ignored: [String]
    private let conditions: [BoundCondition]

    /// Finds the columns of a mapping in the header of a file; `zone` is the shop's own, for formats that name none.
    ///
    /// - Throws: a required column that is not there, a name that two columns share, or an unknown time zone.
    init(
        _ mapping: TableMapping, header: [String], file: String, zone: ShopZone
    ) throws(IngestError) {
        var columns: [String: BoundColumn] = [:]
        var rules: [ColumnRule] = []
        var used = Set<String>()
        names = mapping.columnNames
        for (number, name) in names.enumerated() {
            let column = mapping.column(name) ?? ColumnMapping()
            let found = try Self.find(column.names, in: header, file: file)
            var sum: [Int] = []
            for addend in column.sum {
                guard let index = try Self.find([addend], in: header, file: file) else {
                    throw Self.missing(name, of: mapping.table, lookedFor: [addend], header: header, file: file)
                }
                sum.append(index)
            }
            let isGiven = found != nil || column.constant != nil || !sum.isEmpty || column.isRowNumber
            guard isGiven || !mapping.isRequired(name) else {
                throw Self.missing(name, of: mapping.table, lookedFor: column.names, header: header, file: file)
            }
            used.formUnion((found.map { [header[$0]] } ?? []) + column.sum)
            var rule: Int32 = -1
            if isGiven, !column.isPlain {
                rule = Int32(rules.count)
                rules.append(ColumnRule(column, sum: sum, zone: try Self.zone(of: column, shop: zone)))
            }
            columns[name] = BoundColumn(field: Int32(found ?? -1), rule: rule, number: UInt8(number))
        }
        self.columns = columns
        self.rules = rules
        var conditions: [BoundCondition] = []
        for condition in mapping.conditions {
            guard let field = try Self.find([condition.column], in: header, file: file) else {
                throw Self.missing(
                    condition.column, of: mapping.table, lookedFor: [condition.column], header: header, file: file)
            }
            used.insert(condition.column)
            conditions.append(BoundCondition(condition, field: field))
        }
        self.conditions = conditions
        ignored = header.filter { !used.contains($0) }
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

    private static func find(_ names: [String], in header: [String], file: String) throws(IngestError) -> Int? {
        for name in names {
            guard let index = header.firstIndex(of: name) else { continue }
            guard header.lastIndex(of: name) == index else {
                throw IngestError(.badHeader, "\(file) has two columns called \(name); rename one of them")
            }
            return index
        }
        return nil
    }

    private static func zone(of column: ColumnMapping, shop: ShopZone) throws(IngestError) -> ShopZone? {
        guard let name = column.zoneName else { return column.format == .iso8601 ? nil : shop }
        guard name != shop.identifier else { return shop }
        guard let zone = ShopZone(identifier: name) else {
            throw IngestError(.badMapping, "the mapping names an unknown time zone \(name); use an IANA name")
        }
        return zone
    }

    private static func missing(
        _ name: String, of table: SourceTable, lookedFor: [String], header: [String], file: String
    ) -> IngestError {
        let wanted =
            lookedFor.isEmpty || lookedFor == [name] ? "" : " (looked for \(lookedFor.joined(separator: ", ")))"
        let found = header.prefix(40).joined(separator: ", ") + (header.count > 40 ? ", …" : "")
        return IngestError(
            .missingColumn,
            "table \(table.rawValue) has no column \(name)\(wanted) in \(file), which has: \(found);"
                + " add the column or map another to it")
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
