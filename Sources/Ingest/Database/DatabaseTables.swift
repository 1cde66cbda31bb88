internal import Domain

/// A part of a table, and where a database has it.
struct DatabasePart {
    let mapping: TableMapping
    let relation: Relation
}

/// Reads one table of a database that is open.
struct DatabaseTables<Database: OpenDatabase>: TableReading {
    let database: Database
    let parts: [DatabasePart]
    let context: ReadContext

    var first: TableMapping { parts[0].mapping }

    /// How many rows are read between two reports of progress.
    private static var stride: Int { 16_384 }

    func read<Columns: TableColumns>(
        _ columns: Columns, partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<Columns> {
        var result = ReadTable(columns: columns, tally: TableTally(first.table))
        for part in parts {
            do throws(IngestError) {
                try read(part, into: &result)
            } catch {
                partial = result.tally
                throw error
            }
        }
        // What is still to come was not known: the total is what has come.
        context.progress?(first.table.rawValue, result.tally.read, result.tally.bytesRead, result.tally.bytesRead)
        return result
    }

    private func read<Columns: TableColumns>(
        _ part: DatabasePart, into result: inout ReadTable<Columns>
    ) throws(IngestError) {
        let open = try database.open(part.mapping, part.relation, zone: context.zone)
        result.tally.columnNames = open.mapping.columnNames
        for column in open.ignored where !result.tally.ignoredColumns.contains(column) {
            result.tally.ignoredColumns.append(column)
        }
        result.tally.spans.append(
            TableTally.Span(path: part.relation.name, origin: .rows(open.rows), firstKept: result.columns.count))
        let firstKept = result.columns.count
        result.columns.begin(open.binding)
        let bytesBefore = result.tally.bytesRead
        let log = CellLog(
            columns: open.mapping.columnNames.count,
            signs: context.signs(open.mapping, header: open.mapping.column("currency")?.names ?? []),
            nobody: context.nobody)
        var number = 0
        try open.rows.forEach { text, isSound, bytes throws(IngestError) in
            number += 1
            result.tally.read += 1
            result.tally.bytesRead = bytesBefore + bytes
            if number % Self.stride == 0 { try report(result.tally, result.columns.count) }
            add(text, isSound: isSound, number, open.binding, log, to: &result)
        }
        result.tally.add(log, open.mapping)
        result.tally.readMoney = result.tally.readMoney.addingClamped(result.columns.money(since: firstKept))
    }

    /// Takes a row in, passes over it or refuses it.
    private func add<Columns: TableColumns>(
        _ text: RowText, isSound: Bool, _ number: Int, _ binding: Binding, _ log: CellLog,
        to result: inout ReadTable<Columns>
    ) {
        let kept = result.columns.count
        let row = Row(text.fields, rules: binding.rules, log: log)
        do throws(Rejection) {
            guard isSound else { throw Rejection(reason: .badCSV, column: Rejection.wholeRow) }
            guard database.isUTF8 || text.isUTF8 else { throw Rejection(reason: .badUTF8, column: Rejection.wholeRow) }
            let belonging = binding.belonging(of: text.fields)
            guard belonging == .belongs else { return result.leaveOut(row, belonging) }
            try result.columns.add(row)
            guard result.columns.isLastDoubtful else { return }
            text.line().withUnsafeBufferPointer { result.tally.keepText(of: kept, $0) }
        } catch {
            let bound = Int(error.column) < binding.numbered.count ? binding.numbered[Int(error.column)] : nil
            let cell = bound.map { Array(row.bytes($0).prefix(256)) } ?? []
            let money = result.columns.looseMoney(row)
            text.line().withUnsafeBufferPointer {
                result.tally.refuse(error, row: number, kept: kept, raw: $0, cell: cell, money: money)
            }
        }
    }

    private func report(_ tally: TableTally, _ count: Int) throws(IngestError) {
        context.progress?(first.table.rawValue, tally.read, tally.bytesRead, tally.bytesRead)
        guard count < Int(Int32.max) - 2 * Self.stride else {
            throw IngestError(
                .tooLarge, "table \(first.table.rawValue) has more than 2,147,483,647 rows; split the shop")
        }
    }

    func readBaskets(
        _ baskets: BasketLines, partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<LineOrderColumns> {
        throw IngestError(.badMapping, "lines of baskets stand in files; a database has no such table")
    }
}
