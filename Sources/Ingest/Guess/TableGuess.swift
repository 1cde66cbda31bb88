internal import Domain

/// Files of one header that are read as one table, or as two.
struct FileGroup {
    let files: [SampleFile]
    var header: [String] { files[0].header }
    let rows: [[String]]

    init(_ files: [SampleFile]) {
        self.files = files
        rows = files.flatMap(\.rows)
    }

    var names: [String] { files.map { $0.name.hasSuffix(".gz") ? String($0.name.dropLast(3)) : $0.name } }

    func column(_ name: String) -> Int { header.firstIndex(of: name) ?? 0 }
    func values(_ name: String) -> [String] {
        let column = column(name)
        return rows.map { $0[column] }.filter { !$0.isEmpty }
    }

    func distinct(_ name: String) -> Int { Set(values(name)).count }

    /// Money of a column by row, 0 where there is none; `nil` where some value is no number.
    func money(_ name: String) -> [Int64]? {
        let column = column(name)
        var money: [Int64] = []
        for row in rows {
            guard !row[column].isEmpty else {
                money.append(0)
                continue
            }
            guard let amount = SampleNumber.read(row[column]) else { return nil }
            money.append(amount)
        }
        return money
    }

    /// Whether some amounts of a column are below 0.
    func isNegative(_ name: String) -> Bool { (money(name) ?? []).contains { $0 < 0 } }

    /// The first candidate, or that with a different value in every row.
    func key(_ lists: [[String]]) -> String? {
        let candidates = ColumnNames.candidates(lists, in: header)
        return candidates.first { distinct($0) == rows.count } ?? candidates.first
    }

    func has(_ lists: [[String]]) -> Bool { !ColumnNames.candidates(lists, in: header).isEmpty }
    func stem(contains words: [String]) -> Bool {
        let stem = ColumnNames.normal(String(files[0].name.prefix { $0 != "." }))
        return words.contains { stem.contains($0) }
    }
}

/// A number of a sample whatever stands around it.
enum SampleNumber {
    static func read(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            if let plain = try? Money.parse(bytes) { return plain }
            let signs = CurrencySigns(
                of: CurrencySigns.currencies(of: text.filter { !$0.isNumber && !".,-+ ()'".contains($0) }))
            return (try? NumberParser.parse(bytes, decimal: nil, signs: signs))?.value
        }
    }
}

/// What a group of files is.
enum TableKind: Equatable {
    case orders, lines, ordersAndLines, refunds, customers, products

    init?(_ group: FileGroup) {
        let hasOrder = group.has(ColumnNames.orderID)
        let hasMoney = group.has(ColumnNames.total)
        let hasDate = group.has(ColumnNames.orderedAt)
        let hasProduct = group.has(ColumnNames.product)
        let hasLine = hasProduct && group.has(ColumnNames.quantity) && group.has(ColumnNames.unitPrice)
        if group.stem(contains: ["refund", "return", "erstatt", "credit"]), hasOrder,
            group.has(ColumnNames.refundAmount)
        {
            self = .refunds
        } else if hasLine, hasOrder {
            self = hasDate && group.has(ColumnNames.customerID) ? .ordersAndLines : .lines
        } else if hasDate, hasMoney {
            self = .orders
        } else if group.stem(contains: ["customer", "kunde", "client"]), group.has(ColumnNames.customerID) {
            self = .customers
        } else if group.stem(contains: ["product", "artikel"]), hasProduct {
            self = .products
        } else {
            return nil
        }
    }
}
