internal import Domain

/// The customers of a shop in the order of their ids, and where each table's own codes stand in it.
struct CustomerIndex: Sendable {
    let ids: StringTable
    /// From the codes of the orders' customers to their index, -1 where they are none.
    let ofOrders: [Int32]
    let ofTickets: [Int32]
    let ofRows: [Int32]

    /// A dictionary and which of its strings name somebody.
    struct Part {
        let strings: StringInterner
        let isUsed: [Bool]

        init(strings: StringInterner, isUsed: [Bool]) {
            (self.strings, self.isUsed) = (strings, isUsed)
        }

        /// The strings that the live rows of a column use.
        init(_ column: CodeColumn?, _ fates: RowFates?) {
            guard let column, let fates else {
                (strings, isUsed) = (StringInterner(), [])
                return
            }
            var isUsed = [Bool](repeating: false, count: column.interner.count)
            for row in column.codes.indices where fates[row] == .live && column.codes[row] >= 0 {
                isUsed[Int(column.codes[row])] = true
            }
            (strings, self.isUsed) = (column.interner, isUsed)
        }
    }

    init(rows: Part, orders: Part, tickets: Part) {
        var union = StringInterner()
        let codes = [rows, orders, tickets].map { part in
            part.isUsed.indices.map { code in
                part.isUsed[code] ? part.strings.table.withBytes(code) { union.code(of: $0) } : StringTable.missing
            }
        }
        let order = union.table.sortedCodes()
        ids = union.table.gathered(order)
        var rank = [Int32](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { rank[Int(old)] = Int32(new) }
        let ranked = codes.map { part in part.map { $0 < 0 ? StringTable.missing : rank[Int($0)] } }
        (ofRows, ofOrders, ofTickets) = (ranked[0], ranked[1], ranked[2])
    }
}
