/// Where the rows of one table come from.
protocol TableReading {
    /// The mapping of the table, or of its first part.
    var first: TableMapping { get }
    var context: ReadContext { get }

    /// Reads all rows into `columns`.
    ///
    /// - Throws: what refuses the source as a whole; `partial` then holds what had been found out.
    func read<Columns: TableColumns>(
        _ columns: Columns, partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<Columns>

    /// Reads lines that are baskets.
    func readBaskets(
        _ baskets: BasketLines, partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<LineOrderColumns>
}

/// The files of one table.
struct FileTables: TableReading {
    let parts: [TablePart]
    let context: ReadContext

    var first: TableMapping { parts[0].mapping }

    func read<Columns: TableColumns>(
        _ columns: Columns, partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<Columns> {
        try TableReader.read(first.table, parts, into: columns, context: context, partial: &partial)
    }

    func readBaskets(
        _ baskets: BasketLines, partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<LineOrderColumns> {
        try BasketReader.read(first, baskets, files: parts[0].files, context: context, partial: &partial)
    }
}
