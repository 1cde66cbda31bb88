internal import Domain

/// How a source names and writes what the canonical tables ask for.
struct Mapping: Equatable, Sendable {
    var name: String
    /// Files of the source that no table takes, and that is how it should be.
    var ignoredFiles: [String] = []
    /// What stands in place of a customer's id where there is no customer.
    var nobody = NobodyWords.usual
    /// In the order of ``SourceTable``; a table that stands in files of several kinds has one entry for each.
    var tables: [TableMapping]

    /// The source has the canonical tables under their own names: `orders.csv` with the column `order_id`, and so on.
    static let canonical = Mapping(
        name: "canonical",
        tables: SourceTable.allCases.map { table in
            let columns = table.columns.map { ($0, ColumnMapping(names: [$0])) }
            return TableMapping(
                table: table, files: ["\(table.rawValue).csv", "\(table.rawValue)/"],
                columns: Dictionary(uniqueKeysWithValues: columns))
        })
}

extension Mapping {
    var isCanonical: Bool { name == "canonical" || name == "of the pipeline" }

    /// The table that a source cannot do without: that of the orders, or of the tickets where the mapping knows no orders.
    func main() throws(IngestError) -> TableMapping {
        guard let main = tables.first(where: \.givesOrders) ?? tables.first(where: \.givesTickets) else {
            throw IngestError(
                .badMapping, "mapping \(name) has neither orders nor tickets; every source needs one of them")
        }
        return main
    }
}

/// Where one table stands and how its columns follow from it.
struct TableMapping: Equatable, Sendable {
    var table: SourceTable
    /// File names in which `*` stands for anything; each also means the file with `.gz` behind it.
    var files: [String]
    /// In a database: the table or view, with or without its schema; `nil` for the canonical name.
    var relation: String?
    /// In a database, in place of a table: a query that gives the columns.
    var query: String?
    /// `nil` where it is found from the file.
    var separator: Separator?
    /// What else of the files' form is given rather than found.
    var dialect = FileDialect()
    var columns: [String: ColumnMapping]
    /// Columns of the files that nothing reads, and that is how it should be.
    var ignoredColumns: [String] = []
    /// The column of the files by which the latest of several versions of a row is known; `nil` for the order of the files.
    var latestBy: String?
    /// For `orders` alone: rows with a total below zero are refunds of the customer's earlier orders.
    var refundsBelowZero = false
    /// Which rows of the files are rows of the table; every condition has to hold.
    var conditions: [RowCondition] = []
    /// For `order_lines` alone: the orders have no table of their own and follow from their lines.
    var orders: OrdersFromLines?
    /// For `order_lines` alone: a line of the file is a whole order, and every field of it a product.
    var baskets: BasketLines?
    /// For `ticket_events` alone: a row is what its ticket looked like after an update.
    var updates: TicketsFromUpdates?
    /// In JSON: the path of a list in each object, whose elements are the rows.
    var each: String?
    /// In text tables: lines that stand in one cell.
    var split: CellLines?
    /// For `orders` alone: the rows of one order are added up.
    var addsRows = false
    /// For `order_lines` alone: which lines are no sales, such as gift cards; their money is no revenue.
    var notSales: [RowCondition] = []

    /// Whether orders come from it.
    var givesOrders: Bool { table == .orders || orders != nil }
    /// Whether tickets do.
    var givesTickets: Bool { table == .tickets || updates != nil }
}

/// How tickets and what happened to them follow from a table with one row an update.
///
/// A row shows the ticket as it stood after somebody touched it. Changes of state, priority and assignee between two rows
/// become events; an update that changes none of them becomes a note. The ticket's own columns are those of its last row.
struct TicketsFromUpdates: Equatable, Sendable {
    /// The columns of an update: `sequence` orders those of one instant, else the file does.
    static let columns = ["ticket_id", "at", "sequence", "actor", "actor_id"]
    static let required = ["ticket_id", "at"]
    /// The columns of the ticket.
    static let ofTicket = SourceTable.tickets.columns.filter { $0 != "ticket_id" }

    /// Those of ``ofTicket``.
    var ticket: [String: ColumnMapping]
}

/// How orders follow from a table with one row a line.
struct OrdersFromLines: Equatable, Sendable {
    static let required = ["customer_id", "ordered_at"]
    static let optional = ["country"]

    /// `customer_id`, `ordered_at` and, where it is there, the customer's `country`.
    var columns: [String: ColumnMapping]
    /// An order whose id begins so takes lines of earlier orders back.
    var cancellationPrefix: String?
}

/// Files without a header in which a line is a basket, of nobody and of no time.
struct BasketLines: Equatable, Sendable {
    /// `nil` where the file's name tells: commas in `.csv`, blanks in every other.
    var separator: Separator?

    func separator(ofFile path: String) -> Separator {
        let name = path.hasSuffix(".gz") ? path.dropLast(3) : path[...]
        return separator ?? (name.hasSuffix(".csv") ? .byte(UInt8(ascii: ",")) : .blanks)
    }
}

/// How one column follows from those of the source.
struct ColumnMapping: Equatable, Sendable {
    /// The names under which it may stand; the first that a file has is taken.
    var names: [String] = []
    /// The same value in every row.
    var constant: String?
    /// Money that is the sum of these columns, less those of ``minus``.
    var sum: [String] = []
    var minus: [String] = []
    /// Rules of which the first that gives a value in a row counts.
    var coalesce: [ColumnMapping] = []
    /// Where a value is found by the one that stands in the column.
    var lookup: Lookup?
    /// Instead of a key: every row is an order of its own.
    var isRowNumber = false
    var format = TimestampFormat.iso8601
    /// For times without an offset; `nil` leaves them to the shop's own zone where a format is given, and is an error in
    /// ISO 8601.
    var zoneName: String?
    /// What stands in the source and what it means here, `*` in it for any characters; other values stay as they are.
    var values: [String: String] = [:]
    /// Cut off where a value begins so.
    var prefix: String?
    /// Cut off where a value ends so.
    var suffix: String?
    /// Money is multiplied by it.
    var scale: DecimalFactor?
    /// Money has the other sign than the column writes: Magento's discounts, Shopify's refunds.
    var negate = false
    /// Money stands in minor units, as many to one as ISO 4217 says of the row's currency.
    var minorUnits = false
    /// How numbers are written; `nil` where that is found from the column.
    var number: NumberGrammar?
    /// Columns whose texts are joined with a blank: a date and a time.
    var joined: [String] = []
    /// What makes two ids one.
    var id = IDRule()
    /// Whether files may lack the column: `true` and `false` where a mapping says so, `nil` where it says nothing.
    var isOptional: Bool?
    /// Whether the mapping names the column, so that a file without it is not the file that was meant.
    var mustExist = false
    /// Money is that of all pieces of a line, and a piece costs its share.
    var isPerPiece = false
    /// What stands between the elements of a database's array when they become one text.
    var join: String?

    /// Whether a value is taken as it stands.
    var isPlain: Bool {
        constant == nil && sum.isEmpty && minus.isEmpty && coalesce.isEmpty && lookup == nil && format == .iso8601
            && zoneName == nil && values.isEmpty && prefix == nil && suffix == nil && scale == nil && !isPerPiece
            && !negate && !minorUnits && number == nil && joined.isEmpty && id == IDRule()
    }
}
