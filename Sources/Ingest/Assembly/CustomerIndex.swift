internal import Domain

/// The customers of a shop in the order of their ids, and where each table's own codes stand in it.
struct CustomerIndex: Sendable {
    let ids: StringTable
    /// From the codes of the orders' customers to their index, -1 where they are none.
    let ofOrders: [Int32]
    let ofTickets: [Int32]
    let ofRows: [Int32]

    /// Ids of the customers' own table, how many of them order, and how many ids order at all.
    var overlap: (rows: Int, matched: Int, ordering: Int) {
        let ordering = Set(ofOrders.filter { $0 >= 0 })
        let rows = Set(ofRows.filter { $0 >= 0 })
        return (rows.count, rows.intersection(ordering).count, ordering.count)
    }

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

    init(rows: Part, orders: Part, tickets: Part, identities: Identities = Identities()) {
        var union = StringInterner()
        let codes = [rows, orders, tickets].map { part in
            part.isUsed.indices.map { code in
                part.isUsed[code] ? part.strings.table.withBytes(code) { union.code(of: $0) } : StringTable.missing
            }
        }
        let person = identities.persons(among: &union)
        let isUsed = Self.used(codes, person, count: union.count)
        let order = union.table.sortedCodes().filter { isUsed[Int($0)] }
        ids = union.table.gathered(order)
        var rank = [Int32](repeating: StringTable.missing, count: union.count)
        for (new, old) in order.enumerated() { rank[Int(old)] = Int32(new) }
        let index = person.isEmpty ? rank : person.map { rank[Int($0)] }
        let ranked = codes.map { part in part.map { $0 < 0 ? StringTable.missing : index[Int($0)] } }
        (ofRows, ofOrders, ofTickets) = (ranked[0], ranked[1], ranked[2])
    }

    private static func used(_ codes: [[Int32]], _ person: [Int32], count: Int) -> [Bool] {
        var isUsed = [Bool](repeating: false, count: count)
        for part in codes {
            for code in part where code >= 0 { isUsed[Int(person.isEmpty ? code : person[Int(code)])] = true }
        }
        return isUsed
    }
}
