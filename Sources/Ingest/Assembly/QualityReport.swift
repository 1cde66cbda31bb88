internal import Domain

extension DataQuality {
    /// Adds the reconciliation of one table and its refused rows, in the order of the source.
    mutating func add(_ tally: TableTally, _ fates: RowFates) throws(IngestError) {
        var tally = tally
        tally.settle(fates) { _ in 0 }
        var quarantine = tally.quarantine
        if !fates.late.isEmpty { try LateRows.quarantine(fates.late, tally, into: &quarantine) }
        var reconciliation = Reconciliation(table: tally.table.rawValue)
        reconciliation.read = tally.read
        reconciliation.quarantined = quarantine.count
        reconciliation.reasons = quarantine.reasons
        reconciliation.ignoredColumns = tally.ignoredColumns
        reconciliation.badCells = tally.badCells
        reconciliation.rounded = tally.rounded
        reconciliation.quarantinedMoney = tally.refusals.money
        reconciliation.acceptedMoney = tally.acceptedMoney
        reconciliation.setAsideMoney = tally.setAsideMoney
        (reconciliation.readMoney, reconciliation.uncountedMoney) = (tally.readMoney, tally.uncountedMoney)
        refusals += RefusedKind.all(of: tally)
        addWidths(tally)
        if reconciliation.setApart.isEmpty, tally.totals > 0 { reconciliation.setApart["totals"] = tally.totals }
        for fate in fates.fates {
            switch fate {
            case .live: reconciliation.accepted += 1
            case .duplicate: reconciliation.duplicates += 1
            case .refused: break
            case .afterAsOf: reconciliation.afterAsOf += 1
            case .superseded: reconciliation.superseded += 1
            case .setAside: reconciliation.setAside += 1
            case .merged: reconciliation.accepted += 1
            case .noSale:
                reconciliation.accepted += 1
                reconciliation.setApart["not_sales", default: 0] += 1
            case .cancelled, .test:
                reconciliation.accepted += 1
                reconciliation.setApart[fate == .test ? "test" : "cancelled", default: 0] += 1
            case .leftOut:
                reconciliation.accepted += 1
                reconciliation.setApart["left_out", default: 0] += 1
            }
        }
        if tally.leftOut > 0 {
            reconciliation.accepted += tally.leftOut
            reconciliation.setApart["left_out", default: 0] += tally.leftOut
        }
        tables.append(reconciliation)
        let order = Dictionary(tally.spans.enumerated().map { ($1.path, $0) }) { first, _ in first }
        self.quarantine += quarantine.rows.sorted { a, b in
            (order[a.source] ?? 0, a.row) < (order[b.source] ?? 0, b.row)
        }
        guard quarantine.isCut else { return }
        checks.append(
            QualityCheck(
                name: "quarantine_kept_\(tally.table.rawValue)", outcome: .warned,
                found: "\(quarantine.rows.count) of \(quarantine.count) refused rows kept",
                allowed: "\(Quarantine.rowLimit) rows or 64 MiB of text"))
    }

    private mutating func addWidths(_ tally: TableTally) {
        for (width, count) in tally.widths.sorted(by: { ($1.value, $0.key.row) < ($0.value, $1.key.row) }).prefix(3) {
            checks.append(
                QualityCheck(
                    name: "fields_\(tally.table.rawValue)", outcome: .warned,
                    found: "\(count) rows have \(width.row) fields", allowed: "\(width.header), as the header has"))
        }
    }

    /// What can be said of a table whose source was refused while it was read.
    mutating func addUnfinished(_ tally: TableTally) {
        var reconciliation = Reconciliation(table: tally.table.rawValue)
        reconciliation.read = tally.read
        reconciliation.quarantined = tally.quarantine.count
        reconciliation.reasons = tally.quarantine.reasons
        reconciliation.accepted = tally.read - tally.quarantine.count
        reconciliation.quarantinedMoney = tally.refusals.money
        reconciliation.badCells = tally.badCells
        refusals += RefusedKind.all(of: tally)
        addWidths(tally)
        reconciliation.ignoredColumns = tally.ignoredColumns
        tables.append(reconciliation)
        quarantine += tally.quarantine.rows
    }
}

/// Rows that were refused after they had been read: their texts are kept from then, or fetched again.
enum LateRows {
    static func quarantine(
        _ late: [RowFates.Late], _ tally: TableTally, into quarantine: inout Quarantine
    ) throws(IngestError) {
        let sorted = late.sorted { $0.row < $1.row }
        let places = sorted.map { tally.place(of: Int($0.row)) }
        // Only as many as will be kept are fetched.
        let wanted = sorted.indices.prefix(Quarantine.rowLimit).filter { tally.doubtful[Int(sorted[$0].row)] == nil }
        var fetched: [Int: String] = [:]
        for span in tally.spans.indices {
            let indices = wanted.filter { places[$0].span == span }
            guard !indices.isEmpty else { continue }
            let texts = try fetch(indices.map { places[$0].row }, tally.spans[span])
            for (index, text) in zip(indices, texts) { fetched[index] = text }
        }
        for (index, entry) in sorted.enumerated() {
            quarantine.add(
                entry.reason, column: tally.columnName(entry.column), source: tally.spans[places[index].span].path,
                row: places[index].row, text: fetched[index] ?? tally.doubtful[Int(entry.row)] ?? "")
        }
    }

    /// The texts of the rows with these numbers, which ascend.
    private static func fetch(
        _ numbers: [Int], _ span: TableTally.Span
    ) throws(IngestError) -> [String] {
        switch span.origin {
        case .rows(let rows): return try rows.texts(of: numbers)
        case .file(let version): return try fetch(numbers, of: span, version)
        }
    }

    private static func fetch(
        _ numbers: [Int], of span: TableTally.Span, _ version: InputFile.Version
    ) throws(IngestError) -> [String] {
        let form = span.form
        let stream = ByteStream(
            try InputFile(path: span.path), Transcoder(form.encoding, endsLinesWithCR: form.endsLinesWithCR))
        let fields = span.mapping == nil ? 1 : RecordLimits.columns + 1
        var records = RecordReader(stream, form, columns: fields)
        let json = span.mapping?.jsonFields(ofFile: span.path)
        // JSON has no header.
        var header: [String] = []
        if JSONForm(ofFile: span.path) == nil, try records.next() == .row {
            header = (0..<min(records.fieldCount, fields)).map {
                String(decoding: Blank.trimmed(records.fields[$0]), as: UTF8.self)
            }
        }
        var rows: RecordRows?
        if let mapping = span.mapping {
            rows = try RecordRows(mapping, json: json, header: header, file: span.path, record: records.fields)
        }
        var texts: [String] = []
        var (row, bytes) = (0, 0)
        while texts.count < numbers.count, bytes < Quarantine.byteLimit {
            let outcome = try records.next()
            guard outcome != .end else { break }
            row += Self.rowCount(of: records, isSound: outcome == .row, &rows)
            while texts.count < numbers.count, row >= numbers[texts.count] {
                let head = UnsafeBufferPointer(rebasing: records.raw.prefix(QuarantinedRow.rawLimit))
                texts.append(String(decoding: head, as: UTF8.self))
                bytes += head.count
            }
        }
        guard records.version == version else {
            throw IngestError(
                .changedWhileReading,
                "\(span.path) changed while it was read; run again when its export is complete")
        }
        return texts
    }

    /// How many rows of the table a record was when it was read first.
    private static func rowCount(of records: borrowing RecordReader, isSound: Bool, _ rows: inout RecordRows?) -> Int {
        guard var parts = rows else { return 1 }
        defer { rows = parts }
        let isText = parts.width != nil || !records.mayBeNoText || TextCheck.isText(records.raw)
        guard isSound, isText, parts.fits(records), (try? parts.begin(records)) != nil else { return 1 }
        var count = 0
        while parts.next() { count += 1 }
        return count
    }
}

/// What is worth a look in the orders as a whole.
enum OrderChecks {
    static func of(_ shop: Shop, mismatches: Int, _ formulas: FigureChecks.TotalFormulas) -> [QualityCheck] {
        let orders = shop.orders
        let over = orders.refunded.indices.filter { orders.refunded[$0] > orders.total[$0] }
        let overMoney = over.reduce(Int64(0)) { $0.addingClamped(orders.refunded[$1] - orders.total[$1]) }
        let overRefunded = over.count
        var overReturned = 0
        for line in shop.lines.refundedQuantity.indices
        where shop.lines.refundedQuantity[line] > shop.lines.quantity[line] {
            overReturned += 1
        }
        return [
            QualityCheck(
                name: "total_mismatch", outcome: FigureChecks.outcome(mismatches, of: formulas.compared),
                found:
                    "\(mismatches) of \(orders.count) orders\(FigureChecks.outcome(mismatches, of: formulas.compared) == .failed ? formulas.advice : "")",
                allowed: "0"),
            QualityCheck(
                name: "refund_above_total", outcome: overRefunded == 0 ? .passed : .warned,
                found: "\(overRefunded) of \(orders.count) orders"
                    + (overRefunded > 0
                        ? ", \(Money.text(overMoney)) more than they cost, among them those of "
                            + over.prefix(3).map { orderName(shop, $0) }.joined(separator: " and ") : ""),
                allowed: "0"),
            check("returned_above_bought", overReturned, "lines", of: shop.lines.count),
        ]
    }

    /// An order by its time, its customer and its total: ids of orders are not kept.
    private static func orderName(_ shop: Shop, _ order: Int) -> String {
        let customer = shop.orders.customer[order]
        let who = customer < 0 ? "a guest" : "customer \(shop.customers.ids.string(customer) ?? "")"
        return
            "\(who) at \(Instant(microseconds: shop.orders.orderedAt[order])) for \(Money.text(shop.orders.total[order]))"
    }

    private static func check(_ name: String, _ found: Int, _ what: String, of count: Int) -> QualityCheck {
        QualityCheck(
            name: name, outcome: found == 0 ? .passed : .warned, found: "\(found) of \(count) \(what)", allowed: "0")
    }
}
